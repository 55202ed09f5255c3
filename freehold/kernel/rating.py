"""What an order owes for a billing period: the one implementation, for previews and invoices alike. Pure, and exact to the cent.

An order is a row of spans: what was agreed on from a day on. A span counts by the day. All charges of a period are fractions of
that period's days, kept as numerators, so that however a period is split, the sum is the same to the last digit; it is rounded
once for each meter, half up, and later lines take up the residue of earlier ones. Source: Kill Bill, Lago (docs/decisions).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import pairwise
from typing import NamedTuple

from freehold.kernel.money import rounded
from freehold.kernel.period import Period
from freehold.kernel.pricing import FLAT, SEATS, ZERO, Component, Mode, Terms

MINIMUM = "minimum"  # the meter of what is missing to the agreed minimum
PLACES = Decimal("0.000001")  # of a quantity that is shown
DIGITS = 60  # enough for any price times seats times days, exactly


@dataclass(frozen=True, slots=True)
class Span:
    """What holds from `start` until the next span's start, or for good."""

    start: date
    seats: int
    terms: Terms
    plan: str  # its name
    is_charged: bool = True  # not in a trial, a pause, or after the end


@dataclass(frozen=True, slots=True)
class Charge:
    """A part of what a period costs. The exact amount is `numerator / period.days`."""

    meter: str
    plan: str
    days: Period  # that it is for
    period: Period  # that it is a part of
    quantity: Decimal  # rounded, to be shown
    unit_price: Decimal
    seats: int
    numerator: Decimal  # negative where days that were billed fell away

    @property
    def exact(self) -> Decimal:
        """The amount before rounding, to 28 digits."""
        return self.numerator / self.period.days


@dataclass(frozen=True, slots=True)
class Settled:
    """An amount that goes onto an invoice: a charge, or, when negative, days of one that was billed before."""

    charge: Charge
    amount: Decimal
    credits: Charge | None = None  # the billed one whose days fell away


def charges_in_advance(spans: Sequence[Span], period: Period) -> list[Charge]:
    """Seats and flat amounts of a period, by the days of each span; `spans` are in order and share interval and anchor."""
    found: list[Charge] = []
    for meter in (SEATS, FLAT):
        found += [_by_days(meter, run, days, period) for run, days in _runs(spans, period, meter)]
    return found


def charges_in_arrears(spans: Sequence[Span], period: Period, used: Mapping[str, Decimal]) -> list[Charge]:
    """Usage of a period that is over, and what is missing to the minimum. `used` is the period's quantity by meter.

    The terms at the period's end count for all of it; included amounts per seat follow the seats by the day.
    """
    within = list(_within(spans, period))
    charged_days = sum(days.days for span, days in within if span.is_charged)
    last = next((span for span, _ in reversed(within) if span.is_charged), None)
    if last is None:
        return []
    seat_days = sum(span.seats * days.days for span, days in within if span.is_charged)
    found = []
    for component in last.terms.components:
        quantity = used.get(component.meter, ZERO)
        if component.meter in {SEATS, FLAT} or quantity <= 0:
            continue
        price = _beyond_included(component, quantity, seat_days, period)
        numerator = price * period.days * last.terms.left
        if numerator:
            unit = (
                component.tiers[0].unit * last.terms.left
                if component.mode is Mode.UNIT
                else price * last.terms.left
            )
            shown = quantity if component.mode is not Mode.UNIT else price / component.tiers[0].unit
            found.append(
                Charge(
                    component.meter, last.plan, period, period,
                    _shown(shown) if component.mode is Mode.UNIT else Decimal(1), unit, last.seats, numerator,
                )
            )  # fmt: skip
    if last.terms.minimum:
        so_far = sum((one.numerator for one in (*charges_in_advance(spans, period), *found)), ZERO)
        missing = last.terms.minimum * charged_days - so_far
        if missing > 0:
            found.append(
                Charge(
                    MINIMUM, last.plan, period, period, Decimal(1), missing / period.days, last.seats, missing
                )
            )
    return found


def settle(owed: Iterable[Charge], billed: Iterable[Settled], *, currency: str) -> list[Settled]:
    """What is to be charged and credited so that all lines of a period sum to what is owed, rounded once for each meter.

    Days that were billed and still cost the same stay as they are. Days that fell away are credited, and new ones charged.
    """
    new: list[Settled] = []
    wanted = _by_meter(owed)
    standing: dict[str, list[Settled]] = {}
    for one in billed:
        standing.setdefault(one.charge.meter, []).append(one)
    for meter in (*wanted, *(meter for meter in standing if meter not in wanted)):
        charges, before = wanted.get(meter, []), standing.get(meter, [])
        total = rounded(_exact(charges), currency) - sum((one.amount for one in before), ZERO)
        missing = _differences(charges, before) if before else [(one, None) for one in charges]
        new += _shared_out(missing, total, currency)
    return new


def _exact(charges: Sequence[Charge]) -> Decimal:
    with localcontext(prec=DIGITS):
        return sum((one.numerator for one in charges), ZERO) / charges[0].period.days if charges else ZERO


