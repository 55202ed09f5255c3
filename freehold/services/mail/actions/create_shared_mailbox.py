"""Make a mailbox that is nobody's own."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel import ids
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.services.mail.actions.create_mailbox import write_mailbox
from freehold.services.mail.models import Mailbox
from freehold.services.mail.options import MailOptions
from freehold.services.mail.permissions import CREATE_MAILBOX
from freehold.services.mail.queries.instance import plan_quota, require_proven, the_instance
from freehold.services.mail.rules.addresses import parse_address
from freehold.services.mail.states import MailboxKind, MailboxState


@transaction.atomic
def create_shared_mailbox(
    address: str, *, display_name: str = "", instance_id: UUID | None = None, actor: Actor
) -> UUID:
    """Make a shared mailbox, such as info@, without a seat; its id. People get to it by `give_access`.

    Mail clients show its folders below `shared/<handle>`, where the handle is the local part it began with.
    Raises: NotPermitted, NotFound, Refused("malformed_address", "domain_not_proven", "no_mail", "no_more_shared"),
    Conflict("address_taken").
    """
    require(actor, CREATE_MAILBOX)
    wanted = parse_address(address)
    require_proven(actor.tenant_id, wanted.domain)
    instance = the_instance(instance_id)
    limit = MailOptions.model_validate(instance.options).shared_mailboxes
    held = Mailbox.objects.filter(
        instance_id=instance.id, kind=MailboxKind.SHARED, state=MailboxState.ACTIVE
    ).count()
    if held >= limit:
        raise Refused("no_more_shared", _("This plan has %(limit)s shared mailboxes.") % {"limit": limit})
    mailbox_id = ids.new_id()
    write_mailbox(
        Mailbox(
            id=mailbox_id,
            tenant_id=actor.tenant_id,
            instance_id=instance.id,
            kind=MailboxKind.SHARED,
            handle=_handle(actor.tenant_id, wanted.local_part, mailbox_id),
            address=wanted.address,
            display_name=display_name.strip(),
            quota_bytes=plan_quota(instance.options),
        ),
        wanted,
        actor=actor,
    )
    record(
        actor,
        CREATE_MAILBOX,
        subject_kind="mailbox",
        subject_id=mailbox_id,
        address=wanted.address,
        kind="shared",
    )
    return mailbox_id


def _handle(tenant_id: UUID, local_part: str, mailbox_id: UUID) -> str:
    """A name that no other mailbox of the tenant has or had: closed ones keep theirs."""
    wanted = local_part.strip("_").replace("_", "-")[:40] or "shared"
    if Mailbox.objects.filter(tenant_id=tenant_id, handle=wanted).exists():
        return f"{wanted}-{mailbox_id.hex[-6:]}"
    return wanted
