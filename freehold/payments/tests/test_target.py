"""Days on which banks settle in euros."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.payments.rules.target import banking_day_from, banking_days_after, easter_of, is_banking_day

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 1))


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2030, (4, 21)), (2038, (4, 25)), (2008, (3, 23))],
)
def test_easter_falls_where_the_church_says(year: int, day: tuple[int, int]):
    assert easter_of(year) == date(year, *day)


@pytest.mark.parametrize(
    ("day", "settles"),
    [
        (date(2026, 4, 2), True),  # the day before Good Friday
        (date(2026, 4, 3), False),
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 5, 1), False),
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), False),
        (date(2026, 11, 28), False),  # a Saturday
        (date(2026, 10, 3), False),
        (date(2025, 10, 3), True),  # a holiday in Germany alone
    ],
)
def test_banks_settle_on_weekdays_but_for_six_holidays(day: date, settles: bool):
    assert is_banking_day(day) is settles


@given(DAYS, st.integers(1, 20))
def test_the_next_one_is_near_and_settles(day: date, count: int):
    found = banking_day_from(day)

    assert is_banking_day(found)
    assert timedelta() <= found - day <= timedelta(days=5)
    assert banking_days_after(day, count) >= day + timedelta(days=count)
