"""What became of messages, and what still waits."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Path, Router
from pydantic import AwareDatetime

from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Page, Part, part_of, read_cursor
from freehold.services.mail.actions.delete_queued import delete_queued
from freehold.services.mail.actions.retry_queued import retry_queued
from freehold.services.mail.api.mailboxes import Search
from freehold.services.mail.queries.trace import EventFacts, queue, trace
from freehold.services.mail.schemas import EventOut, Queue
from freehold.services.mail.states import Delivery

router = Router(tags=["mail"])

QueueId = Annotated[str, Path(max_length=40)]


@router.get(
    "/mail/trace", response=Page[EventOut], operation_id="list_trace", summary="What became of messages"
)
def list_trace(
    request: ApiRequest,
    address: Search = "",
    delivery: Delivery | None = None,
    since: datetime | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Part[EventFacts]:
    """One line for each recipient, the newest first."""
    before = read_cursor(cursor, tuple[AwareDatetime, UUID])
    found = trace(
        request.actor, address=address, delivery=delivery, since=since, before=before, limit=limit + 1
    )
    return part_of(found, limit=limit, place=lambda event: (event.at, event.id))


@router.get("/mail/queue", response=Queue, operation_id="list_queue", summary="What waits to be delivered")
def list_queue(request: ApiRequest) -> dict[str, list[EventFacts]]:
    """With the reply that made it wait."""
    return {"items": queue(request.actor)}


@router.post(
    "/mail/queue/{queue_id}/tries",
    response={202: None},
    operation_id="retry_message",
    summary="Try a waiting message at once",
)
def retry_message(request: ApiRequest, queue_id: QueueId) -> None:
    """Of the tenant's own sender."""
    retry_queued(queue_id, actor=request.actor)


@router.delete(
    "/mail/queue/{queue_id}",
    response={202: None},
    operation_id="delete_message",
    summary="Take a waiting message out of the queue",
)
def delete_message(request: ApiRequest, queue_id: QueueId) -> None:
    """For all its recipients, unsent."""
    delete_queued(queue_id, actor=request.actor)
