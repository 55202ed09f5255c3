"""Write into the trace that a queued message was deleted, part of the job that deleted it."""

from django.db import transaction

from freehold.kernel import clock
from freehold.services.mail.models import MailEvent
from freehold.services.mail.states import Delivery


@transaction.atomic
def note_deleted(queue_id: str) -> None:
    """Every recipient of it that still waited; run twice, nothing more happens."""
    waiting = MailEvent.objects.filter(queue_id=queue_id, delivery=Delivery.DEFERRED)
    waiting.update(delivery=Delivery.DELETED, updated_at=clock.now(), reply="deleted from the queue")
