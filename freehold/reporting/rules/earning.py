"""Spans of months, and what was earned in them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from freehold.kernel.period import Period, add_months

MOST_MONTHS = 60
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Earned:
    """What was charged below and paid above in one currency, without tax."""

    revenue: Decimal = ZERO
    cost: Decimal = ZERO

    def __add__(self, other: "Earned") -> "Earned":
        return Earned(self.revenue + other.revenue, self.cost + other.cost)

    @property
    def margin(self) -> Decimal:
        """What is left; negative where more was paid than charged."""
        return self.revenue - self.cost

    @property
    def percent(self) -> Decimal | None:
        """The margin as a part of the revenue, to a tenth; None where nothing was charged."""
        if self.revenue <= 0:
            return None
        return (self.margin * 100 / self.revenue).quantize(Decimal("0.1"))


def months_in(period: Period) -> list[date]:
    """The first day of each month that a period touches, in order."""
    found = [period.start.replace(day=1)]
    while (following := add_months(found[-1], 1)) < period.end:
        found.append(following)
    return found
