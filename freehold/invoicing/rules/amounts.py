"""What may be an amount of money that somebody types or a file names. Pure."""

from decimal import Decimal

from freehold.kernel.money import EXPONENTS

MOST = Decimal("999999999.99")  # more than that is a slip


def is_amount(amount: Decimal, currency: str) -> bool:
    """More than nothing, not absurd, and no finer than the currency has coins."""
    if currency not in EXPONENTS or not amount.is_finite() or not 0 < amount <= MOST:
        return False
    return amount == round(amount, EXPONENTS[currency])
