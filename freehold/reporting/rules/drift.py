"""Where bought, provided and billed part: each rule compares two of them by the day and says what differs, or nothing.

What is only not settled yet is no drift: a change is billed on the next invoice, and a service takes a moment.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, localcontext
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from freehold.invoicing.rules.billing import Rhythm, due_periods, whole_span
from freehold.kernel.money import EXPONENTS
from freehold.kernel.period import Period
from freehold.kernel.pricing import FLAT, SEATS, Timing
from freehold.kernel.rating import DIGITS, Charge, Span, charges_in_advance
from freehold.provisioning.states import InstanceState
from freehold.reporting.states import DriftKind, What
from freehold.subscriptions.rules import charged_days

PATIENCE = timedelta(hours=1)  # a service may take so long, and no longer
A_MOMENT = timedelta(microseconds=1)
ZERO, ONE = Decimal(0), Decimal(1)
BILLED_BY_DAY = (SEATS, FLAT)


@dataclass(frozen=True, slots=True)
class Phase:
    """What holds from a day on, as somebody recorded it at an instant."""

    starts_on: date
    recorded_at: datetime
    span: Span


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs on some days: what was expected, and what was found instead; both as plain words or figures."""

    kind: DriftKind
    what: What
    days: Period
    expected: str
    found: str
    meter: str = ""


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order as it says of itself today."""

    id: UUID
    seats: int
    terms: object
    plan: str
    charged_from: date | None
    is_paused: bool
    is_stopped: bool  # suspended or ended
    is_ended: bool
    ends_on: date | None
    is_erasing: bool
    rhythm: Rhythm | None
    is_moved: bool = False  # its service goes on with another seller


@dataclass(frozen=True, slots=True)
class Provided:
    """The service behind an order."""

    seats: int
    wanted: InstanceState
    is_adrift: bool
    wanted_at: datetime
    waits_until: date | None  # for people, who have until then
    is_held: bool  # by something that is not stopped any more


@dataclass(frozen=True, slots=True)
class Billed:
    """What a line charges or, with a negative numerator, takes back."""

    meter: str
    days: Period
    period: Period
    seats: int
    numerator: Decimal
    is_credited: bool = False  # by people, in full: no run takes any of it back


@dataclass(frozen=True, slots=True)
class Known:
    """Up to which day an order is billed, and between which instants it was read what had been agreed on until then."""

    cut_off: date
    earliest: datetime
    latest: datetime


def spans_at(phases: Iterable[Phase], at: datetime | None = None) -> list[Span]:
    """What was known at an instant to hold from each day on, or is now; `phases` are in the order in which they were recorded."""
    known = {one.starts_on: one.span for one in phases if at is None or one.recorded_at <= at}
    return [known[day] for day in sorted(known)]


def span_on(spans: Sequence[Span], day: date) -> Span | None:
    """What holds on a day."""
    return next((span for span in reversed(spans) if span.start <= day), None)


def differences_of_order(order: Ordered, spans: Sequence[Span], *, today: date) -> list[Difference]:
    """Whether what is written down to be charged is what the order says, from today on."""
    wanted = charged_days(
        charged_from=order.charged_from, is_paused=order.is_paused, ends_on=order.ends_on, today=today
    )
    found = []
    for day, is_charged in wanted.items():
        span, days = span_on(spans, day), Period(day, day + timedelta(days=1))
        if is_charged != (span is not None and span.is_charged):
            found.append(_charged(DriftKind.ORDER, days, expected=is_charged))
        elif span is not None and span.is_charged and span.seats != order.seats:
            found.append(_seats(DriftKind.ORDER, days, order.seats, span.seats))
        elif span is not None and span.is_charged and (span.plan, span.terms) != (order.plan, order.terms):
            found.append(Difference(DriftKind.ORDER, What.PRICE, days, order.plan, span.plan))
    return found


def differences_of_edges(
    lower: Sequence[Span], upper: Sequence[Span], *, since: date, until: date
) -> list[Difference]:
    """Whether two edges of one chain have the same seats, and charge on the same days."""
    days = sorted({since, until, *(span.start for span in (*lower, *upper) if since < span.start < until)})
    found = []
    for start, end in pairwise(days):
        below, above = span_on(lower, start), span_on(upper, start)
        is_below, is_above = (one is not None and one.is_charged for one in (below, above))
        if is_below != is_above:
            found.append(_charged(DriftKind.EDGES, Period(start, end), expected=is_below))
        elif below is not None and above is not None and is_below and below.seats != above.seats:
            found.append(_seats(DriftKind.EDGES, Period(start, end), below.seats, above.seats))
    return found


def differences_of_service(order: Ordered, service: Provided | None, *, now: datetime) -> list[Difference]:
    """Whether the service has the seats of its order, runs when it should, and has come to what was wanted of it."""
    if order.is_moved:
        return []
    today = now.date()
    days = Period(today, today + timedelta(days=1))
    if service is None:
        return [Difference(DriftKind.PROVIDED, What.MISSING, days, "", "")]
    found = []
    if not order.is_ended and service.seats != order.seats:
        found.append(_seats(DriftKind.PROVIDED, days, order.seats, service.seats))
    if (expected := _expected_state(order, service)) is not None:
        found.append(Difference(DriftKind.PROVIDED, What.STATE, days, expected.value, service.wanted.value))
    if service.is_adrift and _is_late(service, now):
        since = min(service.wanted_at.date(), today)
        found.append(
            Difference(DriftKind.PROVIDED, What.LATE, Period(since, days.end), service.wanted.value, "")
        )
    return found


def _is_late(service: Provided, now: datetime) -> bool:
    if service.waits_until is not None:
        return service.waits_until < now.date()
    return service.wanted_at < now - PATIENCE


def _expected_state(order: Ordered, service: Provided) -> InstanceState | None:
    """The state that the service should be wanted in, where it is not."""
    if order.is_erasing:
        return InstanceState.GONE if service.wanted is not InstanceState.GONE else None
    if order.is_stopped:
        return InstanceState.SUSPENDED if service.wanted is not InstanceState.SUSPENDED else None
    if service.wanted is InstanceState.GONE or service.is_held:
        return InstanceState.ACTIVE
    return None


class Charges:
    """What is agreed on for a period, seats and flat amounts; reckoned once for all orders that share it."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[Span, list[Charge]]] = {}

    def of(self, spans: Sequence[Span], period: Period) -> list[Charge]:
        """The charges that an invoice of the period bears. Raises: ArithmeticError, LookupError, ValueError, TypeError."""
        span = whole_span(spans, period)
        if span is None:
            return [one for one in charges_in_advance(spans, period) if one.numerator]
        key = (id(span.terms), span.seats, span.plan, span.is_charged, period)
        if key not in self._known:
            found = [one for one in charges_in_advance(spans, period) if one.numerator]
            self._known[key] = (
                span,
                found,
            )  # the span is kept, so that no other terms come to bear this address
        return self._known[key][1]


