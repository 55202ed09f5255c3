"""Take in a batch of usage events of a seller's orders, each of them once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.metering.permissions import REPORT_USAGE
from freehold.metering.rules import MOST_EVENTS, Event, fault_of, is_late
from freehold.metering.states import Fault, Outcome
from freehold.provisioning.registry import meters_of
from freehold.subscriptions.queries import Sold, sold_by_number

Key = tuple[UUID, str]  # the order, and the seller's id of the event
Payload = tuple[str, Decimal, datetime]

# What stands there already is not touched; the rest is summed for each order's meter and day, late ones apart. Ordered by
# the key, so that two batches with the same events wait for each other, and never each for the other.
TAKE_IN = """
with given as (
    select * from unnest(
        %(subscription)s::uuid[], %(event)s::text[], %(meter)s::text[], %(quantity)s::numeric[], %(at)s::timestamptz[]
    ) as given (subscription_id, event_id, meter, quantity, at)
), made as (
    insert into metering_usageevent (tenant_id, subscription_id, event_id, meter, quantity, at, received_at)
    select %(tenant)s, subscription_id, event_id, meter, quantity, at, %(now)s from given order by subscription_id, event_id
    on conflict do nothing returning subscription_id, event_id, meter, quantity, (at at time zone 'utc')::date as day
), pending as (
    insert into metering_pendingusage (id, tenant_id, created_at, subscription_id, meter, day, quantity, is_late)
    select gen_random_uuid(), %(tenant)s, %(now)s, subscription_id, meter, day, sum(quantity), day < %(today)s
    from made group by subscription_id, meter, day
)
select given.subscription_id, given.event_id from given
where not exists (
    select from made where made.subscription_id = given.subscription_id and made.event_id = given.event_id
)
"""
STANDING = """
select subscription_id, event_id, meter, quantity, at from metering_usageevent
where tenant_id = %s and (subscription_id, event_id) in (select * from unnest(%s::uuid[], %s::text[]))
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of each event, in the order of the batch; `faults` says by place why one was refused."""

    outcomes: list[Outcome]
    faults: dict[int, Fault] = field(default_factory=dict)


@transaction.atomic
def report_usage(events: Sequence[Event | None], *, actor: Actor) -> Report:
    """Take in what fits of a batch, and say what became of each event. None stands for one that could not be read.

    Each event stands alone: one that is refused holds up no other. An event is the same when order, meter, quantity and
    instant are. Sent twice it is counted once, whichever order, batch or moment it comes in.
    Raises: NotPermitted, Refused("too_many_events").
    """
    require(actor, REPORT_USAGE)
    if len(events) > MOST_EVENTS:
        raise Refused(
            "too_many_events",
            _("Send at most %(most)s events at once.") % {"most": MOST_EVENTS},
            field="events",
        )
    now = clock.now()
    faults, chosen = _checked(events, actor.tenant_id, now)
    first: dict[Key, int] = {}
    for place, (key, _event) in chosen.items():
        first.setdefault(key, place)
    new = {key: chosen[place][1] for key, place in first.items()}
    standing = _taken_in(new, actor.tenant_id, now) if new else {}
    report = Report(_outcomes(events, chosen, first, standing, now), faults)
    accepted = sum(outcome in {Outcome.ACCEPTED, Outcome.LATE} for outcome in report.outcomes)
    if accepted:
        record(actor, REPORT_USAGE, subject_kind="usage", events=accepted)
    return report


def _checked(
    events: Sequence[Event | None], tenant_id: UUID, now: datetime
) -> tuple[dict[int, Fault], dict[int, tuple[Key, Event]]]:
    """By place: why an event is refused, or what it is known by."""
    orders = sold_by_number(tenant_id, {event.subscription for event in events if event})
    meters = {kind: meters_of(kind) for kind in {order.kind for order in orders.values()}}
    faults: dict[int, Fault] = {}
    chosen: dict[int, tuple[Key, Event]] = {}
    for place, event in enumerate(events):
        order = orders.get(event.subscription) if event else None
        fault = _fault_of(event, order, meters, now)
        if fault is not None or event is None or order is None:
            faults[place] = fault or Fault.MALFORMED
        else:
            chosen[place] = (order.id, event.id), event
    return faults, chosen


def _fault_of(
    event: Event | None, order: Sold | None, meters: Mapping[str, Mapping[str, object]], now: datetime
) -> Fault | None:
    if event is None:
        return Fault.MALFORMED
    if order is None:
        return Fault.NO_SUCH_ORDER
    return fault_of(
        event,
        meters=meters[order.kind],
        served_from=order.served_from,
        served_until=order.served_until,
        now=now,
    )


def _taken_in(given: Mapping[Key, Event], tenant_id: UUID, now: datetime) -> dict[Key, Payload]:
    """Insert what is new; what stood there before under an id that was given, and what it says."""
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE_IN,
            {
                "tenant": tenant_id,
                "now": now,
                "today": now.date(),
                "subscription": [subscription_id for subscription_id, _id in given],
                "event": [event_id for _id, event_id in given],
                "meter": [event.meter for event in given.values()],
                "quantity": [event.quantity for event in given.values()],
                "at": [event.at for event in given.values()],
            },
        )
        known = cursor.fetchall()
        if not known:
            return {}
        cursor.execute(STANDING, [tenant_id, [one for one, _ in known], [two for _, two in known]])
        return {(one, two): (meter, quantity, at) for one, two, meter, quantity, at in cursor.fetchall()}


def _outcomes(
    events: Sequence[Event | None],
    chosen: Mapping[int, tuple[Key, Event]],
    first: Mapping[Key, int],
    standing: Mapping[Key, Payload],
    now: datetime,
) -> list[Outcome]:
    """As if the events had come one by one."""
    outcomes = [Outcome.REFUSED] * len(events)
    today = now.date()
    for place, (key, event) in chosen.items():
        if place == first[key] and key not in standing:
            outcomes[place] = Outcome.LATE if is_late(event.at, today=today) else Outcome.ACCEPTED
            continue
        stands = standing.get(key) or _payload_of(chosen[first[key]][1])
        outcomes[place] = Outcome.DUPLICATE if _payload_of(event) == stands else Outcome.CONFLICT
    return outcomes


def _payload_of(event: Event) -> Payload:
    """What makes an event the same as another one under its id."""
    return event.meter, event.quantity, event.at
