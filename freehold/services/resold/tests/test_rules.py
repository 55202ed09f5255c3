"""What is to be done with a vendor, and by when."""

from datetime import date

import pytest

from freehold.provisioning.states import InstanceState
from freehold.services.resold.rules.tasks import (
    NOTHING,
    Holding,
    after_working_days,
    due_on,
    next_step,
    seats_on,
    state_of,
)
from freehold.services.resold.states import Held, TaskKind

FRIDAY = date(2026, 11, 27)
ACTIVE = Holding(Held.ACTIVE, 3, "Office")
SUSPENDED = Holding(Held.SUSPENDED, 3, "Office")


@pytest.mark.parametrize(
    ("now", "wanted", "seats", "product", "kind"),
    [
        (NOTHING, InstanceState.ACTIVE, 3, "Office", TaskKind.SET_UP),
        (NOTHING, InstanceState.SUSPENDED, 3, "Office", None),
        (NOTHING, InstanceState.GONE, 3, "Office", None),
        (ACTIVE, InstanceState.ACTIVE, 3, "Office", None),
        (ACTIVE, InstanceState.ACTIVE, 4, "Office", TaskKind.CHANGE_SEATS),
        (ACTIVE, InstanceState.ACTIVE, 4, "Plus", TaskKind.CHANGE_PRODUCT),
        (ACTIVE, InstanceState.SUSPENDED, 4, "Plus", TaskKind.SUSPEND),
        (ACTIVE, InstanceState.GONE, 3, "Office", TaskKind.END),
        (SUSPENDED, InstanceState.SUSPENDED, 3, "Office", None),
        (SUSPENDED, InstanceState.SUSPENDED, 2, "Office", TaskKind.CHANGE_SEATS),
        (SUSPENDED, InstanceState.ACTIVE, 4, "Office", TaskKind.RESUME),
        (SUSPENDED, InstanceState.GONE, 3, "Office", TaskKind.END),
    ],
)
def test_one_thing_at_a_time_brings_it_to_what_is_wanted(
    now: Holding, wanted: InstanceState, seats: int, product: str, kind: TaskKind | None
) -> None:
    step = next_step(now, wanted=wanted, seats=seats, product=product)

    assert (step.kind if step else None) is kind


@pytest.mark.parametrize("wanted", list(InstanceState))
@pytest.mark.parametrize("now", [NOTHING, ACTIVE, SUSPENDED])
def test_doing_all_of_it_ends_and_leaves_what_is_wanted(now: Holding, wanted: InstanceState) -> None:
    for _step in range(3):
        step = next_step(now, wanted=wanted, seats=5, product="Plus")
        if step is None:
            break
        now = step.after

    assert next_step(now, wanted=wanted, seats=5, product="Plus") is None
    assert state_of(now.held, wanted=wanted, is_settled=True) is wanted
    if wanted is InstanceState.ACTIVE:
        assert now == Holding(Held.ACTIVE, 5, "Plus")


def test_working_days_leave_weekends_out() -> None:
    assert after_working_days(FRIDAY, 0) == FRIDAY
    assert after_working_days(FRIDAY, 1) == date(2026, 11, 30)
    assert after_working_days(date(2026, 11, 28), 0) == date(2026, 11, 30)
    assert after_working_days(date(2026, 11, 28), 1) == date(2026, 11, 30)
    assert after_working_days(FRIDAY, 6) == date(2026, 12, 7)


def test_a_suspension_does_not_wait() -> None:
    assert due_on(TaskKind.SUSPEND, today=FRIDAY, working_days=5) == FRIDAY
    assert due_on(TaskKind.SET_UP, today=FRIDAY, working_days=1) == date(2026, 11, 30)


def test_the_seats_of_a_day_are_those_held_when_it_ended() -> None:
    changes = [(date(2026, 11, 2), 3), (date(2026, 11, 2), 4), (date(2026, 11, 9), 0)]

    assert [seats_on(date(2026, 11, day), changes) for day in (1, 2, 8, 9)] == [0, 4, 4, 0]
