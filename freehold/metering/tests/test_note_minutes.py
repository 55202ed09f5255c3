"""A minute in which a service's doors are asked counts once; one in which nobody asked counts nowhere."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import psycopg
import pytest
from django.db import ProgrammingError

from freehold.catalog.tests.conftest import NotebookService, notebooks
from freehold.kernel import clock
from freehold.metering.actions.note_minutes import note_minutes
from freehold.metering.jobs import ask_doors
from freehold.metering.models import DoorDay
from freehold.provisioning import registry

__all__ = ["notebooks"]

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 3)
AsRole = Callable[[str], AbstractContextManager[None]]


def note(minute: int, **answers: bool) -> None:
    note_minutes("mail", DAY, {minute: answers})


def minutes() -> dict[str, tuple[int, int]]:
    """Asked and up, by door."""
    rows = DoorDay.objects.filter(kind="mail", day=DAY)
    return {row.door: (row.minutes_asked, row.minutes_up) for row in rows}


def test_the_service_answers_when_all_of_its_doors_do(as_role: AsRole) -> None:
    with as_role("freehold_worker"):
        note(0, reading=True, sending=True)
        note(1, reading=True, sending=False)
        note(1439, reading=False, sending=True)

    assert minutes() == {"": (3, 1), "reading": (3, 2), "sending": (3, 2)}


def test_a_minute_counts_once_however_many_workers_ask_in_it(as_role: AsRole) -> None:
    with as_role("freehold_worker"):
        note(510, reading=False)
        note(510, reading=True)
        note(509, reading=True)

    assert minutes() == {"": (1, 0), "reading": (1, 0)}


def test_many_minutes_of_a_day_are_kept_at_once(as_role: AsRole) -> None:
    whole = {minute: {"reading": minute != 30, "sending": minute < 1000} for minute in range(1440)}

    with as_role("freehold_worker"):
        note_minutes("mail", DAY, whole)
        note_minutes("mail", DAY, whole)
        note_minutes("mail", DAY, {})

    assert minutes() == {"": (1440, 999), "reading": (1440, 1439), "sending": (1440, 1000)}


def test_the_web_cannot_make_a_service_look_better(as_role: AsRole) -> None:
    with as_role("freehold_worker"):
        note(510, reading=False)

    with as_role("freehold_app"), pytest.raises(ProgrammingError) as refused:
        note(511, reading=True)

    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
    assert minutes() == {"": (1, 0), "reading": (1, 0)}


def test_the_worker_asks_each_door_of_each_service(
    notebooks: NotebookService, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_services", {notebooks.kind: notebooks})

    with as_role("freehold_worker"):
        ask_doors(0)

    day = clock.today()
    found = DoorDay.objects.filter(day=day).values_list("kind", "door", "minutes_asked", "minutes_up")
    assert sorted(found) == [("notebook", "", 1, 1), ("notebook", "shelf", 1, 1)]


def test_a_fault_in_asking_is_no_answer(
    notebooks: NotebookService, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_services", {notebooks.kind: notebooks})
    monkeypatch.setattr(notebooks, "engine", None)

    with as_role("freehold_worker"):
        ask_doors(0)

    assert not DoorDay.objects.exists()
