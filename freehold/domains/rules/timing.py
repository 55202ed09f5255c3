"""When DNS is asked again, and how often a person may ask."""

from datetime import datetime, timedelta

from freehold.domains.states import DomainState

# A claim is looked at often while somebody waits for it, then less and less, and in the end not at all.
OFTEN, OFTEN_LASTS = timedelta(minutes=1), timedelta(hours=1)
HOURLY, HOURLY_LASTS = timedelta(hours=1), timedelta(days=3)
DAILY, CLAIM_LASTS = timedelta(days=1), timedelta(days=60)
IF_LOST = timedelta(minutes=5)  # a look that was asked for and never came is asked for again
SHORTEST_PAUSE = timedelta(seconds=5)
PUBLISHED_AGAIN = timedelta(hours=1)  # by itself, where DNS does not show yet what was published


def next_check_at(
    state: DomainState, *, claimed_at: datetime, healthy: bool, now: datetime
) -> datetime | None:
    """When the sweep looks again: daily at a proven domain, hourly while something is wrong with it."""
    if state is DomainState.RELEASED:
        return None
    if state is DomainState.PROVEN:
        return now + (DAILY if healthy else HOURLY)
    age = now - claimed_at
    if age < OFTEN_LASTS:
        return now + OFTEN
    if age < HOURLY_LASTS:
        return now + HOURLY
    return now + DAILY if age < CLAIM_LASTS else None


def may_ask_again(asked_at: datetime | None, *, now: datetime) -> bool:
    """Whether enough time has passed since the last wish for a check: DNS servers are not ours to wear out."""
    return asked_at is None or now - asked_at >= SHORTEST_PAUSE


def may_publish_again(asked_at: datetime | None, *, now: datetime) -> bool:
    """Whether enough time has passed since the last publication for one that nobody asks for."""
    return asked_at is None or now - asked_at >= PUBLISHED_AGAIN
