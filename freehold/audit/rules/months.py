"""When a month's checkpoint is mailed."""

from datetime import date


def first_of_next_month(today: date) -> date:
    """The first day of the month after today's."""
    return date(today.year + today.month // 12, today.month % 12 + 1, 1)
