"""How old what is owed is, and what it is owed for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from freehold.kernel.money import rounded
from freehold.reporting.states import Age

ZERO = Decimal(0)
REACHES = {Age.NOT_DUE: 0, Age.DAYS_30: 30, Age.DAYS_60: 60, Age.DAYS_90: 90}  # days overdue, at most


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed in one currency, with its tax, by how long it has been due."""

    by_age: Mapping[Age, Decimal] = field(default_factory=dict)

    def plus(self, age: Age, amount: Decimal) -> "Owed":
        """With an amount more."""
        return Owed({**self.by_age, age: self.of(age) + amount})

    def of(self, age: Age) -> Decimal:
        """What is of one age."""
        return self.by_age.get(age, ZERO)

    @property
    def open(self) -> Decimal:
        """All of it."""
        return sum(self.by_age.values(), ZERO)

    @property
    def overdue(self) -> Decimal:
        """What should have been paid by now."""
        return self.open - self.of(Age.NOT_DUE)


def age_of(due_on: date, *, today: date) -> Age:
    """The day on which it is due is still in time."""
    late = (today - due_on).days
    return next((age for age, most in REACHES.items() if late <= most), Age.OLDER)


def shared_out(total: Decimal, weights: Sequence[Decimal], *, currency: str) -> list[Decimal]:
    """The parts of a total by weights, to the cent; what rounding leaves goes to the next part, so that they sum to it."""
    whole = sum(weights, ZERO)
    if not whole:
        return [total if place == 0 else ZERO for place in range(len(weights))]
    found: list[Decimal] = []
    running, told = ZERO, ZERO
    for weight in weights:
        running += weight
        part = rounded(total * running / whole, currency) - told
        told += part
        found.append(part)
    return found
