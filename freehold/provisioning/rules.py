"""What an instance should be, and when the next try comes."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from freehold.provisioning.states import InstanceState

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=5)
WAIT_FOR_PEOPLE = timedelta(hours=1)  # their own act has the instance looked at, so that this is a safeguard
GRACE = timedelta(minutes=1)  # how long a job that was enqueued may take before the sweep enqueues another


def state_under(holds: Collection[UUID]) -> InstanceState:
    """An instance is active unless at least one subscription of its chain holds it."""
    return InstanceState.SUSPENDED if holds else InstanceState.ACTIVE


def is_adrift(*, wanted_version: int, observed_version: int) -> bool:
    """Whether the last wish has not been seen fulfilled yet."""
    return observed_version < wanted_version


def wait_after(attempts: int) -> timedelta:
    """How long to wait after that many failed tries: 5, 10, 20 seconds and so on, five minutes at most, without end."""
    doublings = min(max(attempts - 1, 0), 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def fits_in_use(seats: int, *, used: int | None) -> bool:
    """Whether that many seats are enough for those in use; where nobody can tell, they are."""
    return used is None or seats >= used
