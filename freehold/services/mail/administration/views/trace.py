"""What happened to each message, and what waits."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from pydantic import AwareDatetime

from freehold.delegation.request import SignedInRequest
from freehold.kernel.schemas import PAGE, part_of
from freehold.services.mail.actions.delete_queued import delete_queued
from freehold.services.mail.actions.retry_queued import retry_queued
from freehold.services.mail.administration.views.pages import page_of
from freehold.services.mail.queries.trace import queue, trace
from freehold.services.mail.states import Delivery
from freehold.ui.paging import place_in


@require_safe
def message_trace(request: SignedInRequest) -> HttpResponse:
    """What happened to each message: who, when, verdict, reply."""
    search, delivery = request.GET.get("search", "").strip()[:200], request.GET.get("delivery", "")
    found = trace(
        request.actor,
        address=search,
        delivery=Delivery(delivery) if delivery in set(Delivery) else None,
        before=place_in(request, tuple[AwareDatetime, UUID], parameter="before"),
        limit=PAGE + 1,
    )
    part = part_of(found, limit=PAGE, place=lambda event: (event.at, event.id))
    return page_of(
        request,
        "trace",
        events=part.items,
        next=part.next,
        search=search,
        deliveries=[
            (Delivery.DELIVERED, _("Delivered")),
            (Delivery.DEFERRED, _("Waiting")),
            (Delivery.BOUNCED, _("Came back")),
            (Delivery.REJECTED, _("Refused")),
        ],
    )


@require_safe
def waiting(request: SignedInRequest) -> HttpResponse:
    """What could not be delivered yet."""
    return page_of(request, "queue", events=queue(request.actor))


@require_POST
def retry(request: SignedInRequest, queue_id: str) -> HttpResponse:
    """Try to deliver it now."""
    retry_queued(queue_id, actor=request.actor)
    messages.success(request, _("It is tried again now."))
    return redirect("mail:queue")


@require_POST
def delete(request: SignedInRequest, queue_id: str) -> HttpResponse:
    """Take it out of the queue; it is not delivered."""
    delete_queued(queue_id, actor=request.actor)
    messages.success(request, _("It is taken out and will not be delivered."))
    return redirect("mail:queue")
