"""How long a grant lasts and whether it holds; what may be asked for, how often, and what may be approved of it."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from freehold.delegation.states import EmergencyState, GrantStep, RequestState

SET_UP_LASTS = timedelta(days=30)
SHORTEST = timedelta(hours=1)
LONGEST = timedelta(days=2 * 365)
REMINDED_EVERY = timedelta(days=365)
A_WEEK = timedelta(days=7)
AN_HOUR = timedelta(hours=1)

REQUEST_STANDS = timedelta(days=14)
MOST_REQUESTS = 3
REQUESTS_WITHIN = timedelta(days=30)
AFTER_A_NO = timedelta(days=1)
MOST_A_DAY = 50  # of one asker, whomever it asks

EMERGENCY_STANDS = timedelta(hours=1)
EMERGENCY_LONGEST = timedelta(hours=4)


def holds(*, starts_at: datetime, ends_at: datetime | None, ended_at: datetime | None, now: datetime) -> bool:
    """Whether a grant is in force: half-open, `[starts_at, ends_at)`, until somebody ends it."""
    return ended_at is None and starts_at <= now and (ends_at is None or now < ends_at)


def may_last(duration: timedelta) -> bool:
    """An hour to two years; standing support alone has no end."""
    return SHORTEST <= duration <= LONGEST


def warned_at(starts_at: datetime, ends_at: datetime | None) -> datetime | None:
    """When both sides are told that the end comes: a week ahead, of a short grant an hour; of the shortest not at all."""
    if ends_at is None:
        return None
    lasts = ends_at - starts_at
    if lasts > A_WEEK:
        return ends_at - A_WEEK
    return ends_at - AN_HOUR if lasts >= 2 * AN_HOUR else None


def next_step(
    *,
    ends_at: datetime | None,
    told_at: datetime | None,
    warn_at: datetime | None,
    remind_on: date | None,
    now: datetime,
) -> GrantStep | None:
    """What is due of a grant that nobody has ended: the end first, then what its giver is to know of it."""
    if ends_at is not None and ends_at <= now:
        return GrantStep.EXPIRE
    if told_at is None:
        return GrantStep.INTRODUCE
    if warn_at is not None and warn_at <= now:
        return GrantStep.WARN
    if remind_on is not None and remind_on <= now.date():
        return GrantStep.REMIND
    return None


def next_reminder(today: date) -> date:
    """A year later."""
    return today + REMINDED_EVERY


def is_open(state: RequestState, *, expires_at: datetime, now: datetime) -> bool:
    """Whether a request still waits for its answer."""
    return state is RequestState.OPEN and now < expires_at


def may_ask_again_at(
    asked: Collection[tuple[datetime, RequestState, datetime | None]], *, now: datetime
) -> datetime | None:
    """When one tenant may ask another again; None: now. `asked` is (asked_at, state, decided_at) of what it asked before.

    Three times in thirty days, and not on the day after a no.
    """
    recent = sorted(asked_at for asked_at, _state, _at in asked if asked_at > now - REQUESTS_WITHIN)
    waits = [recent[-MOST_REQUESTS] + REQUESTS_WITHIN] if len(recent) >= MOST_REQUESTS else []
    waits += [at + AFTER_A_NO for _asked, state, at in asked if state is RequestState.DECLINED and at]
    return max((wait for wait in waits if wait > now), default=None)


def may_narrow(asked: Collection[str], given: Collection[str]) -> bool:
    """Whether roles are some of those that were asked for: an answer gives less, never more."""
    return bool(given) and set(given) <= set(asked)


def may_last_in_emergency(duration: timedelta) -> bool:
    """An hour to four."""
    return SHORTEST <= duration <= EMERGENCY_LONGEST


def emergency_state(*, approved_at: datetime | None, expires_at: datetime, now: datetime) -> EmergencyState:
    """How a break glass stands."""
    if approved_at is not None:
        return EmergencyState.APPROVED
    return EmergencyState.OPEN if now < expires_at else EmergencyState.EXPIRED
