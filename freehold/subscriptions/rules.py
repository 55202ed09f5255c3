"""What may become of a subscription. Facts and the day come in as arguments."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from freehold.subscriptions.states import MOVES, Erasure, State

NUMBER = re.compile(r"SUB-[0-9A-HJKMNP-TV-Z]{8}")
MOST_SEATS = 10_000
LATEST_END = timedelta(days=366)
NOTICES = 2
NOTICE_DAYS = (14, 3)  # before the erasure, the first and the second notice
DAYS_AFTER_LAST_NOTICE = 3
RUNNING = frozenset({State.TRIAL, State.ACTIVE, State.CANCELLING})


class Step(StrEnum):
    """What the passing of time asks for."""

    END_TRIAL = "end_trial"
    END = "end"
    NOTICE = "notice"
    BEGIN_ERASURE = "begin_erasure"
    NOTE_ERASURE = "note_erasure"


def read_number(text: str) -> str | None:
    """An order's number as people write it, in any case and with spaces around it; None if it can be none."""
    number = text.strip().upper()
    return number if NUMBER.fullmatch(number) else None


def may_move(state: State, to: State) -> bool:
    """Whether the table of moves allows it."""
    return to in MOVES[state]


def may_suspend(state: State) -> bool:
    """Only what runs can be suspended; what is cancelled runs to its last day."""
    return state in RUNNING


def may_resume(state: State, *, suspended_by_seller: bool, by_seller: bool) -> bool:
    """Whoever suspended an order resumes it: a buyer cannot lift what its seller has laid on."""
    return state is State.SUSPENDED and suspended_by_seller == by_seller


def may_change_seats(state: State) -> bool:
    """Seats go up and down on any day, until the order has ended."""
    return state is not State.ENDED


def is_cancelled(state: State, *, ends_on: date | None) -> bool:
    """Whether an order has a last day, or has had it; one may be suspended and cancelled at once."""
    return state in {State.CANCELLING, State.ENDED} or (state is State.SUSPENDED and ends_on is not None)


def may_cancel(state: State, *, ends_on: date | None) -> bool:
    """Anything may be cancelled that is not cancelled yet."""
    return not is_cancelled(state, ends_on=ends_on)


def may_withdraw(
    state: State, *, ends_on: date | None, is_erasing: bool, trial_ends_on: date | None, today: date
) -> bool:
    """A cancellation can be taken back until the erasure begins; a trial that is over can only be converted."""
    is_over = trial_ends_on is not None and trial_ends_on <= today
    return is_cancelled(state, ends_on=ends_on) and not is_erasing and not is_over


def may_convert(state: State, *, is_erasing: bool, trial_ends_on: date | None) -> bool:
    """A trial becomes a paid order while it lasts, or after it until its erasure begins."""
    return trial_ends_on is not None and state in MOVES and state is not State.SUSPENDED and not is_erasing


def is_seats(seats: int) -> bool:
    """At least one seat, and no more than one order can carry."""
    return 1 <= seats <= MOST_SEATS


def may_end_on(ends_on: date, *, today: date) -> bool:
    """An order ends today at the earliest and within a year: nobody is held longer, and nobody must wait."""
    return today <= ends_on <= today + LATEST_END


def resting_state(*, is_suspended: bool, ends_on: date | None, trial_ends_on: date | None) -> State:
    """The state of an order that has not ended, by what is laid on it: a suspension hides a cancellation."""
    if is_suspended:
        return State.SUSPENDED
    if ends_on is not None:
        return State.CANCELLING
    return State.TRIAL if trial_ends_on is not None else State.ACTIVE


def is_served(state: State, *, is_suspended: bool, ends_on: date | None, today: date) -> bool:
    """Whether this subscription lets its service run; `ends_on` is the first day without it."""
    if is_suspended or state in {State.SUSPENDED, State.ENDED}:
        return False
    return state is not State.CANCELLING or ends_on is None or today < ends_on


def charged_days(
    *, charged_from: date | None, is_paused: bool, ends_on: date | None, today: date
) -> dict[date, bool]:
    """From which days on an order is charged and is not, today being the first; `ends_on` is the first day without service."""
    if charged_from is None or is_paused:
        return {today: False}
    turns = {today: charged_from <= today, max(charged_from, today): True}
    if ends_on is None:
        return turns
    end = max(ends_on, today)
    return {day: is_charged for day, is_charged in turns.items() if day < end} | {end: False}


def erase_after(ends_on: date, *, retrieval_days: int) -> date:
    """The first day on which data may be erased. Source: Data Act (EU) 2023/2854, art. 25 (2)(g)."""
    return ends_on + timedelta(days=retrieval_days)


def notice_is_due(*, notices: Sequence[date], erase_after: date, today: date) -> bool:
    """Whether the next notice of the erasure is to be sent: never two on one day, and a late one still comes."""
    if len(notices) >= NOTICES or today in notices:
        return False
    return today >= erase_after - timedelta(days=NOTICE_DAYS[len(notices)])


def may_erase(*, notices: Sequence[date], erase_after: date, today: date) -> bool:
    """No sooner than the end of the retrieval period, both notices, and some days for the last one to be read."""
    if len(notices) < NOTICES:
        return False
    return today >= max(erase_after, max(notices) + timedelta(days=DAYS_AFTER_LAST_NOTICE))


def next_step(
    state: State,
    *,
    leads: bool,
    trial_ends_on: date | None,
    ends_on: date | None,
    erase_after: date | None,
    erasure: Erasure,
    notices: Sequence[date],
    today: date,
) -> Step | None:
    """What the day asks of a subscription. Above the lowest one, only trials end by themselves.

    A cancelled order ends on its day, suspended or not.
    """
    if state is State.TRIAL and trial_ends_on is not None and trial_ends_on <= today:
        return Step.END_TRIAL
    if not leads:
        return None
    if state in {State.CANCELLING, State.SUSPENDED} and ends_on is not None and ends_on <= today:
        return Step.END
    if state is State.ENDED and erase_after is not None:
        return _step_of_erasure(erasure, erase_after=erase_after, notices=notices, today=today)
    return None


def _step_of_erasure(
    erasure: Erasure, *, erase_after: date, notices: Sequence[date], today: date
) -> Step | None:
    if erasure is Erasure.SEEN_GONE:
        return Step.NOTE_ERASURE
    if erasure is not Erasure.KEPT:
        return None
    if may_erase(notices=notices, erase_after=erase_after, today=today):
        return Step.BEGIN_ERASURE
    if notice_is_due(notices=notices, erase_after=erase_after, today=today):
        return Step.NOTICE
    return None
