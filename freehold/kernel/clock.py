"""The time, always aware and in UTC."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The present instant in UTC."""
    return _told.get() or datetime.now(UTC)


def today() -> date:
    """The present UTC day."""
    return now().date()


@contextmanager
def as_of(instant: datetime) -> Iterator[None]:
    """Let it be another instant within a block, for this thread alone: the demo's history is made so.

    The database's own clock goes on, and so do other processes. Who may call this stands in the architecture test.
    """
    before = _told.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(before)
