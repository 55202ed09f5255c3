"""Close a mailbox: nobody signs in, no mail comes, its seat and addresses are free."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.provisioning.actions.take_seats import free_seats
from freehold.services.mail.actions.ask_engine import ask_to_forget
from freehold.services.mail.models import Address, GroupMember, MailboxAccess
from freehold.services.mail.permissions import CLOSE_MAILBOX
from freehold.services.mail.queries.mailboxes import lock_open_mailbox
from freehold.services.mail.states import MailboxKind, MailboxState


@transaction.atomic
def close_mailbox(mailbox_id: UUID, *, actor: Actor) -> None:
    """Close a mailbox. What it holds stays in the store until the tenant's mail is erased.

    Raises: NotFound, NotPermitted, Refused("mailbox_closed").
    """
    mailbox = lock_open_mailbox(mailbox_id)
    require(actor, CLOSE_MAILBOX)
    mailbox.state, mailbox.closed_at = MailboxState.CLOSED, clock.now()
    mailbox.save(update_fields=["state", "closed_at"])
    Address.objects.filter(mailbox_id=mailbox_id).delete()
    GroupMember.objects.filter(mailbox_id=mailbox_id).delete()
    MailboxAccess.objects.filter(mailbox_id=mailbox_id).delete()
    MailboxAccess.objects.filter(grantee_id=mailbox_id).delete()
    if mailbox.kind == MailboxKind.PERSONAL:
        free_seats(mailbox.instance_id, 1)
    ask_to_forget(mailbox)
    record(actor, CLOSE_MAILBOX, subject_kind="mailbox", subject_id=mailbox_id, address=mailbox.address)
