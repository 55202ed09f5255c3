"""What is credited for a month in which less of a service was there than promised. Pure.

The credit is a part of what was charged for the days of that month, usage apart, and never more than what is left of each line
that charged it, whoever credited the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from freehold.invoicing.rules.billing import BilledLine, DueLine, Missed, Rhythm
from freehold.kernel.money import EXPONENTS, rounded
from freehold.kernel.period import Period, period_of
from freehold.kernel.pricing import FLAT, SEATS, Timing
from freehold.kernel.rating import MINIMUM, Charge, Settled, Span
from freehold.kernel.service_levels import Minutes

SERVICE_LEVEL = "service_level"  # the meter of lines that credit a missed month
CHARGED = frozenset({SEATS, FLAT, MINIMUM})
ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)


@dataclass(frozen=True, slots=True)
class Carrier:
    """A line that charged days of the month: what of it is for them, and the most that may be credited on it."""

    charge: Charge
    days: Period  # of the month
    share: Decimal  # exact
    most: Decimal
    billed: BilledLine | None  # none on the document that is being made


def missed_in(month: Period, spans: Sequence[Span], minutes: Mapping[date, Minutes]) -> Missed | None:
    """Whether less was there than promised, on the days of a month that are charged; the promise at their end counts."""
    promised = None
    measured = Minutes()
    for place, span in enumerate(spans):
        end = spans[place + 1].start if place + 1 < len(spans) else month.end
        if not span.is_charged or span.start >= min(end, month.end) or end <= month.start:
            continue
        days = Period(span.start, end).overlap(month)
        promised = span.terms.service_level
        if days:
            measured = sum((found for day, found in minutes.items() if day in days), measured)
    if promised is None:
        return None
    credit = promised.credit_for(measured)
    return Missed(month, promised.promised, measured, credit) if credit else None


def is_charged_by(cut_off: date, month: Period, rhythm: Rhythm) -> bool:
    """Whether all of a month's days are charged by a cut-off: then what it cost is known."""
    if rhythm.timing is Timing.ADVANCE:
        return month.end <= cut_off
    last = max(month.last_day, rhythm.began)
    period = period_of(last, began=rhythm.began, interval=rhythm.interval, anchor=rhythm.anchor)
    return period.end <= cut_off


def credit_lines(
    missed: Missed, standing: Iterable[BilledLine], new: Iterable[DueLine], *, currency: str
) -> list[DueLine]:
    """The lines that credit a missed month, one for each line that charged it; none where nothing is left to credit.

    `standing` is all that was billed of the order, `new` the lines of the document that is being made.
    """
    standing, new = list(standing), list(new)
    carriers = _carriers(missed.month, standing, new)
    fee = max(ZERO, _charged(missed.month, standing, new))
    within = sum((one.share for one in carriers), ZERO)
    unit = ONE.scaleb(-EXPONENTS[currency])
    total = min(rounded(fee * missed.credit / HUNDRED, currency), within.quantize(unit, rounding=ROUND_FLOOR))
    found: list[DueLine] = []
    running = told = ZERO
    for one in carriers:
        running += one.share
        part = min(one.most, rounded(total * running / within, currency) - told)
        told += part
        if part > 0:
            found.append(DueLine(_settled(one, missed.month, part), -part, one.billed, missed))
    return found


def _carriers(month: Period, standing: Iterable[BilledLine], new: Sequence[DueLine]) -> list[Carrier]:
    taken: dict[int, Decimal] = {}
    for line in new:
        if line.credits is not None:
            taken[id(line.credits)] = taken.get(id(line.credits), ZERO) - line.amount
    found = []
    for billed in standing:
        charge = billed.settled.charge
        if billed.settled.amount > 0 and charge.meter in CHARGED and (days := charge.days.overlap(month)):
            most = max(ZERO, billed.left - taken.get(id(billed), ZERO))
            share = min(most, billed.settled.amount * days.days / charge.days.days)
            found.append(Carrier(charge, days, share, most, billed))
    for line in new:
        charge = line.settled.charge
        if line.amount > 0 and charge.meter in CHARGED and (days := charge.days.overlap(month)):
            share = line.amount * days.days / charge.days.days
            found.append(Carrier(charge, days, share, line.amount, None))
    return [one for one in found if one.share > 0]


def _charged(month: Period, standing: Iterable[BilledLine], new: Iterable[DueLine]) -> Decimal:
    """What the month's days cost by now: charged, less what runs credited by the day, and people at their discretion."""
    amounts = [(one.settled.charge, one.settled.amount - one.by_hand) for one in standing]
    amounts += [(line.settled.charge, line.amount) for line in new]
    return sum(
        (
            amount * days.days / charge.days.days
            for charge, amount in amounts
            if charge.meter in CHARGED and (days := charge.days.overlap(month))
        ),
        ZERO,
    )


def _settled(carrier: Carrier, month: Period, part: Decimal) -> Settled:
    charge = carrier.charge
    return Settled(
        Charge(
            meter=SERVICE_LEVEL,
            plan=charge.plan,
            days=carrier.days,
            period=month,
            quantity=ONE,
            unit_price=part,
            seats=charge.seats,
            numerator=-part * month.days,
        ),
        -part,
    )
