"""Periods of days, half-open: the first day belongs to a period, its end is the first day after it."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` up to, and without, `end`; never empty."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"a period ends after its start: {self.start} to {self.end}")

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day within, as people write it."""
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def overlap(self, other: "Period") -> "Period | None":
        """The days in both, or none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None


class Interval(StrEnum):
    """How long a billing period lasts."""

    MONTH = "month"
    YEAR = "year"


class Anchor(StrEnum):
    """Where billing periods begin: with the calendar's months and years, or on the day of the order."""

    CALENDAR = "calendar"
    ANNIVERSARY = "anniversary"


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def period_of(day: date, *, began: date, interval: Interval, anchor: Anchor) -> Period:
    """The whole billing period that a day lies in, for an order that began on a day.

    Periods neither overlap nor leave a gap. By the anniversary, the 31st becomes a short month's last day and the 31st
    again after it. With the calendar, the first and the last period are charged for the days that were served.
    """
    length = 1 if interval is Interval.MONTH else 12
    if anchor is Anchor.CALENDAR:
        first = date(day.year, day.month if interval is Interval.MONTH else 1, 1)
        return Period(first, add_months(first, length))
    number = ((day.year - began.year) * 12 + day.month - began.month) // length
    while add_months(began, number * length) > day:
        number -= 1
    while add_months(began, (number + 1) * length) <= day:
        number += 1
    return Period(add_months(began, number * length), add_months(began, (number + 1) * length))


def periods(began: date, until: date, *, interval: Interval, anchor: Anchor) -> Iterator[Period]:
    """The billing periods that begin before `until`, the first one being that of `began`."""
    day = began
    while day < until:
        found = period_of(day, began=began, interval=interval, anchor=anchor)
        yield found
        day = found.end
