"""Tell the person and the administrators that a mailbox was frozen by the limits."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.services.mail.permissions import FREEZE_SENDER
from freehold.services.mail.queries import lock_mailbox


@transaction.atomic
def tell_frozen(mailbox_id: UUID, *, actor: Actor) -> None:
    """Record an automatic freeze once. Run twice, it says nothing more. Raises: NotFound."""
    mailbox = lock_mailbox(mailbox_id)
    if mailbox.sending_frozen_at is None or mailbox.sending_frozen_told_at is not None:
        return
    mailbox.sending_frozen_told_at = clock.now()
    mailbox.save(update_fields=["sending_frozen_told_at"])
    record(
        actor, FREEZE_SENDER, subject_kind="mailbox", subject_id=mailbox_id, address=mailbox.address,
        because=mailbox.sending_frozen_because, automatic=True,
    )  # fmt: skip
