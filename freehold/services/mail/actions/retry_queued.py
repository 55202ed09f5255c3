"""Try a queued message again, now."""

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.services.mail.actions.ask_engine import ask_to_retry
from freehold.services.mail.models import MailEvent
from freehold.services.mail.permissions import CHANGE_QUEUE
from freehold.services.mail.states import Delivery, Direction


@transaction.atomic
def retry_queued(queue_id: str, *, actor: Actor) -> None:
    """Have the engine try a waiting message of the tenant's own sender at once.

    A message from outside may have recipients of several tenants, and is nobody's to touch.
    Raises: NotPermitted, NotFound.
    """
    require(actor, CHANGE_QUEUE)
    event = (
        MailEvent.objects.filter(tenant_id=actor.tenant_id, queue_id=queue_id, delivery=Delivery.DEFERRED)
        .exclude(direction=Direction.IN)
        .first()
    )
    if event is None:
        raise NotFound
    ask_to_retry(actor.tenant_id, queue_id)
    record(
        actor, CHANGE_QUEUE, subject_kind="message", subject_id=queue_id, asked="retry", sender=event.sender,
        recipient=event.recipient,
    )  # fmt: skip
