"""A minute in which a service's doors are asked counts once; one in which nobody asked counts nowhere."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import psycopg
import pytest
from django.db import ProgrammingError

from freehold.catalog.tests.conftest import NotebookService, notebooks
from freehold.kernel import clock
from freehold.metering.actions.note_minute import note_minute
from freehold.metering.jobs import ask_doors
from freehold.metering.models import DoorDay
from freehold.provisioning import registry

__all__ = ["notebooks"]

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 3)
AsRole = Callable[[str], AbstractContextManager[None]]


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 10, 3, hour, minute, second, tzinfo=UTC)


def minutes() -> dict[str, tuple[int, int]]:
    """Asked and up, by door."""
    rows = DoorDay.objects.filter(kind="mail", day=DAY)
    return {row.door: (row.minutes_asked, row.minutes_up) for row in rows}


def test_the_service_answers_when_all_of_its_doors_do(as_role: AsRole) -> None:
    with as_role("freehold_worker"):
        note_minute("mail", {"reading": True, "sending": True}, at=at(0, 0))
        note_minute("mail", {"reading": True, "sending": False}, at=at(0, 1))
        note_minute("mail", {"reading": False, "sending": True}, at=at(23, 59))

    assert minutes() == {"": (3, 1), "reading": (3, 2), "sending": (3, 2)}


def test_a_minute_counts_once_however_many_workers_ask_in_it(as_role: AsRole) -> None:
    with as_role("freehold_worker"):
        note_minute("mail", {"reading": False}, at=at(8, 30, 2))
        note_minute("mail", {"reading": True}, at=at(8, 30, 40))
        note_minute("mail", {"reading": True}, at=at(8, 29))

    assert minutes() == {"": (1, 0), "reading": (1, 0)}


def test_the_web_cannot_make_a_service_look_better(as_role: AsRole) -> None:
    with as_role("freehold_worker"):
        note_minute("mail", {"reading": False}, at=at(8, 30))

    with as_role("freehold_app"), pytest.raises(ProgrammingError) as refused:
        note_minute("mail", {"reading": True}, at=at(8, 31))

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
