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
    is_cancelled,
    is_seats,
    is_served,
    may_cancel,
    may_change_seats,
    may_erase,
    may_move,
    may_resume,
    may_suspend,
    may_withdraw,
    next_step,
    notice_is_due,
    read_number,
    resting_state,
)
from freehold.subscriptions.states import MOVES, Erasure, State

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
    assert may_suspend(state) == (may_move(state, State.SUSPENDED) and state is not State.ENDED)
    assert may_move(state, State.ENDED) == (state in {State.CANCELLING, State.SUSPENDED})
    assert may_change_seats(state) == (state is not State.ENDED)


@given(states, st.none() | days, st.booleans())
def test_what_can_be_cancelled_goes_to_its_last_day_or_stays_suspended_and_can_be_taken_back(
    state: State, day: date | None, is_on_trial: bool
) -> None:
    ends_on = day if state not in {State.TRIAL, State.ACTIVE} else None
    rests = resting_state(is_suspended=state is State.SUSPENDED, ends_on=date(2026, 3, 1), trial_ends_on=None)
    may_take_back = may_withdraw(
        state, ends_on=ends_on, is_erasing=False, trial_ends_on=date(2031, 1, 1) if is_on_trial else None,
        today=date(2026, 1, 1),
    )  # fmt: skip

    assert may_cancel(state, ends_on=ends_on) != may_take_back
    if may_cancel(state, ends_on=ends_on):
        assert rests is state or may_move(state, rests)


@given(st.booleans(), st.none() | days, st.none() | days)
def test_lifting_a_suspension_or_a_cancellation_is_a_move_of_the_table(
    is_suspended: bool, ends_on: date | None, trial_ends_on: date | None
) -> None:
    laid_on = resting_state(is_suspended=is_suspended, ends_on=ends_on, trial_ends_on=trial_ends_on)
    resumed = resting_state(is_suspended=False, ends_on=ends_on, trial_ends_on=trial_ends_on)
    withdrawn = resting_state(is_suspended=is_suspended, ends_on=None, trial_ends_on=trial_ends_on)

    assert laid_on is resumed or may_move(laid_on, resumed)
    assert laid_on is withdrawn or may_move(laid_on, withdrawn)
    assert is_cancelled(laid_on, ends_on=ends_on) == (ends_on is not None)
    assert not is_cancelled(withdrawn, ends_on=None)


@given(states, days, days)
def test_only_what_may_end_ends_and_a_suspension_does_not_put_it_off(
    state: State, ends_on: date, today: date
) -> None:
    step = next_step(
        state, leads=True, trial_ends_on=None, ends_on=ends_on if is_cancelled(state, ends_on=ends_on) else None,
        erase_after=None, erasure=Erasure.KEPT, notices=[], today=today,
    )  # fmt: skip

    assert (step is Step.END) == (may_move(state, State.ENDED) and ends_on <= today)


@given(days, st.sampled_from([Erasure.BEGUN, Erasure.SEEN_GONE, Erasure.NOTED]))
def test_an_erasure_that_has_begun_is_noted_only_when_nothing_is_left(today: date, erasure: Erasure) -> None:
    step = next_step(
        State.ENDED, leads=True, trial_ends_on=None, ends_on=today, erase_after=today,
        erasure=erasure, notices=[], today=today,
    )  # fmt: skip

    assert step is (Step.NOTE_ERASURE if erasure is Erasure.SEEN_GONE else None)


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
    state = resting_state(is_suspended=is_suspended, ends_on=None, trial_ends_on=trial_ends_on)

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
    erasure = Erasure.KEPT
    state, wanted_on, erased_on, today = State.CANCELLING, None, None, ends_on - timedelta(days=3)
    for sleep in [*sleeps, *[1] * 430]:
        today += timedelta(days=sleep)
        if wanted_on is not None and erasure is Erasure.BEGUN and wanted_on < today:
            erasure = Erasure.SEEN_GONE
        step = next_step(
            state, leads=True, trial_ends_on=None, ends_on=ends_on, erase_after=after,
            erasure=erasure, notices=notices, today=today,
        )  # fmt: skip
        if step is Step.END:
            state = State.ENDED
        elif step is Step.NOTICE:
            assert notice_is_due(notices=notices, erase_after=after, today=today)
            notices.append(today)
        elif step is Step.BEGIN_ERASURE:
            assert wanted_on is None
            wanted_on, erasure = today, Erasure.BEGUN
        elif step is Step.NOTE_ERASURE:
            assert erased_on is None
            erased_on, erasure = today, Erasure.NOTED

    assert wanted_on is not None
    assert wanted_on >= after
    assert erased_on is not None
    assert erased_on > wanted_on
    assert len(notices) == NOTICES


@given(days, days)
def test_above_the_customers_order_only_trials_end_by_themselves(ends_on: date, today: date) -> None:
    for state in (State.CANCELLING, State.ENDED, State.ACTIVE, State.SUSPENDED):
        step = next_step(
            state, leads=False, trial_ends_on=None, ends_on=ends_on, erase_after=ends_on,
            erasure=Erasure.SEEN_GONE, notices=[], today=today,
        )  # fmt: skip
        assert step is None