_Key = tuple[str, int, Period, Decimal]  # what makes two charges cost the same a day
Difference = tuple[Charge, Charge | None]  # what is to be billed, and the billed one whose days it takes back


def _differences(wanted: Sequence[Charge], billed: Sequence[Settled]) -> list[Difference]:
    """The days that cost less than was billed, then those that cost more, each with its own price."""
    turns: dict[_Key, dict[date, int]] = {}
    known: dict[_Key, Charge] = {}
    for charge, count in (*((one.charge, -1) for one in billed), *((one, 1) for one in wanted)):
        sign = count if charge.numerator >= 0 else -count
        key = (charge.plan, charge.seats, charge.period, abs(_a_day(charge)))
        known.setdefault(
            key, charge if charge.numerator >= 0 else replace(charge, numerator=-charge.numerator)
        )
        days = turns.setdefault(key, {})
        for day, turn in ((charge.days.start, sign), (charge.days.end, -sign)):
            days[day] = days.get(day, 0) + turn
    credited: list[Difference] = []
    charged: list[Difference] = []
    for key, days in turns.items():
        level = 0
        for start, end in pairwise(sorted(day for day, turn in days.items() if turn)):
            level += days[start]
            if level > 0:
                charged.append((_part(known[key], Period(start, end), level), None))
            elif level < 0 and known[key].numerator:
                credited.append((_part(known[key], Period(start, end), level), known[key]))
    return sorted(credited, key=_start) + sorted(charged, key=_start)


def _start(difference: Difference) -> date:
    return difference[0].days.start


def _a_day(charge: Charge) -> Decimal:
    with localcontext(prec=DIGITS):
        return charge.numerator / charge.days.days


def _part(charge: Charge, days: Period, times: int) -> Charge:
    """Some days of a charge, so many times; its quantity is shown without a sign."""
    if days == charge.days and times == 1:
        return charge
    with localcontext(prec=DIGITS):
        numerator = charge.numerator * days.days / charge.days.days * times
        quantity = charge.quantity * days.days / charge.days.days * abs(times)
    return replace(charge, days=days, numerator=numerator, quantity=_shown(quantity))


def _shared_out(differences: Sequence[Difference], total: Decimal, currency: str) -> list[Settled]:
    """Round the running sum, not each part, and let the last one take what is left of the total."""
    found: list[Settled] = []
    told, last = ZERO, len(differences) - 1
    with localcontext(prec=DIGITS):
        running = ZERO
        for place, (charge, credited) in enumerate(differences):
            running += charge.numerator
            amount = total - told if place == last else rounded(running / charge.period.days, currency) - told
            told += amount
            found.append(Settled(charge, amount, credited))
    return [one for one in found if one.amount or one.charge.numerator > 0]


def _by_meter(charges: Iterable[Charge]) -> dict[str, list[Charge]]:
    found: dict[str, list[Charge]] = {}
    for charge in charges:
        found.setdefault(charge.meter, []).append(charge)
    return found


def _within(spans: Sequence[Span], period: Period) -> Iterable[tuple[Span, Period]]:
    for number, span in enumerate(spans):
        end = spans[number + 1].start if number + 1 < len(spans) else period.end
        start, end = max(span.start, period.start), min(end, period.end)
        if start < end:
            yield span, Period(start, end)


class _Run(NamedTuple):
    """What makes a day cost what it does."""

    plan: str
    seats: int
    component: Component
    left: Decimal  # by the discount


def _runs(spans: Sequence[Span], period: Period, meter: str) -> Iterable[tuple[_Run, Period]]:
    """Days on which a meter costs the same, neighbours joined, so that a split without a change is none."""
    joined: list[tuple[_Run, Period]] = []
    for span, days in _within(spans, period):
        component = span.terms.component(meter) if span.is_charged else None
        if component is None:
            continue
        run = _Run(span.plan, span.seats if meter == SEATS else 0, component, span.terms.left)
        if joined and joined[-1][0] == run and joined[-1][1].end == days.start:
            joined[-1] = (run, Period(joined[-1][1].start, days.end))
        else:
            joined.append((run, days))
    return joined


def _by_days(meter: str, run: _Run, days: Period, period: Period) -> Charge:
    plan, seats, component, left = run
    counted = Decimal(seats) if meter == SEATS else Decimal(1)
    with localcontext(prec=DIGITS):
        price = component.price_of(counted) * left
        numerator = price * days.days
    if component.mode is Mode.UNIT and not component.included and meter == SEATS:
        quantity, unit_price = counted * days.days / period.days, component.tiers[0].unit * left
    else:
        quantity, unit_price = Decimal(days.days) / period.days, price
    return Charge(meter, plan, days, period, _shown(quantity), unit_price, seats, numerator)


def _beyond_included(component: Component, quantity: Decimal, seat_days: int, period: Period) -> Decimal:
    included = component.included_per_seat * seat_days / period.days
    return component.price_of(max(ZERO, quantity - included))


def _shown(quantity: Decimal) -> Decimal:
    return quantity.quantize(PLACES, rounding=ROUND_HALF_UP).normalize()
