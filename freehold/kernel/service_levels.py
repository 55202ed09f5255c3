"""What of a month a service was there, what a plan promises of it, and what is credited when it was less. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, InvalidOperation
from itertools import pairwise

ZERO, HUNDRED = Decimal(0), Decimal(100)
SHOWN = Decimal("0.001")  # percent
MOST_STEPS = 10
LONGEST_NUMBER = 10


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes in which a service was asked whether it answers, and in which it did. Others are unknown, and count as neither."""

    asked: int = 0
    up: int = 0

    def __add__(self, other: "Minutes") -> "Minutes":
        return Minutes(self.asked + other.asked, self.up + other.up)

    @property
    def down(self) -> int:
        """Minutes in which it did not answer."""
        return self.asked - self.up

    @property
    def percent(self) -> Decimal | None:
        """The part of the minutes asked in which it answered, rounded down so that it never looks better; None for none."""
        if not self.asked:
            return None
        return (HUNDRED * self.up / self.asked).quantize(SHOWN, rounding=ROUND_FLOOR)


@dataclass(frozen=True, slots=True)
class Step:
    """When a service was there less than so much of a month, so much of the month's price is credited."""

    below: Decimal  # percent
    credit: Decimal  # percent


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """What a plan promises of each calendar month (UTC): the first step's percent. Each further one lies lower, credits more."""

    steps: tuple[Step, ...]

    @property
    def promised(self) -> Decimal:
        """The part of a month, in percent, in which the service is to be there."""
        return self.steps[0].below

    def credit_for(self, measured: Minutes) -> Decimal:
        """The part of the month's price to be credited, in percent: by the lowest step missed; nothing where nobody asked."""
        missed = (step.credit for step in self.steps if measured.up * HUNDRED < step.below * measured.asked)
        return max(missed, default=ZERO)

    def as_json(self) -> list[dict[str, str]]:
        """As it is stored; decimals as text."""
        return [{"below": str(step.below), "credit": str(step.credit)} for step in self.steps]


def level_from(stored: object) -> ServiceLevel | None:
    """A level from its JSON; None for none. Raises: ValueError for anything that `as_json` never made."""
    if stored is None:
        return None
    if not isinstance(stored, list) or not 0 < len(stored) <= MOST_STEPS:
        raise ValueError(f"a service level is a list of 1 to {MOST_STEPS} steps")
    return ServiceLevel(tuple(_step(one) for one in stored))


def fault_of_level(steps: Sequence[Step]) -> str | None:
    """What is wrong with the steps of a level, as a code; None when they can be promised.

    One of: "no_steps", "too_many_steps", "not_a_percent", "steps_order".
    """
    if not steps:
        return "no_steps"
    if len(steps) > MOST_STEPS:
        return "too_many_steps"
    if not all(_is_percent(step.below) and _is_percent(step.credit) for step in steps):
        return "not_a_percent"
    is_sound = all(high.below > low.below and high.credit < low.credit for high, low in pairwise(steps))
    return None if is_sound else "steps_order"


def _is_percent(number: Decimal) -> bool:
    return number.is_finite() and 0 < number <= HUNDRED and number == round(number, 3)


def _step(stored: object) -> Step:
    if not isinstance(stored, Mapping):
        raise ValueError("a step must be an object")
    return Step(_decimal(stored.get("below")), _decimal(stored.get("credit")))


def _decimal(stored: object) -> Decimal:
    if not isinstance(stored, str) or len(stored) > LONGEST_NUMBER:
        raise ValueError("a percent must be a short text")
    try:
        found = Decimal(stored)
    except InvalidOperation as error:
        raise ValueError("a percent must be a number") from error
    if not found.is_finite():
        raise ValueError("a percent must be finite")
    return found
