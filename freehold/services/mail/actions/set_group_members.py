"""Say who receives what is sent to a distribution list."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, NotFound, Refused
from freehold.kernel.permission import require
from freehold.services.mail.models import Address, GroupMember, Mailbox
from freehold.services.mail.permissions import CHANGE_GROUPS
from freehold.services.mail.queries.addresses import lock_group
from freehold.services.mail.rules.addresses import parse_outside_address
from freehold.services.mail.states import MailboxState

MOST_MEMBERS = 1000


@transaction.atomic
def set_group_members(
    group_id: UUID,
    *,
    mailbox_ids: Sequence[UUID] = (),
    outside: Sequence[str] = (),
    version: int | None = None,
    actor: Actor,
) -> None:
    """Replace a group's members by these mailboxes of the tenant and these addresses elsewhere.

    `version` is the one that the person saw, so that two do not overwrite each other; None does not ask.
    Raises: NotFound, NotPermitted, Conflict("changed_meanwhile"),
    Refused("malformed_address", "too_many_members", "group_in_group").
    """
    group = lock_group(group_id)
    require(actor, CHANGE_GROUPS)
    if version not in (None, group.version):
        raise Conflict(
            CHANGED_MEANWHILE, _("Somebody else has changed this group meanwhile. Look at it again.")
        )
    boxes = list(Mailbox.objects.filter(id__in=set(mailbox_ids), state=MailboxState.ACTIVE))
    if len(boxes) != len(set(mailbox_ids)):
        raise NotFound
    addresses = sorted({parse_outside_address(address) for address in outside if address.strip()})
    if len(boxes) + len(addresses) > MOST_MEMBERS:
        raise Refused("too_many_members", _("A group has a thousand members at most."), field="members")
    if Address.objects.filter(address__in=addresses, group__isnull=False).exists():
        raise Refused("group_in_group", _("A group cannot be a member of a group."), field="members")
    group.version += 1
    group.save(update_fields=["version"])
    GroupMember.objects.filter(group=group).delete()
    GroupMember.objects.bulk_create(
        [
            *(GroupMember(tenant_id=group.tenant_id, group=group, mailbox=box) for box in boxes),
            *(GroupMember(tenant_id=group.tenant_id, group=group, external=address) for address in addresses),
        ]
    )
    record(
        actor, CHANGE_GROUPS, subject_kind="mail_group", subject_id=group_id, name=group.name,
        members=len(boxes), outside=", ".join(addresses),
    )  # fmt: skip
