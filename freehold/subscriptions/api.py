"""The API's operations on subscriptions."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from freehold.kernel.errors import Refused
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Page, Part, part_of, read_cursor
from freehold.subscriptions import previewing
from freehold.subscriptions.actions.cancel import cancel_subscription as cancel
from freehold.subscriptions.actions.change_plan import change_plan as change_plan_now
from freehold.subscriptions.actions.change_seats import change_seats as change
from freehold.subscriptions.actions.convert_trial import convert_trial as convert
from freehold.subscriptions.actions.order import order_subscription as order_now
from freehold.subscriptions.actions.resume import resume_subscription as resume
from freehold.subscriptions.actions.suspend import suspend_subscription as suspend
from freehold.subscriptions.actions.withdraw import withdraw_cancellation as withdraw
from freehold.subscriptions.previewing import Preview
from freehold.subscriptions.queries import SubscriptionFacts, list_subscriptions, place
from freehold.subscriptions.queries import get_subscription as find_one
from freehold.subscriptions.schemas import (
    CancelIn,
    ChangePreviewIn,
    Filters,
    OrderIn,
    OrderPreviewIn,
    OtherPlanIn,
    PreviewOut,
    SeatsIn,
    SeenIn,
    SubscriptionOut,
    SuspendIn,
)

router = Router(tags=["subscriptions"])
ONE = "/subscriptions/{number}"
Number = Annotated[str, Path(description="such as SUB-7K3QM2XA", max_length=20)]


@router.get(
    "/subscriptions",
    response=Page[SubscriptionOut],
    operation_id="list_subscriptions",
    summary="What you sell, or what you have ordered",
)
def list_all(
    request: ApiRequest, filters: Query[Filters], cursor: Cursor = "", limit: Limit = 50
) -> Part[SubscriptionFacts]:
    """One side of the edge at a time."""
    after = read_cursor(cursor, tuple[str, UUID])
    found = list_subscriptions(
        request.actor,
        side=filters.side,
        buyer_id=filters.buyer_id,
        states=filters.state,
        search=filters.search,
        order=filters.order,
        after=after,
        limit=limit + 1,
    )
    return part_of(found, limit=limit, place=lambda one: place(one, filters.order))


@router.post(
    "/subscriptions",
    response={201: SubscriptionOut},
    operation_id="order_subscription",
    summary="Order a plan",
)
def order_subscription(request: ApiRequest, order: OrderIn) -> SubscriptionFacts:
    """The service comes to be within seconds: see its instance. A plan with a trial begins with it."""
    return order_now(**order.model_dump(), actor=request.actor)


@router.get(ONE, response=SubscriptionOut, operation_id="get_subscription", summary="One subscription")
def get_subscription(request: ApiRequest, number: Number) -> SubscriptionFacts:
    """As your end of its edge sees it."""
    return find_one(request.actor, number)


@router.put(f"{ONE}/seats", response=SubscriptionOut, operation_id="change_seats", summary="Change the seats")
def change_seats(request: ApiRequest, number: Number, wanted: SeatsIn) -> SubscriptionFacts:
    """Any day, up or down to those in use; every tier above follows."""
    return change(number, wanted.seats, seen_version=wanted.version, actor=request.actor)


@router.put(f"{ONE}/plan", response=SubscriptionOut, operation_id="change_plan", summary="Change the plan")
def change_plan(request: ApiRequest, number: Number, wanted: OtherPlanIn) -> SubscriptionFacts:
    """Any day, up or down, within the same service; every tier above follows."""
    return change_plan_now(number, wanted.plan_id, seen_version=wanted.version, actor=request.actor)


@router.post(
    "/subscription-previews",
    response=PreviewOut,
    operation_id="preview_order",
    summary="What an order would charge, to the cent",
)
def preview_order(request: ApiRequest, wanted: OrderPreviewIn) -> Preview:
    """Nothing is written."""
    return previewing.preview_order(request.actor, **wanted.model_dump())


@router.post(
    f"{ONE}/previews",
    response=PreviewOut,
    operation_id="preview_change",
    summary="What a change would charge and credit, to the cent",
)
def preview_change(request: ApiRequest, number: Number, wanted: ChangePreviewIn) -> Preview:
    """Nothing is written."""
    given = [wanted.seats is not None, wanted.plan_id is not None, wanted.ends_on is not None, wanted.pause]
    if sum(given) != 1:
        raise Refused("one_change", _("Name exactly one change: seats, plan_id, ends_on or pause."))
    if wanted.seats is not None:
        return previewing.preview_seats(request.actor, number, wanted.seats)
    if wanted.plan_id is not None:
        return previewing.preview_plan(request.actor, number, wanted.plan_id)
    if wanted.ends_on is not None:
        return previewing.preview_end(request.actor, number, wanted.ends_on)
    return previewing.preview_pause(request.actor, number)


@router.post(
    f"{ONE}/suspension",
    response=SubscriptionOut,
    operation_id="suspend_subscription",
    summary="Suspend a subscription",
)
def suspend_subscription(request: ApiRequest, number: Number, wanted: SuspendIn) -> SubscriptionFacts:
    """Sign-in stops at once; nothing is deleted."""
    return suspend(number, reason=wanted.reason, seen_version=wanted.version, actor=request.actor)


@router.post(
    f"{ONE}/resumption",
    response=SubscriptionOut,
    operation_id="resume_subscription",
    summary="Lift a suspension",
)
def resume_subscription(request: ApiRequest, number: Number, wanted: SeenIn) -> SubscriptionFacts:
    """All of it comes back, unless somebody else on the chain holds it."""
    return resume(number, seen_version=wanted.version, actor=request.actor)


@router.post(
    f"{ONE}/cancellation",
    response=SubscriptionOut,
    operation_id="cancel_subscription",
    summary="Cancel a subscription",
)
def cancel_subscription(request: ApiRequest, number: Number, wanted: CancelIn) -> SubscriptionFacts:
    """The data is kept for the retrieval period, and erased after two notices at the earliest."""
    return cancel(number, ends_on=wanted.ends_on, seen_version=wanted.version, actor=request.actor)


@router.post(
    f"{ONE}/withdrawal",
    response=SubscriptionOut,
    operation_id="withdraw_cancellation",
    summary="Take a cancellation back",
)
def withdraw_cancellation(request: ApiRequest, number: Number, wanted: SeenIn) -> SubscriptionFacts:
    """Until its data is erased."""
    return withdraw(number, seen_version=wanted.version, actor=request.actor)


@router.post(
    f"{ONE}/conversion",
    response=SubscriptionOut,
    operation_id="convert_trial",
    summary="Keep what was on trial",
)
def convert_trial(request: ApiRequest, number: Number, wanted: SeenIn) -> SubscriptionFacts:
    """A trial that is over comes back with its data."""
    return convert(number, seen_version=wanted.version, actor=request.actor)
