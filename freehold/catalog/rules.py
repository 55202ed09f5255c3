"""What a catalog may say."""

import re
from decimal import Decimal

NAME_LENGTH = 80
DESCRIPTION_LENGTH = 1000
MOST_TRIAL_DAYS = 90
MOST_PER_SEAT = Decimal(1_000_000)
FRACTIONS = 4  # of a unit: prices per seat may be finer than what is paid in the end
CURRENCY = re.compile(r"[A-Z]{3}")


def is_name(name: str) -> bool:
    """Something to read on one line of a page or an invoice."""
    return bool(name.strip()) and len(name) <= NAME_LENGTH and name.isprintable()


def is_description(text: str) -> bool:
    """At most a few paragraphs, without control characters."""
    return len(text) <= DESCRIPTION_LENGTH and all(part.isprintable() for part in text.split())


def is_trial(days: int) -> bool:
    """No trial, or one of up to three months."""
    return 0 <= days <= MOST_TRIAL_DAYS


def is_price(amount: Decimal) -> bool:
    """A price per seat and month: nothing or more, finite, and with four digits after the point at most."""
    if not amount.is_finite() or not 0 <= amount < MOST_PER_SEAT:
        return False
    return amount == round(amount, FRACTIONS)
