"""Steps: each once, in order, apart as the seller wants it, and nothing suspended that was not announced."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.dunning.rules.documents import is_still_news
from freehold.dunning.rules.steps import (
    MOST_DAYS,
    SHORTEST_NOTICE_DAYS,
    USUAL,
    Step,
    Written,
    covered,
    fault_of_steps,
    suspension_announced,
    what_is_next,
)
from freehold.dunning.states import Outlook, Wording

DUE = date(2030, 4, 15)
LETTERS = [Wording.FRIENDLY, Wording.FIRM, Wording.LAST]


@st.composite
def valid_steps(draw: st.DrawFn) -> list[Step]:
    """Steps that a seller may have."""
    days = sorted(draw(st.sets(st.integers(1, MOST_DAYS), min_size=1, max_size=5)))
    steps = [Step(day, draw(st.sampled_from(LETTERS))) for day in days]
    last = days[-1] + SHORTEST_NOTICE_DAYS
    if draw(st.booleans()) and last <= MOST_DAYS:
        steps.append(Step(draw(st.integers(last, MOST_DAYS)), Wording.SUSPENSION))
    return steps


@given(
    valid_steps(),
    st.sets(st.integers(0, 400), min_size=1, max_size=60),
    st.sets(st.integers(0, 400), max_size=200),
)
def test_on_whichever_days_the_worker_runs_each_step_comes_once_in_order_and_never_while_barred(
    steps: list[Step], runs: set[int], barred: set[int]
) -> None:
    written: Written | None = None
    taken: list[tuple[Step, date, date | None]] = []
    for day in sorted(runs):
        today = DUE + timedelta(days=day)
        bar = Outlook.BLOCKED if day in barred else None
        coming = what_is_next(steps, written, due_on=DUE, has_address=True, barred=bar)
        if coming.is_due(today):
            assert bar is None
            assert coming.step is not None
            announced = suspension_announced(steps, coming.step, due_on=DUE, today=today)
            taken.append((coming.step, today, announced))
            written = Written(coming.step.days_after_due, today, announced, sent_on=today)

    assert [step for step, _, _ in taken] == steps[: len(taken)]
    for step, on, _ in taken:
        assert on >= DUE + timedelta(days=step.days_after_due)
    for (earlier, before, announced), (later, after, _) in pairwise(taken):
        assert (after - before).days >= later.days_after_due - earlier.days_after_due
        if later.suspends:
            assert announced is not None
            assert after >= announced >= before + timedelta(days=SHORTEST_NOTICE_DAYS)


def test_a_suspension_that_was_added_after_the_last_letter_does_not_come() -> None:
    written = Written(30, DUE + timedelta(days=30), None, sent_on=DUE + timedelta(days=30))
    steps = [*USUAL, Step(40, Wording.SUSPENSION)]

    assert what_is_next(steps, written, due_on=DUE, has_address=True).outlook is Outlook.NOT_ANNOUNCED


def test_a_credit_covers_what_was_due_first_and_no_invoice_by_half() -> None:
    one, two, three = uuid4(), uuid4(), uuid4()
    owed = [(one, Decimal("5.00")), (two, Decimal("4.00")), (three, Decimal("1.00"))]

    assert covered(owed, Decimal("9.00")) == {one, two}
    assert covered(owed, Decimal("8.99")) == {one}
    assert covered(owed, Decimal("0.00")) == set()


def test_without_an_address_nothing_comes() -> None:
    coming = what_is_next(USUAL, None, due_on=DUE, has_address=False)

    assert (coming.outlook, coming.on) == (Outlook.NO_ADDRESS, None)


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ((), ""),
        (USUAL, ""),
        ((*USUAL, Step(37, Wording.SUSPENSION)), ""),
        ((*USUAL, Step(36, Wording.SUSPENSION)), "not_announced"),
        ((Step(20, Wording.SUSPENSION),), "not_announced"),
        ((Step(20, Wording.SUSPENSION), Step(30, Wording.LAST)), "suspension_last"),
        ((Step(5, Wording.FRIENDLY), Step(5, Wording.FIRM)), "same_day"),
        ((Step(0, Wording.FRIENDLY),), "days"),
        ((Step(MOST_DAYS + 1, Wording.FRIENDLY),), "days"),
        (tuple(Step(day, Wording.FIRM) for day in range(1, 9)), "too_many"),
    ],
)
def test_steps_that_are_unfair_or_make_no_sense_are_refused(steps: tuple[Step, ...], fault: str) -> None:
    assert fault_of_steps(steps) == fault


def test_a_document_is_news_for_thirty_days() -> None:
    assert is_still_news(DUE, today=DUE + timedelta(days=30))
    assert not is_still_news(DUE, today=DUE + timedelta(days=31))
