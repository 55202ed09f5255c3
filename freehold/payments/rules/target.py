"""Days on which banks settle in euros. Pure. Source: ECB, calendar of T2: no Saturdays, Sundays, and six holidays."""

from datetime import date, timedelta

FIXED = frozenset({(1, 1), (5, 1), (12, 25), (12, 26)})


def is_banking_day(day: date) -> bool:
    """Whether banks settle on it."""
    easter = easter_of(day.year)
    moved = {easter - timedelta(days=2), easter + timedelta(days=1)}
    return day.weekday() < 5 and (day.month, day.day) not in FIXED and day not in moved


def banking_day_from(day: date) -> date:
    """The day itself, or the next one on which banks settle."""
    while not is_banking_day(day):
        day += timedelta(days=1)
    return day


def banking_days_after(day: date, count: int) -> date:
    """So many of these days later."""
    for _one in range(count):
        day = banking_day_from(day + timedelta(days=1))
    return day


def easter_of(year: int) -> date:
    """Easter Sunday of the Gregorian calendar. Source: J. Meeus, Astronomical Algorithms, ch. 8."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
