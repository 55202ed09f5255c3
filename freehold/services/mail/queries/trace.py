"""What became of each message."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.services.mail.models import MailEvent
from freehold.services.mail.permissions import SEE_TRACE
from freehold.services.mail.queries.mailboxes import PAGE
from freehold.services.mail.states import Delivery, Direction


@dataclass(frozen=True, slots=True)
class EventFacts:
    """One recipient of one message in the trace."""

    id: UUID
    at: datetime
    updated_at: datetime
    direction: Direction
    delivery: Delivery
    queue_id: str
    message_id: str
    sender: str
    recipient: str
    client: str
    size_bytes: int
    verdict: str
    reply: str


def trace(
    actor: Actor,
    *,
    address: str = "",
    delivery: Delivery | None = None,
    since: datetime | None = None,
    before: tuple[datetime, UUID] | None = None,
    limit: int = PAGE,
) -> list[EventFacts]:
    """The tenant's messages, the newest first; `address` is part of a sender's or recipient's. Raises: NotPermitted."""
    require(actor, SEE_TRACE)
    found = MailEvent.objects.filter(tenant_id=actor.tenant_id)
    if address:
        found = found.filter(Q(sender__icontains=address) | Q(recipient__icontains=address))
    if delivery:
        found = found.filter(delivery=delivery)
    if since:
        found = found.filter(at__gte=since)
    if before:
        at, event_id = before
        found = found.filter(at__lte=at).exclude(at=at, id__gte=event_id)
    return [event_facts(row) for row in found.order_by("-at", "-id")[:limit]]


def queue(actor: Actor) -> list[EventFacts]:
    """What waits in the outbound queue: the messages that could not be delivered yet. Raises: NotPermitted."""
    return trace(actor, delivery=Delivery.DEFERRED, limit=500)


def event_facts(row: MailEvent) -> EventFacts:
    """The facts of one row."""
    return EventFacts(
        id=row.id,
        at=row.at,
        updated_at=row.updated_at,
        direction=Direction(row.direction),
        delivery=Delivery(row.delivery),
        queue_id=row.queue_id,
        message_id=row.message_id,
        sender=row.sender,
        recipient=row.recipient,
        client=row.client,
        size_bytes=row.size_bytes,
        verdict=row.verdict,
        reply=row.reply,
    )


def tenants_with_old_events(before: datetime) -> list[UUID]:
    """For the worker: tenants whose trace reaches further back."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.tenants_with_old_events(%s)", [before])
        return [tenant_id for (tenant_id,) in cursor.fetchall()]
