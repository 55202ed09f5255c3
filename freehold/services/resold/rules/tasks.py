"""What is to be done with a vendor, given what it holds and what is wanted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from freehold.provisioning.states import InstanceState
from freehold.services.resold.states import Held, TaskKind

SATURDAY = 5
REFERENCE_LENGTH = 120
NOTE_LENGTH = 1000
VENDOR_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Holding:
    """What a vendor holds."""

    held: Held
    seats: int
    product: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and what the vendor holds afterwards."""

    kind: TaskKind
    after: Holding


NOTHING = Holding(Held.NOTHING, 0, "")


def next_step(now: Holding, *, wanted: InstanceState, seats: int, product: str) -> Step | None:
    """What brings a vendor to what is wanted: at most one thing at a time. An order that was never set up is not suspended."""
    if wanted is InstanceState.GONE:
        return None if now.held is Held.NOTHING else Step(TaskKind.END, Holding(Held.NOTHING, 0, product))
    if wanted is InstanceState.SUSPENDED and now.held is not Held.SUSPENDED:
        still = Holding(Held.SUSPENDED, now.seats, now.product)
        return None if now.held is Held.NOTHING else Step(TaskKind.SUSPEND, still)
    if wanted is InstanceState.ACTIVE and now.held is not Held.ACTIVE:
        kind = TaskKind.SET_UP if now.held is Held.NOTHING else TaskKind.RESUME
        return Step(kind, Holding(Held.ACTIVE, seats, product))
    after = Holding(now.held, seats, product)
    if now == after:
        return None
    return Step(TaskKind.CHANGE_SEATS if now.product == product else TaskKind.CHANGE_PRODUCT, after)


def state_of(held: Held, *, wanted: InstanceState, is_settled: bool) -> InstanceState:
    """How the instance is: as the vendor holds it, and as wanted where nothing is left to do."""
    if is_settled:
        return wanted
    return {
        Held.NOTHING: InstanceState.GONE,
        Held.ACTIVE: InstanceState.ACTIVE,
        Held.SUSPENDED: InstanceState.SUSPENDED,
    }[held]


def due_on(kind: TaskKind, *, today: date, working_days: int) -> date:
    """By when it is to be done: a suspension today, all else within the working days that the plan promises."""
    return today if kind is TaskKind.SUSPEND else after_working_days(today, working_days)


def after_working_days(day: date, count: int) -> date:
    """The day that many working days (Monday to Friday) later; a weekend counts as the Monday after it at the earliest."""
    while count > 0 or day.weekday() >= SATURDAY:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY and count > 0
    return day


def seats_on(day: date, changes: Iterable[tuple[date, int]]) -> int:
    """How many seats were held when a day ended, from each change's day and what was held then, in order."""
    held = 0
    for changed_on, seats in changes:
        if changed_on <= day:
            held = seats
    return held


def is_reference(reference: str) -> bool:
    """One line that names an order at the vendor."""
    return 0 < len(reference.strip()) <= REFERENCE_LENGTH and reference.isprintable()


def is_vendor(name: str) -> bool:
    """One line that names a vendor."""
    return 0 < len(name.strip()) <= VENDOR_LENGTH and name.isprintable()


def is_note(note: str) -> bool:
    """A few lines at most."""
    return len(note) <= NOTE_LENGTH and all(part.isprintable() for part in note.split())