def differences_of_bills(
    phases: Sequence[Phase],
    lines: Sequence[Billed],
    rhythm: Rhythm,
    known: Sequence[Known],
    *,
    within: Period,
    charges: Charges,
) -> list[Difference]:
    """Whether the days that are billed are those that were agreed on, with their seats and price, in whole billing periods.

    `known` says what was billed when, the oldest first. What was agreed on later is settled on the next invoice.
    """
    found: list[Difference] = []
    by_period: dict[Period, list[Billed]] = {}
    for line in lines:
        by_period.setdefault(line.period, []).append(line)
    after = None
    for one in known:
        periods = _periods(rhythm, after, one.cut_off, within)
        if periods:
            found += _explained(phases, by_period, periods, one, charges)
        after = one.cut_off
    return [cut for one in found if (cut := _cut(one, within))]


@lru_cache(maxsize=4096)
def _periods(rhythm: Rhythm, after: date | None, cut_off: date, within: Period) -> tuple[Period, ...]:
    due = due_periods(rhythm, after=after, cut_off=cut_off)
    every = due.begun if rhythm.timing is Timing.ADVANCE else due.over
    return tuple(period for period in every if period.overlap(within))


def _explained(
    phases: Sequence[Phase],
    lines: Mapping[Period, Sequence[Billed]],
    periods: Sequence[Period],
    known: Known,
    charges: Charges,
) -> list[Difference]:
    """The differences to what was known at one of the instants; none where any of them explains all."""
    instants = [known.latest]
    instants += [
        one.recorded_at - A_MOMENT for one in phases if known.earliest < one.recorded_at <= known.latest
    ]
    first: list[Difference] = []
    for at in instants:
        spans = spans_at(phases, at)
        differences = [
            one
            for period in periods
            for one in _of_period(charges.of(spans, period), lines.get(period, ()), period, spans)
        ]
        if not differences:
            return []
        first = first or differences
    return first


