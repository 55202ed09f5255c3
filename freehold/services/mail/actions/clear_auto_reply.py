"""Stop answering."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.services.mail.actions.write_sieve import write_sieve
from freehold.services.mail.models import AutoReply
from freehold.services.mail.permissions import CHANGE_OWN_MAILBOX
from freehold.services.mail.queries.mailboxes import lock_open_mailbox
from freehold.services.mail.queries.settings import require_settings_of


@transaction.atomic
def clear_auto_reply(mailbox_id: UUID, *, actor: Actor) -> None:
    """End a mailbox's out-of-office answer; without one nothing changes. Raises: NotFound, NotPermitted."""
    mailbox = lock_open_mailbox(mailbox_id)
    require_settings_of(actor, mailbox)
    removed, _rows = AutoReply.objects.filter(mailbox_id=mailbox_id).delete()
    if not removed:
        return
    write_sieve(mailbox_id)
    record(
        actor, CHANGE_OWN_MAILBOX, subject_kind="mailbox", subject_id=mailbox_id,
        address=mailbox.address, auto_reply="off",
    )  # fmt: skip
