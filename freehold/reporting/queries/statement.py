"""A customer's statement of a month: what it got of each service beside what it paid. What nobody measured says so."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from freehold.invoicing.charged import GivenCredit, Received, charged_for, received_in, service_credits
from freehold.invoicing.queries.lists import InvoiceSide
from freehold.kernel.actor import Actor
from freehold.kernel.money import Money
from freehold.kernel.period import Period, add_months
from freehold.kernel.permission import require
from freehold.kernel.rating import Span
from freehold.kernel.service_levels import Minutes, ServiceLevel
from freehold.metering.queries import Read, minutes_of, readings_of
from freehold.provisioning.contract import Meter, OverDays
from freehold.provisioning.queries import observed_of
from freehold.provisioning.registry import doors_of, meters_of
from freehold.reporting.permissions import SEE_STATEMENTS
from freehold.subscriptions.charged import spans_of
from freehold.subscriptions.queries import Side, SubscriptionFacts, list_subscriptions

MOST_MONTHS = 24
MOST_ORDERS = 1_000
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Got:
    """What a meter read in the month; no quantity where no day of it was read."""

    meter: Meter
    quantity: Decimal | None
    last: Decimal | None  # on the last day that was read, of what stood there
    days_read: int
    days: int  # that are over
    now: Decimal | None = None  # as it was observed last, in a month of which no day was read yet

    @property
    def is_whole(self) -> bool:
        """Whether each day that is over was read."""
        return self.days_read >= self.days


@dataclass(frozen=True, slots=True)
class Availability:
    """Minutes in which a service's doors answered, on the days on which it was served; in all, and by door."""

    whole: Minutes
    doors: tuple[tuple[str, Minutes], ...]
    minutes: int  # that are over, today's among them

    @property
    def unknown(self) -> int:
        """Minutes in which nobody asked."""
        return max(0, self.minutes - self.whole.asked)


@dataclass(frozen=True, slots=True)
class ServicePart:
    """One order in the month."""

    order: SubscriptionFacts
    plans: tuple[str, ...]  # on these days, one after the other
    days: Period  # of the month, on which it was served
    got: tuple[Got, ...]
    availability: Availability | None  # none where nothing of the service runs here
    charged: Money | None  # for these days, without tax and less all credits; none where nothing was yet
    promised: ServiceLevel | None  # at the end of these days
    credit: GivenCredit | None  # for this month, where its promise was missed

    @property
    def charged_before_credit(self) -> Money | None:
        """What was charged before the credit for the missed promise was taken off."""
        return self.charged + self.credit.amount if self.charged and self.credit else self.charged


@dataclass(frozen=True, slots=True)
class Statement:
    """A month of UTC days: each service, and the documents that bear a day of it."""

    month: Period
    is_running: bool
    parts: tuple[ServicePart, ...]
    documents: tuple[Received, ...]
    charged: tuple[Money, ...]  # in all, less what was credited, each currency for itself
    invoiced: tuple[Money, ...]  # the documents, tax within
    open: tuple[Money, ...]  # what is still to be paid of them


def months_of(actor: Actor, *, today: date) -> list[Period]:
    """The months in which the actor's tenant had any order, the newest first, the running one included. Raises: NotPermitted."""
    require(actor, SEE_STATEMENTS)
    orders = list_subscriptions(actor, side=Side.BOUGHT, limit=MOST_ORDERS)
    if not orders:
        return []
    first = min(one.started_at for one in orders).astimezone(UTC).date().replace(day=1)
    ends = [one.ends_on for one in orders]
    last = today if None in ends else min(today, max(one for one in ends if one is not None))
    start = max(first, add_months(today.replace(day=1), 1 - MOST_MONTHS))
    found = []
    while start <= last:
        found.append(Period(start, add_months(start, 1)))
        start = add_months(start, 1)
    return found[::-1]


def find_month(written: str, months: Iterable[Period]) -> Period | None:
    """The month of these that is written so, as 2026-10."""
    return next((one for one in months if one.start.strftime("%Y-%m") == written), None)


