"""The rules hold for all numbers."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from freehold.provisioning.rules import FIRST_WAIT, LONGEST_WAIT, state_under, wait_after
from freehold.provisioning.states import InstanceState


@given(st.integers(min_value=0, max_value=10**9))
def test_the_wait_grows_and_never_passes_its_end(attempts: int) -> None:
    assert FIRST_WAIT <= wait_after(attempts) <= wait_after(attempts + 1) <= LONGEST_WAIT


@given(st.integers(min_value=0, max_value=5))
def test_any_hold_suspends(count: int) -> None:
    state = state_under([uuid4() for _ in range(count)])

    assert state is (InstanceState.SUSPENDED if count else InstanceState.ACTIVE)
