"""What an order owes for a billing period: the one implementation, for previews and invoices alike. Pure, and exact to the cent.

An order is a row of spans: what was agreed on from a day on. A span counts by the day. All charges of a period are fractions of
that period's days, kept as numerators, so that however a period is split, the sum is the same to the last digit; it is rounded
once for each meter, half up, and later lines take up the residue of earlier ones. Source: Kill Bill, Lago (docs/decisions).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from freehold.kernel.money import EXPONENTS
from freehold.kernel.period import Period
from freehold.kernel.pricing import FLAT, HUNDRED, SEATS, ZERO, Component, Mode, Terms

MINIMUM = "minimum"  # the meter of what is missing to the agreed minimum
PLACES = Decimal("0.000001")  # of a quantity that is shown


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
    numerator: Decimal

    @property
    def exact(self) -> Decimal:
        """The amount before rounding, to 28 digits."""
        return self.numerator / self.period.days


@dataclass(frozen=True, slots=True)
class Settled:
    """An amount that goes onto an invoice: a charge, or, when negative, one that was billed before and is credited."""

    charge: Charge
    amount: Decimal


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Half up, by the currency's exponent (ISO 4217)."""
    return amount.quantize(Decimal(1).scaleb(-EXPONENTS[currency]), rounding=ROUND_HALF_UP)


def charges_in_advance(spans: Sequence[Span], period: Period) -> list[Charge]:
    """Seats and flat amounts of a period, by the days of each span; `spans` are in order and share interval and anchor."""
    found: list[Charge] = []
    for meter in (SEATS, FLAT):
        for (plan, seats, component, left), days in _runs(spans, period, meter):
            found.append(_by_days(meter, plan, seats, component, left, days, period))
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
        numerator = price * period.days * _left(last.terms)
        if numerator:
            unit = (
                component.tiers[0].unit * _left(last.terms)
                if component.mode is Mode.UNIT
                else price * _left(last.terms)
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

    What was billed and still holds stays; what does not hold is credited with exactly what was billed.
    """
    new: list[Settled] = []
    standing = _standing(billed)
    by_meter = _by_meter(owed)
    for meter in (*by_meter, *(meter for meter in _meters(standing) if meter not in by_meter)):
        wanted = by_meter.get(meter, [])
        holding = {key: amount for key, amount in standing.items() if key[0].meter == meter}
        kept = ZERO
        missing: list[Charge] = []
        for charge in wanted:
            amount = holding.pop((charge,), None)
            if amount is None:
                missing.append(charge)
            else:
                kept += amount
        new += [Settled(key[0], -amount) for key, amount in holding.items() if amount]
        if missing:
            total = sum((one.numerator for one in wanted), ZERO) / wanted[0].period.days
            new += _shared_out(missing, rounded(total, currency) - kept, currency)
    return new


def _shared_out(charges: Sequence[Charge], total: Decimal, currency: str) -> list[Settled]:
    """Round the running sum, not each charge, and let the last one take what is left of the total."""
    found: list[Settled] = []
    running = told = ZERO
    for charge in charges[:-1]:
        running += charge.numerator
        amount = rounded(running / charge.period.days, currency) - told
        told += amount
        found.append(Settled(charge, amount))
    found.append(Settled(charges[-1], total - told))
    return [one for one in found if one.amount or one.charge.numerator]


def _standing(billed: Iterable[Settled]) -> dict[tuple[Charge], Decimal]:
    """What stands of each charge after all that was billed and credited."""
    found: dict[tuple[Charge], Decimal] = {}
    for one in billed:
        found[(one.charge,)] = found.get((one.charge,), ZERO) + one.amount
    return {key: amount for key, amount in found.items() if amount or key[0].numerator == 0}


def _by_meter(charges: Iterable[Charge]) -> dict[str, list[Charge]]:
    found: dict[str, list[Charge]] = {}
    for charge in charges:
        found.setdefault(charge.meter, []).append(charge)
    return found


def _meters(standing: Mapping[tuple[Charge], Decimal]) -> list[str]:
    return list(dict.fromkeys(key[0].meter for key in standing))


def _within(spans: Sequence[Span], period: Period) -> Iterable[tuple[Span, Period]]:
    for number, span in enumerate(spans):
        end = spans[number + 1].start if number + 1 < len(spans) else period.end
        start, end = max(span.start, period.start), min(end, period.end)
        if start < end:
            yield span, Period(start, end)


def _runs(
    spans: Sequence[Span], period: Period, meter: str
) -> Iterable[tuple[tuple[str, int, Component, Decimal], Period]]:
    """Days on which a meter costs the same, neighbours joined, so that a split without a change is none."""
    parts = []
    for span, days in _within(spans, period):
        component = span.terms.component(meter) if span.is_charged else None
        if component is not None:
            seats = span.seats if meter == SEATS else 0
            parts.append(((span.plan, seats, component, _left(span.terms)), days))
    joined: list[tuple[tuple[str, int, Component, Decimal], Period]] = []
    for facts, days in parts:
        if joined and joined[-1][0] == facts and joined[-1][1].end == days.start:
            joined[-1] = (facts, Period(joined[-1][1].start, days.end))
        else:
            joined.append((facts, days))
    return joined


def _by_days(
    meter: str, plan: str, seats: int, component: Component, left: Decimal, days: Period, period: Period
) -> Charge:
    counted = Decimal(seats) if meter == SEATS else Decimal(1)
    price = component.price_of(counted) * left
    if component.mode is Mode.UNIT and not component.included and meter == SEATS:
        quantity, unit_price = counted * days.days / period.days, component.tiers[0].unit * left
    else:
        quantity, unit_price = Decimal(days.days) / period.days, price
    return Charge(meter, plan, days, period, _shown(quantity), unit_price, seats, price * days.days)


def _beyond_included(component: Component, quantity: Decimal, seat_days: int, period: Period) -> Decimal:
    included = component.included_per_seat * seat_days / period.days
    return component.price_of(max(ZERO, quantity - included))


def _left(terms: Terms) -> Decimal:
    return (HUNDRED - terms.discount_percent) / HUNDRED


def _shown(quantity: Decimal) -> Decimal:
    return quantity.quantize(PLACES, rounding=ROUND_HALF_UP).normalize()