def statement_of(actor: Actor, month: Period, *, now: datetime) -> Statement:
    """What the actor's tenant got and was charged in a month. Raises: NotPermitted."""
    require(actor, SEE_STATEMENTS)
    today = now.astimezone(UTC).date()
    orders = list_subscriptions(actor, side=Side.BOUGHT, limit=MOST_ORDERS)
    served = [(one, days) for one in reversed(orders) if (days := _served(one, month))]
    instances = {one.instance_id for one, _days in served}
    read = readings_of(actor, instances, period=month)
    apart = _read_apart(actor, served)
    observed = observed_of(instances) if today in month else {}
    agreed = _agreed([one for one, _days in served])
    charged = charged_for(actor, month)
    given = service_credits(actor, side=InvoiceSide.RECEIVED, month=month.start, limit=MOST_ORDERS)
    credited = {one.subscription_id: one for one in given}
    documents = received_in(actor, month)
    return Statement(
        month=month,
        is_running=today in month,
        parts=tuple(
            _part(
                one,
                days,
                spans=agreed.get(one.id, ()),
                got=_all_got(one, days, apart.get(one.id, read), observed.get(one.instance_id, {}), today),
                charged=charged.get(one.id),
                credit=credited.get(one.id),
                now=now,
            )
            for one, days in served
        ),
        documents=tuple(documents),
        charged=_summed(charged.values()),
        invoiced=_summed(one.gross for one in documents),
        open=_summed(one.open for one in documents),
    )


def _read_apart(
    actor: Actor, served: Sequence[tuple[SubscriptionFacts, Period]]
) -> dict[UUID, Mapping[tuple[UUID, str], Read]]:
    """Of a service that went on under another order within the month: what was read on the days of each order, by order."""
    orders = Counter(one.instance_id for one, _days in served)
    return {
        one.id: readings_of(actor, [one.instance_id], period=days)
        for one, days in served
        if orders[one.instance_id] > 1
    }


def _served(order: SubscriptionFacts, month: Period) -> Period | None:
    started = order.started_at.astimezone(UTC).date()
    if order.ends_on is not None and order.ends_on <= started:
        return None
    return month.overlap(Period(started, order.ends_on or date.max))


def _agreed(orders: Iterable[SubscriptionFacts]) -> dict[UUID, list[Span]]:
    """What was agreed on from which day on: one query for each seller."""
    by_seller: dict[UUID, list[UUID]] = {}
    for one in orders:
        by_seller.setdefault(one.seller_id, []).append(one.id)
    return {
        order_id: spans
        for seller_id, own in by_seller.items()
        for order_id, spans in spans_of(seller_id, own).items()
    }


def _part(
    order: SubscriptionFacts,
    days: Period,
    *,
    spans: Sequence[Span],
    got: tuple[Got, ...],
    charged: Money | None,
    credit: GivenCredit | None,
    now: datetime,
) -> ServicePart:
    within = _held(spans, Period(days.start, min(days.end, now.astimezone(UTC).date() + A_DAY)))
    return ServicePart(
        order=order,
        plans=tuple(dict.fromkeys(one.plan for one in within)) or (order.plan_name,),
        days=days,
        got=got,
        availability=_availability(order.kind, days, now),
        charged=charged,
        promised=(within[-1].terms if within else order.terms).service_level,
        credit=credit,
    )


def _held(spans: Sequence[Span], days: Period) -> list[Span]:
    """Those that hold on any of these days."""
    ends = [*(one.start for one in spans[1:]), date.max]
    return [
        one
        for one, end in zip(spans, ends, strict=False)
        if one.start < days.end and end > max(one.start, days.start)
    ]


def _all_got(
    order: SubscriptionFacts,
    days: Period,
    read: Mapping[tuple[UUID, str], Read],
    observed: Mapping[str, object],
    today: date,
) -> tuple[Got, ...]:
    over = days.overlap(Period(date.min, today))
    return tuple(
        _got(meter, read.get((order.instance_id, meter.name)), over, observed.get(meter.name))
        for meter in meters_of(order.kind).values()
    )


def _got(meter: Meter, read: Read | None, over: Period | None, observed: object) -> Got:
    days = over.days if over else 0
    if read is None:
        known = Decimal(observed) if isinstance(observed, int) else None
        return Got(meter, None, None, 0, days, known)
    is_average = meter.over_days is OverDays.AVERAGE
    return Got(meter, read.over_days(meter), read.last if is_average else None, read.days, days)


def _availability(kind: str, days: Period, now: datetime) -> Availability | None:
    """Up to this minute: what was measured today counts already."""
    doors = doors_of(kind)
    start = datetime.combine(days.start, time(), UTC)
    elapsed = min(now, datetime.combine(days.end, time(), UTC)) - start
    if not doors or elapsed <= timedelta():
        return None
    found = minutes_of(kind, days)
    return Availability(
        whole=found.get("", Minutes()),
        doors=tuple((str(door.title), found.get(door.name, Minutes())) for door in doors),
        minutes=elapsed // timedelta(minutes=1),
    )


def _summed(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """Each currency for itself, by its code."""
    found: dict[str, Money] = {}
    for one in amounts:
        found[one.currency] = found[one.currency] + one if one.currency in found else one
    return tuple(found[currency] for currency in sorted(found))
