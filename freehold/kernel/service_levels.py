"""What of a month a service was there, and what a plan promises of it. Pure."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

HUNDRED = Decimal(100)
SHOWN = Decimal("0.001")  # percent


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