class _Level(NamedTuple):
    """What is agreed on and billed on a day: seats, and the price of a whole period."""

    seats: int = 0
    price: Decimal = ZERO
    billed_seats: int = 0
    billed_price: Decimal = ZERO
    credited_price: Decimal = ZERO  # of the billed one, what people gave back in full

    def plus(self, other: "_Level", sign: int = 1) -> "_Level":
        return _Level(
            self.seats + sign * other.seats,
            self.price + sign * other.price,
            self.billed_seats + sign * other.billed_seats,
            self.billed_price + sign * other.billed_price,
            self.credited_price + sign * other.credited_price,
        )

    @property
    def is_given_back(self) -> bool:
        """Whether all that is billed beyond what is agreed on was given back already."""
        return ZERO < self.billed_price - self.price <= self.credited_price


def _of_period(
    charges: Sequence[Charge], lines: Sequence[Billed], period: Period, spans: Sequence[Span]
) -> list[Difference]:
    if _same(charges, lines):
        return []
    currency = spans[0].terms.currency if spans else ""
    return [
        one
        for meter in BILLED_BY_DAY
        for one in _of_meter(
            [charge for charge in charges if charge.meter == meter],
            [line for line in lines if line.meter == meter],
            period,
            meter,
            currency,
        )
    ]


def _of_meter(
    charges: Sequence[Charge], lines: Sequence[Billed], period: Period, meter: str, currency: str
) -> list[Difference]:
    steps: list[tuple[Period, _Level]] = []
    found: list[Difference] = []
    most = ZERO
    with localcontext(prec=DIGITS):
        for charge in charges:
            steps.append((charge.days, _Level(charge.seats, charge.numerator / charge.days.days)))
        for line in lines:
            sign = -1 if line.numerator < 0 else 1
            price = line.numerator / line.days.days
            given = price if line.is_credited else ZERO
            steps.append((line.days, _Level(0, ZERO, sign * line.seats, price, given)))
        for days in _parts([days for days, _level in steps]):
            level = _Level()
            for others, one in steps:
                level = level.plus(one) if others.overlap(days) else level
            if level.is_given_back:
                continue
            off = round(abs(level.price - level.billed_price), 9)
            if level.seats != level.billed_seats:
                found.append(_seats(DriftKind.BILLED, days, level.seats, level.billed_seats, meter))
                most = max(most, off * days.days / period.days if off else ONE)
            elif off:
                prices = f"{level.price.normalize():f}", f"{level.billed_price.normalize():f}"
                found.append(Difference(DriftKind.BILLED, What.PRICE, days, *prices, meter))
                most = max(most, off * days.days / period.days)
    # Days that cost less than a cent may stand on no invoice.
    return found if most >= ONE.scaleb(-EXPONENTS.get(currency, 2)) else []


def _parts(every: Sequence[Period]) -> list[Period]:
    """The days of all periods, cut wherever one of them begins or ends."""
    days = sorted({day for one in every for day in (one.start, one.end)})
    return [Period(start, end) for start, end in pairwise(days)]


def _same(charges: Sequence[Charge], lines: Sequence[Billed]) -> bool:
    """The usual case: what is agreed on stands there, line by line."""
    agreed = {(one.meter, one.days, one.seats, one.numerator) for one in charges}
    return len(charges) == len(lines) == len(agreed) and agreed == {
        (one.meter, one.days, one.seats, one.numerator) for one in lines
    }


def _cut(one: Difference, within: Period) -> Difference | None:
    days = one.days.overlap(within)
    return Difference(one.kind, one.what, days, one.expected, one.found, one.meter) if days else None


def _seats(kind: DriftKind, days: Period, expected: int, found: int, meter: str = SEATS) -> Difference:
    return Difference(kind, What.SEATS, days, str(expected), str(found), meter)


def _charged(kind: DriftKind, days: Period, *, expected: bool) -> Difference:
    return Difference(kind, What.CHARGED, days, str(expected).lower(), str(not expected).lower())
