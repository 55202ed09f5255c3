"""Let a person read and write in a shared mailbox, and send in its name."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.services.mail.actions.ask_engine import ask_to_forget
from freehold.services.mail.models import MailboxAccess
from freehold.services.mail.permissions import SHARE_MAILBOX
from freehold.services.mail.queries.mailboxes import lock_open_mailbox
from freehold.services.mail.states import MailboxKind


@transaction.atomic
def give_access(
    mailbox_id: UUID, *, grantee_id: UUID, full_access: bool = True, send_as: bool = True, actor: Actor
) -> None:
    """Give the person of the mailbox `grantee_id` these rights in a shared one; given again, they are replaced.

    Raises: NotFound, NotPermitted, Refused("mailbox_closed", "not_shared", "no_rights").
    """
    mailbox = lock_open_mailbox(mailbox_id)
    grantee = lock_open_mailbox(grantee_id)
    require(actor, SHARE_MAILBOX)
    if mailbox.kind != MailboxKind.SHARED or grantee.kind != MailboxKind.PERSONAL:
        raise Refused("not_shared", _("Access is given to a person's mailbox, in a shared one."))
    if not (full_access or send_as):
        raise Refused("no_rights", _("Choose at least one right, or take the access away."))
    MailboxAccess.objects.update_or_create(
        mailbox=mailbox,
        grantee=grantee,
        defaults={"tenant_id": mailbox.tenant_id, "full_access": full_access, "send_as": send_as},
    )
    ask_to_forget(mailbox)
    record(
        actor, SHARE_MAILBOX, subject_kind="mailbox", subject_id=mailbox_id, address=mailbox.address,
        given_to=grantee.address, full_access=full_access, send_as=send_as,
    )  # fmt: skip
