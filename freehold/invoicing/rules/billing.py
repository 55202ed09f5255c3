"""What of an order is due at a cut-off day, given what was billed. Pure; all amounts come from `kernel.rating`.

In advance, a period is due once it has begun; in arrears, and all usage, once it is over. What was billed before is settled
again when something was recorded since: the differences are lines too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from freehold.invoicing.rules.tax import Treatment
from freehold.kernel.period import Anchor, Interval, Period, period_of
from freehold.kernel.pricing import Timing
from freehold.kernel.rating import (
    Charge,
    Settled,
    Span,
    charges_in_advance,
    charges_in_arrears,
    settle,
)
from freehold.kernel.service_levels import Minutes
from freehold.kernel.standing import settle_standing

ZERO = Decimal(0)
Used = Mapping[Period, Mapping[str, Decimal]]  # by period and meter


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When an order is charged."""

    began: date
    interval: Interval
    anchor: Anchor
    timing: Timing


class DuePeriods(NamedTuple):
    """The periods of an order that are due: by their beginning, and by their end."""

    begun: tuple[Period, ...]
    over: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """A calendar month in which less of a service was there than promised."""

    month: Period
    promised: Decimal  # percent
    measured: Minutes
    credit: Decimal  # percent of what was charged for the month


@dataclass(frozen=True, slots=True)
class BilledLine:
    """What stands on an earlier document, the tax that it bore, and how much of it was not credited since, by anybody."""

    settled: Settled
    treatment: Treatment
    number: str  # of the document
    left: Decimal
    by_hand: Decimal = ZERO  # what people credited of it
    line: int = 0  # its number on the document


@dataclass(frozen=True, slots=True)
class DueLine:
    """A line to be, and what it credits, where it credits something.

    `amount` stands on the document. It is less than what is settled where people had credited the same before.
    """

    settled: Settled
    amount: Decimal
    credits: BilledLine | None = None
    missed: Missed | None = None  # the month that is credited, where its promise was missed


def due_periods(rhythm: Rhythm, *, after: date | None, cut_off: date) -> DuePeriods:
    """The periods that began, and those that were over, later than `after` and by the cut-off day.

    A period that is charged at its end alone has not begun here.
    """
    begun: list[Period] = []
    over: list[Period] = []
    for period in _periods_since(rhythm, after, cut_off):
        if rhythm.timing is Timing.ADVANCE and (after is None or max(period.start, rhythm.began) > after):
            begun.append(period)
        if period.end <= cut_off and (after is None or period.end > after):
            over.append(period)
    return DuePeriods(tuple(begun), tuple(over))


def first_lines(
    spans: Sequence[Span], due: DuePeriods, used: Used, *, timing: Timing, currency: str
) -> list[DueLine]:
    """The lines of periods that no document has yet, in advance and in arrears."""
    found: list[DueLine] = []
    for period in due.begun:
        found += _lines(settle(charges_in_advance(spans, period), (), currency=currency))
    for period in due.over:
        charges = charges_in_arrears(spans, period, used.get(period, {}))
        if timing is Timing.ARREARS:
            charges = charges_in_advance(spans, period) + charges
        found += _lines(settle(charges, (), currency=currency))
    return found


def settled_lines(
    spans: Sequence[Span],
    due: DuePeriods,
    used: Used,
    billed: Iterable[BilledLine],
    *,
    timing: Timing,
    currency: str,
) -> list[DueLine]:
    """The same for an order of which something was recorded since it was last billed: all its periods, less what stands.

    What is credited bears the tax that it was billed with.
    """
    standing: dict[Period, list[BilledLine]] = {}
    for line in billed:
        standing.setdefault(line.settled.charge.period, []).append(line)
    owed: dict[Period, list[Charge]] = {}
    for period in due.begun:
        owed[period] = charges_in_advance(spans, period)
    for period in due.over:
        if timing is Timing.ARREARS:
            owed[period] = charges_in_advance(spans, period)
        owed[period] = owed[period] + charges_in_arrears(spans, period, used.get(period, {}))
    found: list[DueLine] = []
    for period in sorted({*owed, *standing}):
        found += [
            DueLine(one.settled, one.amount, one.credits)
            for one in settle_standing(owed.get(period, ()), standing.get(period, []), currency=currency)
        ]
    return found


def bills_differences(last_issued_on: date | None, *, cut_off: date) -> bool:
    """Whether differences alone make a document: once a calendar month at most, so that no change costs a letter."""
    return last_issued_on is None or (last_issued_on.year, last_issued_on.month) < (
        cut_off.year,
        cut_off.month,
    )


def whole_span(spans: Sequence[Span], period: Period) -> Span | None:
    """The one span that holds on every day of a period; None where there is none, or several."""
    found = None
    for span in spans:
        if span.start >= period.end:
            break
        if span.start > period.start:
            return None
        found = span
    return found


def uncharged_days(spans: Sequence[Span], period: Period) -> list[Period]:
    """The days of a period on which nothing is charged: a trial, a pause, before the beginning, after the end."""
    if not spans:
        return [period]
    ends = [*(span.start for span in spans[1:]), date.max]
    free = [
        Period(span.start, end)
        for span, end in zip(spans, ends, strict=True)
        if not span.is_charged and span.start < end
    ]
    if period.start < spans[0].start:
        free.insert(0, Period(period.start, spans[0].start))
    return [within for one in free if (within := one.overlap(period))]


def _lines(settled: Iterable[Settled]) -> list[DueLine]:
    return [DueLine(one, one.amount) for one in settled]


def _periods_since(rhythm: Rhythm, after: date | None, cut_off: date) -> Iterable[Period]:
    """The periods that may be due: those that end after `after` and begin by the cut-off."""
    day = rhythm.began if after is None else max(rhythm.began, after)
    while day <= cut_off:
        period = period_of(day, began=rhythm.began, interval=rhythm.interval, anchor=rhythm.anchor)
        yield period
        day = period.end
