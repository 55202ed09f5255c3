"""The time, always aware and in UTC."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present UTC day."""
    return now().date()
