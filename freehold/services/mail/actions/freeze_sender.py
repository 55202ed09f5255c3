"""Stop a mailbox from sending, at once."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.services.mail.permissions import FREEZE_SENDER
from freehold.services.mail.queries.mailboxes import lock_open_mailbox


@transaction.atomic
def freeze_sender(mailbox_id: UUID, *, because: str, actor: Actor) -> None:
    """Refuse whatever a mailbox sends until it is unfrozen; it goes on receiving. Raises: NotFound, NotPermitted."""
    mailbox = lock_open_mailbox(mailbox_id)
    require(actor, FREEZE_SENDER)
    if mailbox.sending_frozen_at is None:
        mailbox.sending_frozen_at = mailbox.sending_frozen_told_at = clock.now()
        mailbox.sending_frozen_because = because.strip()[:200]
        mailbox.save(update_fields=["sending_frozen_at", "sending_frozen_because", "sending_frozen_told_at"])
    record(
        actor, FREEZE_SENDER, subject_kind="mailbox", subject_id=mailbox_id, address=mailbox.address,
        because=mailbox.sending_frozen_because,
    )  # fmt: skip
