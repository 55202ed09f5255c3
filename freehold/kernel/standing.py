"""What stands on documents, and how much of a line may still be credited: the one rule, for previews and invoices alike. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from freehold.kernel.rating import Charge, Settled, settle

ZERO = Decimal(0)


class Standing(Protocol):
    """A line of an earlier document."""

    @property
    def settled(self) -> Settled:
        """What it charged or credited."""

    @property
    def left(self) -> Decimal:
        """How much of it nobody has credited since."""


@dataclass(frozen=True, slots=True)
class Stands:
    """A line and what is left of it, and nothing more."""

    settled: Settled
    left: Decimal


Line = TypeVar("Line", bound=Standing)


@dataclass(frozen=True, slots=True)
class Next(Generic[Line]):
    """A line to be: what is settled by it, what it amounts to, and the line that it credits, if any."""

    settled: Settled
    amount: Decimal  # less than what is settled where people had credited the same before
    credits: Line | None


def settle_standing(owed: Iterable[Charge], standing: Sequence[Line], *, currency: str) -> list[Next[Line]]:
    """What is to be charged and credited, with each credit no larger than what is left of its line; none of nothing."""
    charged = {line.settled.charge: line for line in standing if line.settled.amount > 0}
    left = {charge: line.left for charge, line in charged.items()}
    found: list[Next[Line]] = []
    for one in settle(owed, [line.settled for line in standing], currency=currency):
        line = charged.get(one.credits) if one.credits else None
        if line is None or one.amount >= 0:
            found.append(Next(one, one.amount, None))
            continue
        taken = min(-one.amount, max(ZERO, left[line.settled.charge]))
        left[line.settled.charge] -= taken
        if taken:
            found.append(Next(one, -taken, line))
    return found


def lines_of_change(
    before: Sequence[Charge], after: Sequence[Charge], standing: Sequence[Standing], *, currency: str
) -> list[Settled]:
    """What a change alone charges and credits: the next document with it, less the same without it, exactly.

    `before` and `after` are what a period costs without and with the change; `standing` is what documents say of it.
    """
    without, with_it = (settle_standing(owed, standing, currency=currency) for owed in (before, after))
    told = [Stands(line.settled, line.left) for line in standing]
    for line in without:
        told = [
            Stands(one.settled, one.left + line.amount)
            if line.credits and one.settled is line.credits.settled
            else one
            for one in told
        ]
    told += [Stands(line.settled, max(ZERO, line.amount)) for line in without]
    found = [_told(line) for line in settle_standing(after, told, currency=currency)]
    if _total(found) == _total(map(_told, with_it)) - _total(map(_told, without)):
        return found
    # A change that takes back another one, whose credit was cut: what was to come of that one does not.
    only_before = [line for line in map(_told, without) if line not in map(_told, with_it)]
    only_after = [line for line in map(_told, with_it) if line not in map(_told, without)]
    return [_turned(line) for line in only_before] + only_after


def _told(line: Next[Line]) -> Settled:
    return replace(line.settled, amount=line.amount)


def _turned(line: Settled) -> Settled:
    return replace(line, amount=-line.amount)


def _total(lines: Iterable[Settled]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)
