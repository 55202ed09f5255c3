"""Money: an exact amount in one currency, rounded only when asked to."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

EXPONENTS = {
    "EUR": 2,
    "USD": 2,
    "GBP": 2,
    "CHF": 2,
    "SEK": 2,
    "NOK": 2,
    "DKK": 2,
    "PLN": 2,
    "CZK": 2,
    "JPY": 0,
}


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Half up, by the currency's exponent (ISO 4217)."""
    return amount.quantize(Decimal(1).scaleb(-EXPONENTS[currency]), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount. Currencies are never mixed. Source: ISO 4217 for codes and exponents."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in EXPONENTS:
            raise ValueError(f"unknown currency {self.currency!r}")
        if not self.amount.is_finite():
            raise ValueError("an amount of money is a finite number")

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def __mul__(self, factor: int | Decimal) -> "Money":
        return Money(self.amount * factor, self.currency)

    def rounded(self) -> "Money":
        """Rounded half up to the currency's exponent: once, at the line."""
        return Money(rounded(self.amount, self.currency), self.currency)

    def __str__(self) -> str:
        rounded = self.rounded()
        return f"{rounded.amount:,} {rounded.currency}"
