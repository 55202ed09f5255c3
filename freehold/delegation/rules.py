"""How long a grant lasts and whether it holds."""

from datetime import date, datetime, timedelta

from freehold.delegation.states import GrantStep

SET_UP_LASTS = timedelta(days=30)
SHORTEST = timedelta(hours=1)
LONGEST = timedelta(days=2 * 365)
REMINDED_EVERY = timedelta(days=365)


def holds(*, starts_at: datetime, ends_at: datetime | None, ended_at: datetime | None, now: datetime) -> bool:
    """Whether a grant is in force: half-open, `[starts_at, ends_at)`, until somebody ends it."""
    return ended_at is None and starts_at <= now and (ends_at is None or now < ends_at)


def may_last(duration: timedelta) -> bool:
    """An hour to two years; standing support alone has no end."""
    return SHORTEST <= duration <= LONGEST


def next_step(
    *, ends_at: datetime | None, told_at: datetime | None, remind_on: date | None, now: datetime
) -> GrantStep | None:
    """What is due of a grant that nobody has ended: the end first, then what its giver is to know of it."""
    if ends_at is not None and ends_at <= now:
        return GrantStep.EXPIRE
    if told_at is None:
        return GrantStep.INTRODUCE
    if remind_on is not None and remind_on <= now.date():
        return GrantStep.REMIND
    return None


def next_reminder(today: date) -> date:
    """A year later."""
    return today + REMINDED_EVERY
