"""Take in a batch of usage events of a seller's orders, each of them once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
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
from freehold.metering.rules import MOST_EVENTS, Event, Served, fault_of, midnight
from freehold.metering.states import Fault, Outcome
from freehold.provisioning.registry import priced_meters
from freehold.subscriptions.queries import sold_by_number

Key = tuple[str, str]  # the order's number, and the seller's id of the event
Payload = tuple[str, Decimal, datetime]

# Columns come as words between spaces, since none of them holds one. What stands there already is not touched; the rest is
# summed for each order's meter and day, late ones apart. Ordered by the key, so that of two batches with the same events one
# waits for the other, and never each for the other. Answers with the places of what stood there.
TAKE_IN = """
with given as (
    select * from unnest(
        string_to_array(%(subscription)s, ' ')::uuid[], string_to_array(%(event)s, ' '), string_to_array(%(meter)s, ' '),
        string_to_array(%(quantity)s, ' ')::numeric[], string_to_array(%(at)s, ' ')::timestamptz[]
    ) with ordinality as given (subscription_id, event_id, meter, quantity, at, place)
), made as (
    insert into metering_usageevent (tenant_id, subscription_id, event_id, meter, quantity, at, received_at)
    select %(tenant)s, subscription_id, event_id, meter, quantity, at, %(now)s from given order by subscription_id, event_id
    on conflict do nothing returning subscription_id, event_id, meter, quantity, (at at time zone 'utc')::date as day
), pending as (
    insert into metering_pendingusage (id, tenant_id, created_at, subscription_id, meter, day, quantity, is_late)
    select gen_random_uuid(), %(tenant)s, %(now)s, subscription_id, meter, day, sum(quantity), day < %(today)s
    from made group by subscription_id, meter, day
)
select given.place::integer - 1 from given
where not exists (
    select from made where made.subscription_id = given.subscription_id and made.event_id = given.event_id
)
"""
STANDING = """
select given.place::integer - 1, stands.meter, stands.quantity, stands.at
from unnest(%s::uuid[], %s::text[]) with ordinality as given (subscription_id, event_id, place)
join metering_usageevent stands
  on stands.tenant_id = %s and stands.subscription_id = given.subscription_id and stands.event_id = given.event_id
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of each event, in the order of the batch; `faults` says by place why one was refused."""

    outcomes: list[Outcome]
    faults: dict[int, Fault]


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
    orders = _orders(actor.tenant_id, {event.subscription for event in events if event})
    report = Report([], {})
    first: dict[Key, Event] = {}
    places: dict[Key, int] = {}
    repeated: dict[int, Event] = {}
    today = midnight(now.date())
    for place, event in enumerate(events):
        fault = Fault.MALFORMED if event is None else fault_of(event, orders.get(event.subscription), now=now)
        if fault is not None or event is None:
            report.faults[place] = fault or Fault.MALFORMED
            report.outcomes.append(Outcome.REFUSED)
            continue
        key = event.subscription, event.id
        if key in first:
            repeated[place] = event
        else:
            first[key], places[key] = event, place
        report.outcomes.append(Outcome.LATE if event.at < today else Outcome.ACCEPTED)
    standing = _taken_in(first, orders, tenant_id=actor.tenant_id, now=now)
    for key, payload in standing.items():
        report.outcomes[places[key]] = _compared(first[key], payload)
    for place, event in repeated.items():
        key = event.subscription, event.id
        report.outcomes[place] = _compared(event, standing.get(key) or _payload(first[key]))
    if accepted := len(first) - len(standing):
        record(actor, REPORT_USAGE, subject_kind="usage", events=accepted)
    return report


def _orders(tenant_id: UUID, numbers: Collection[str]) -> dict[str, Served]:
    found = sold_by_number(tenant_id, numbers)
    meters = {kind: priced_meters(kind) for kind in {order.kind for order in found.values()}}
    return {
        number: Served(
            order.id,
            meters[order.kind],
            midnight(order.served_from),
            midnight(order.served_until) if order.served_until else None,
        )
        for number, order in found.items()
    }


def _taken_in(
    given: dict[Key, Event], orders: dict[str, Served], *, tenant_id: UUID, now: datetime
) -> dict[Key, Payload]:
    """Insert what is new; by key what stood there before under an id that was given."""
    if not given:
        return {}
    events, keys = list(given.values()), list(given)
    ids = {number: str(order.subscription_id) for number, order in orders.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE_IN,
            {
                "tenant": tenant_id,
                "now": now,
                "today": now.date(),
                "subscription": " ".join([ids[event.subscription] for event in events]),
                "event": " ".join([event.id for event in events]),
                "meter": " ".join([event.meter for event in events]),
                "quantity": " ".join([str(event.quantity) for event in events]),
                "at": " ".join([event.at.isoformat() for event in events]),
            },
        )
        known = [keys[place] for (place,) in cursor.fetchall()]
        if not known:
            return {}
        cursor.execute(STANDING, [[ids[number] for number, _ in known], [one for _, one in known], tenant_id])
        return {known[place]: (meter, quantity, at) for place, meter, quantity, at in cursor.fetchall()}


def _compared(event: Event, stands: Payload) -> Outcome:
    return Outcome.DUPLICATE if _payload(event) == stands else Outcome.CONFLICT


def _payload(event: Event) -> Payload:
    """What makes an event the same as another one under its id."""
    return event.meter, event.quantity, event.at
