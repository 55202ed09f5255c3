"""The API's operations on usage."""

from typing import Annotated

from ninja import Path, Router

from freehold.kernel import clock
from freehold.kernel.schemas import ApiRequest
from freehold.metering.actions.report_usage import Report
from freehold.metering.actions.report_usage import report_usage as report
from freehold.metering.queries import Month, usage_by_month
from freehold.metering.schemas import OrderUsageOut, UsageReport, body_schema, read_batch
from freehold.metering.states import Outcome
from freehold.metering.words import CONFLICT, FAULTS
from freehold.provisioning.registry import priced_meters
from freehold.subscriptions.queries import get_subscription

router = Router(tags=["usage"])
Number = Annotated[str, Path(description="such as SUB-7K3QM2XA", max_length=20)]


@router.post(
    "/usage-events",
    response=UsageReport,
    operation_id="report_usage",
    summary="Report what was used of orders that you sell",
    openapi_extra={"requestBody": body_schema()},
)
def report_usage(request: ApiRequest) -> dict[str, object]:
    """Up to 1,000 events at once, each of which stands alone: one that is refused holds up no other.

    An event is known by its order and `id`. The same one again is a duplicate and counted once, however often and in
    whatever order it comes; another one under the same id is a conflict. Its UTC day decides: days that are over are
    closed, and what comes later is a correction on the next invoice. What is reported is added to what the service itself
    reads; of a meter that is averaged it is what stood there on that day besides.
    """
    events = read_batch(request.body)
    found = report(events, actor=request.actor)
    return _told(found, [event.id if event else "" for event in events])


@router.get(
    "/subscriptions/{number}/usage",
    response=OrderUsageOut,
    operation_id="get_usage",
    summary="What an order used, by month",
)
def get_usage(request: ApiRequest, number: Number) -> dict[str, object]:
    """The last twelve months in which something was measured. A day counts when it is over (UTC).

    What is averaged is taken over all days of a month, in the running one over those that are over.
    """
    subscription = get_subscription(request.actor, number)
    months = usage_by_month(request.actor, subscription, today=clock.today())
    return {
        "number": subscription.number,
        "meters": [
            {"name": one.name, "title": str(one.title), "unit": one.unit, "over_days": one.over_days.value}
            for one in priced_meters(subscription.kind).values()
        ],
        "months": [_month(month) for month in months],
    }


def _month(month: Month) -> dict[str, object]:
    return {
        "starts_on": month.period.start,
        "ends_on": month.period.end,
        "quantities": [
            {"meter": meter, "quantity": quantity, "corrected": month.corrections.get(meter, 0)}
            for meter, quantity in sorted(month.quantities.items())
        ],
    }


def _told(found: Report, event_ids: list[str]) -> dict[str, object]:
    counts = {outcome: found.outcomes.count(outcome) for outcome in Outcome}
    faults = {
        place: {"place": place, "id": event_ids[place], "code": fault, "detail": str(FAULTS[fault])}
        for place, fault in found.faults.items()
    } | {
        place: {"place": place, "id": event_ids[place], "code": outcome, "detail": str(CONFLICT)}
        for place, outcome in enumerate(found.outcomes)
        if outcome is Outcome.CONFLICT
    }
    return {
        "accepted": counts[Outcome.ACCEPTED] + counts[Outcome.LATE],
        "late": counts[Outcome.LATE],
        "duplicates": counts[Outcome.DUPLICATE],
        "refused": counts[Outcome.REFUSED] + counts[Outcome.CONFLICT],
        "outcomes": found.outcomes,
        "faults": [faults[place] for place in sorted(faults)],
    }
