"""How a channel grows and shrinks, and who may be about to leave. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from freehold.channel.states import RiskReason

FALLING_DAYS = 90


@dataclass(frozen=True, slots=True)
class Month:
    """How many there were at the end of a month, and came and went in it."""

    month: date
    at_end: int
    new: int
    gone: int

    @property
    def churn_percent(self) -> Decimal | None:
        """Of those that were there at its beginning, how many went; None where nobody was there."""
        at_start = self.at_end - self.new + self.gone
        if at_start <= 0:
            return None
        return (Decimal(100) * self.gone / at_start).quantize(Decimal("0.1"), ROUND_HALF_UP)


def by_month(months: Sequence[date], moved: Iterable[tuple[date, bool, int, int]]) -> list[Month]:
    """The months in order. `moved`: the month, whether it was before the first one, how many came, and how many went."""
    there, came, went = 0, dict.fromkeys(months, 0), dict.fromkeys(months, 0)
    for month, is_before, new, gone in moved:
        if is_before:
            there += new - gone
        elif month in came:
            came[month] += new
            went[month] += gone
    found = []
    for month in months:
        there += came[month] - went[month]
        found.append(Month(month, there, came[month], went[month]))
    return found


def running(months: Sequence[date], changes: Mapping[date, int]) -> list[int]:
    """How many there were at the end of each month; the first month's change holds all that was before."""
    total, found = 0, []
    for month in months:
        total += changes.get(month, 0)
        found.append(total)
    return found


def risks(
    *, is_overdue: bool, seats: int, seats_before: int, has_domain_amiss: bool, is_leaving: bool
) -> tuple[RiskReason, ...]:
    """Why somebody may be about to leave, the gravest first."""
    facts = {
        RiskReason.CANCELLATION: is_leaving,
        RiskReason.OVERDUE: is_overdue,
        RiskReason.SEATS_FALLING: seats < seats_before,
        RiskReason.UNPROVEN_DOMAIN: has_domain_amiss,
    }
    return tuple(reason for reason, holds in facts.items() if holds)
