"""What a missed month credits: properties that hold for any lines that charged it, and any credit people gave before."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.invoicing.document import TaxCategory
from freehold.invoicing.rules.billing import BilledLine, DueLine, Missed, Rhythm
from freehold.invoicing.rules.levels import SERVICE_LEVEL, credit_lines, is_charged_by, missed_in
from freehold.invoicing.rules.tax import Treatment
from freehold.kernel.money import rounded
from freehold.kernel.period import Anchor, Interval, Period
from freehold.kernel.pricing import FLAT, SEATS, Terms, Timing, per_seat
from freehold.kernel.rating import Charge, Settled, Span
from freehold.kernel.service_levels import Minutes, ServiceLevel, Step

APRIL = Period(date(2030, 4, 1), date(2030, 5, 1))
TAX = Treatment(TaxCategory.STANDARD, Decimal(19))
ZERO = Decimal(0)


def charge(days: Period, amount: Decimal, meter: str = SEATS) -> Charge:
    return Charge(meter, "Notes", days, days, Decimal(1), amount, 1, amount * days.days)


def missed(credit: Decimal) -> Missed:
    return Missed(APRIL, Decimal("99.9"), Minutes(100, 50), credit)


@st.composite
def days_near_april(draw: st.DrawFn) -> Period:
    """Days within April, around it, or elsewhere."""
    start = APRIL.start + timedelta(days=draw(st.integers(-60, 40)))
    return Period(start, start + timedelta(days=draw(st.integers(1, 400))))


cents = st.integers(1, 100_000).map(lambda amount: Decimal(amount) / 100)
percents = st.integers(1, 100_000).map(lambda thousandths: Decimal(thousandths) / 1000)


@st.composite
def billed_lines(draw: st.DrawFn) -> BilledLine:
    """A line that charged something, and of which people may have credited a part."""
    amount = draw(cents)
    by_hand = min(amount, draw(st.one_of(st.just(ZERO), cents)))
    meter = draw(st.sampled_from([SEATS, FLAT, "messages"]))
    settled = Settled(charge(draw(days_near_april()), amount, meter), amount)
    return BilledLine(settled, TAX, "RE-1", amount - by_hand, by_hand, draw(st.integers(1, 9)))


@st.composite
def due_lines(draw: st.DrawFn) -> DueLine:
    """A line of the document that is being made."""
    amount = draw(cents)
    return DueLine(Settled(charge(draw(days_near_april()), amount), amount), amount)


@given(st.lists(billed_lines(), max_size=5), st.lists(due_lines(), max_size=3), percents)
def test_no_line_is_credited_beyond_what_is_left_of_it_nor_the_month_beyond_its_charge(
    standing: list[BilledLine], new: list[DueLine], percent: Decimal
) -> None:
    found = credit_lines(missed(percent), standing, new, currency="EUR")

    by_line: dict[int, Decimal] = {}
    for line in found:
        assert line.amount < 0
        assert line.settled.charge.meter == SERVICE_LEVEL
        assert line.settled.charge.days == line.settled.charge.days.overlap(APRIL)
        if line.credits is not None:
            by_line[id(line.credits)] = by_line.get(id(line.credits), ZERO) - line.amount
    assert all(by_line.get(id(one), ZERO) <= one.left for one in standing)
    charged = sum(
        (
            amount * days.days / one.days.days
            for one, amount in [
                *((one.settled.charge, one.settled.amount) for one in standing),
                *((one.settled.charge, one.amount) for one in new),
            ]
            if one.meter in {SEATS, FLAT} and (days := one.days.overlap(APRIL))
        ),
        ZERO,
    )
    assert -sum((line.amount for line in found), ZERO) <= rounded(charged * percent / 100, "EUR")


@given(st.lists(cents, min_size=1, max_size=6), percents)
def test_what_charged_the_month_and_nothing_else_is_credited_to_the_cent(
    amounts: list[Decimal], percent: Decimal
) -> None:
    standing = [
        BilledLine(Settled(charge(APRIL, amount), amount), TAX, "RE-1", amount, ZERO, place)
        for place, amount in enumerate(amounts, start=1)
    ]

    found = credit_lines(missed(percent), standing, (), currency="EUR")

    assert -sum((line.amount for line in found), ZERO) == rounded(sum(amounts) * percent / 100, "EUR")


@given(st.lists(billed_lines(), max_size=5), percents, percents)
def test_a_larger_part_never_credits_less(standing: list[BilledLine], one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))

    less = credit_lines(missed(low), standing, (), currency="EUR")
    more = credit_lines(missed(high), standing, (), currency="EUR")

    assert sum(line.amount for line in more) <= sum(line.amount for line in less)


@given(cents, percents)
def test_what_was_taken_back_within_the_month_is_not_credited_once_more(
    amount: Decimal, percent: Decimal
) -> None:
    half = Period(date(2030, 4, 16), APRIL.end)
    back = rounded(amount / 2, "EUR")
    line = BilledLine(Settled(charge(APRIL, amount), amount), TAX, "RE-1", amount - back, ZERO, 1)
    taken = BilledLine(Settled(charge(half, back), -back), TAX, "RE-2", ZERO, ZERO, 1)

    found = credit_lines(missed(percent), [line, taken], (), currency="EUR")

    assert -sum((one.amount for one in found), ZERO) == rounded((amount - back) * percent / 100, "EUR")


@given(st.integers(1, 28), st.integers(0, 1439), st.integers(1, 1440))
def test_only_days_that_are_charged_are_measured(day: int, up: int, asked: int) -> None:
    up = min(up, asked)
    level = ServiceLevel((Step(Decimal("99.9"), Decimal(10)),))
    terms = _promising(level)
    minutes = {date(2030, 4, day): Minutes(asked, up), date(2030, 4, 30): Minutes(1440, 1440)}
    from_the_next_day = [Span(date(2030, 4, day + 1), 3, terms, "Notes")]
    from_before = [Span(date(2030, 1, 1), 3, terms, "Notes")]

    assert missed_in(APRIL, from_the_next_day, minutes) is None
    found = missed_in(APRIL, from_before, minutes)
    together = Minutes(asked + 1440, up + 1440)
    assert (found is not None) is (together.up * 100 < Decimal("99.9") * together.asked)
    if found:
        assert found.measured == together


@pytest.mark.parametrize(
    ("spans", "is_promised"),
    [
        ([(date(2030, 1, 1), True, True)], True),
        ([(date(2030, 1, 1), True, False)], False),
        ([(date(2030, 1, 1), False, True)], False),
        ([(date(2030, 1, 1), True, True), (date(2030, 4, 20), True, False)], False),
        ([(date(2030, 1, 1), True, False), (date(2030, 4, 20), True, True)], True),
        ([(date(2030, 1, 1), True, True), (date(2030, 5, 1), True, False)], True),
        ([(date(2030, 5, 1), True, True)], False),
    ],
)
def test_the_promise_at_the_end_of_the_charged_days_counts(
    spans: list[tuple[date, bool, bool]], is_promised: bool
) -> None:
    level = ServiceLevel((Step(Decimal("99.9"), Decimal(10)),))
    given_spans = [
        Span(start, 3, _promising(level if promises else None), "Notes", is_charged)
        for start, is_charged, promises in spans
    ]
    minutes = {date(2030, 4, 2): Minutes(10, 1), date(2030, 4, 25): Minutes(10, 1)}

    assert (missed_in(APRIL, given_spans, minutes) is not None) is is_promised


@pytest.mark.parametrize(
    ("interval", "anchor", "timing", "first"),
    [
        (Interval.MONTH, Anchor.CALENDAR, Timing.ADVANCE, date(2030, 5, 1)),
        (Interval.MONTH, Anchor.CALENDAR, Timing.ARREARS, date(2030, 5, 1)),
        (Interval.MONTH, Anchor.ANNIVERSARY, Timing.ARREARS, date(2030, 5, 15)),
        (Interval.YEAR, Anchor.CALENDAR, Timing.ADVANCE, date(2030, 5, 1)),
        (Interval.YEAR, Anchor.CALENDAR, Timing.ARREARS, date(2031, 1, 1)),
    ],
)
def test_a_month_is_credited_once_all_of_it_is_charged(
    interval: Interval, anchor: Anchor, timing: Timing, first: date
) -> None:
    rhythm = Rhythm(date(2030, 1, 15), interval, anchor, timing)

    assert is_charged_by(first, APRIL, rhythm)
    assert not is_charged_by(first - timedelta(days=1), APRIL, rhythm)


def _promising(level: ServiceLevel | None) -> Terms:
    terms = per_seat(Decimal(5), "EUR")
    return Terms(terms.currency, terms.components, service_level=level)
