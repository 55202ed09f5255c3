"""How long a grant lasts and whether it holds."""

from datetime import datetime, timedelta

SET_UP_LASTS = timedelta(days=30)
SHORTEST = timedelta(hours=1)
LONGEST = timedelta(days=2 * 365)


def holds(*, starts_at: datetime, ends_at: datetime | None, ended_at: datetime | None, now: datetime) -> bool:
    """Whether a grant is in force: half-open, `[starts_at, ends_at)`, until somebody ends it."""
    return ended_at is None and starts_at <= now and (ends_at is None or now < ends_at)


def may_last(duration: timedelta) -> bool:
    """An hour to two years; standing support alone has no end."""
    return SHORTEST <= duration <= LONGEST
