"""Periods leave no gap, on whatever day an order began."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.kernel.period import Anchor, Interval, Period, add_months, period_of, periods

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(DAYS, st.integers(0, 1500), st.sampled_from(Interval), st.sampled_from(Anchor))
def test_periods_follow_each_other_without_gap_or_overlap(
    began: date, days: int, interval: Interval, anchor: Anchor
) -> None:
    until = began + timedelta(days=days + 1)

    found = list(periods(began, until, interval=interval, anchor=anchor))

    assert began in found[0]
    assert found[-1].start < until <= found[-1].end
    assert all(before.end == after.start for before, after in pairwise(found))


@given(DAYS, st.integers(0, 1500), st.sampled_from(Interval), st.sampled_from(Anchor))
def test_each_day_lies_in_its_own_period(began: date, days: int, interval: Interval, anchor: Anchor) -> None:
    day = began + timedelta(days=days)

    found = period_of(day, began=began, interval=interval, anchor=anchor)

    assert day in found
    assert found.days in (range(28, 32) if interval is Interval.MONTH else range(365, 367))
    assert period_of(found.last_day, began=began, interval=interval, anchor=anchor) == found


def test_the_31st_is_a_short_months_last_day_and_the_31st_again() -> None:
    found = list(
        periods(date(2027, 1, 31), date(2027, 4, 1), interval=Interval.MONTH, anchor=Anchor.ANNIVERSARY)
    )

    assert [one.start for one in found] == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]


def test_a_year_from_the_29th_of_february_has_all_its_days() -> None:
    began = date(2028, 2, 29)

    found = list(periods(began, date(2032, 3, 1), interval=Interval.YEAR, anchor=Anchor.ANNIVERSARY))

    assert [one.start for one in found] == [
        began, date(2029, 2, 28), date(2030, 2, 28), date(2031, 2, 28), date(2032, 2, 29),
    ]  # fmt: skip
    assert [one.days for one in found[:4]] == [365, 365, 365, 366]


def test_a_month_never_leaves_the_calendar() -> None:
    assert add_months(date(2027, 12, 31), 2) == date(2028, 2, 29)
    assert add_months(date(2027, 1, 31), -2) == date(2026, 11, 30)


def test_an_empty_period_is_none() -> None:
    with pytest.raises(ValueError, match="ends after its start"):
        Period(date(2027, 1, 1), date(2027, 1, 1))
