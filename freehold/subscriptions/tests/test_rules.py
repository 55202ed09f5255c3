"""The rules hold for all days, states and numbers."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from freehold.kernel.ids import new_number
from freehold.subscriptions.rules import (
    DAYS_AFTER_LAST_NOTICE,
    NOTICES,
    Step,
    erase_after,
    is_seats,
    is_served,
    may_cancel,
    may_change_seats,
    may_erase,
    may_move,
    may_resume,
    may_suspend,
    next_step,
    notice_is_due,
    read_number,
    resting_state,
)
from freehold.subscriptions.states import MOVES, State

days = st.dates(min_value=date(2026, 1, 1), max_value=date(2030, 1, 1))
states = st.sampled_from(State)


@given(states, states)
def test_no_state_moves_to_itself_and_nothing_begins_with_a_trial_again_after_the_end(
    state: State, to: State
) -> None:
    assert not may_move(state, state)
    assert not (state is State.ENDED and to is State.TRIAL and may_move(state, to))


@given(states)
def test_every_rule_agrees_with_the_table_of_moves(state: State) -> None:
    assert may_suspend(state) <= may_move(state, State.SUSPENDED)
    assert may_cancel(state) == may_move(state, State.CANCELLING)
    assert may_change_seats(state) == (state is not State.ENDED)


def test_each_state_can_be_reached_from_a_new_order() -> None:
    reached = {State.TRIAL}
    for _round in State:
        reached |= {to for state in reached for to in MOVES[state]}

    assert reached == set(State)


@given(st.booleans(), st.booleans())
def test_a_suspension_is_lifted_by_the_side_that_laid_it_on(by_seller: bool, acting_seller: bool) -> None:
    allowed = may_resume(State.SUSPENDED, suspended_by_seller=by_seller, by_seller=acting_seller)

    assert allowed == (by_seller == acting_seller)


@given(st.text())
def test_only_what_can_be_a_number_is_read_as_one(text: str) -> None:
    number = read_number(text)

    assert number is None or (len(number) == 12 and number.startswith("SUB-") and number.isascii())


def test_every_new_number_is_read_however_it_is_written() -> None:
    number = new_number("SUB")

    assert read_number(f" {number.lower()} ") == number


@given(st.integers())
def test_seats_are_a_number_that_one_order_can_carry(seats: int) -> None:
    assert is_seats(seats) == (seats in range(1, 10_001))


@given(st.booleans(), st.none() | days)
def test_what_rests_is_served_unless_suspended(is_suspended: bool, trial_ends_on: date | None) -> None:
    state = resting_state(is_suspended=is_suspended, trial_ends_on=trial_ends_on)

    assert is_served(state, is_suspended=is_suspended, ends_on=None, today=date(2026, 1, 1)) != is_suspended


@given(days, days)
def test_a_cancelled_order_is_served_up_to_its_last_day(ends_on: date, today: date) -> None:
    served = is_served(State.CANCELLING, is_suspended=False, ends_on=ends_on, today=today)

    assert served == (today < ends_on)


@given(st.lists(days, max_size=4, unique=True), days, days)
def test_nothing_is_erased_before_its_day_without_two_notices_or_right_after_one(
    notices: list[date], after: date, today: date
) -> None:
    if may_erase(notices=notices, erase_after=after, today=today):
        assert today >= after
        assert len(notices) >= NOTICES
        assert today >= max(notices) + timedelta(days=DAYS_AFTER_LAST_NOTICE)


@given(days, st.integers(30, 400), st.lists(st.integers(0, 9), min_size=1, max_size=400))
def test_whenever_the_sweep_comes_by_the_order_of_things_is_the_same(
    ends_on: date, retrieval_days: int, sleeps: list[int]
) -> None:
    after = erase_after(ends_on, retrieval_days=retrieval_days)
    notices: list[date] = []
    state, erased_on, today = State.CANCELLING, None, ends_on - timedelta(days=3)
    for sleep in [*sleeps, *[1] * 430]:
        today += timedelta(days=sleep)
        step = next_step(
            state, leads=True, trial_ends_on=None, ends_on=ends_on, erase_after=after,
            is_erased=erased_on is not None, notices=notices, today=today,
        )  # fmt: skip
        if step is Step.END:
            state = State.ENDED
        elif step is Step.NOTICE:
            assert notice_is_due(notices=notices, erase_after=after, today=today)
            notices.append(today)
        elif step is Step.ERASE:
            erased_on = today

    assert erased_on is not None
    assert erased_on >= after
    assert len(notices) == NOTICES


@given(days, days)
def test_above_the_customers_order_only_trials_end_by_themselves(ends_on: date, today: date) -> None:
    for state in (State.CANCELLING, State.ENDED, State.ACTIVE, State.SUSPENDED):
        step = next_step(
            state, leads=False, trial_ends_on=None, ends_on=ends_on, erase_after=ends_on,
            is_erased=False, notices=[], today=today,
        )  # fmt: skip
        assert step is None
