"""Let a frozen mailbox send again."""

from uuid import UUID

from django.db import connection, transaction

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.services.mail.permissions import FREEZE_SENDER
from freehold.services.mail.queries.mailboxes import lock_open_mailbox


@transaction.atomic
def unfreeze_sender(mailbox_id: UUID, *, actor: Actor) -> None:
    """End a freeze; this hour's count of recipients begins anew. Raises: NotFound, NotPermitted."""
    mailbox = lock_open_mailbox(mailbox_id)
    require(actor, FREEZE_SENDER)
    mailbox.sending_frozen_at = mailbox.sending_frozen_told_at = None
    mailbox.sending_frozen_because = ""
    mailbox.save(update_fields=["sending_frozen_at", "sending_frozen_because", "sending_frozen_told_at"])
    with connection.cursor() as cursor:
        cursor.execute("select engine.forget_sent(%s)", [mailbox_id])
    record(
        actor,
        FREEZE_SENDER,
        subject_kind="mailbox",
        subject_id=mailbox_id,
        address=mailbox.address,
        unfrozen=True,
    )
