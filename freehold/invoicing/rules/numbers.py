"""Numbers of documents, and the reference by which a payment finds its invoice."""

import re

DIGITS = 6  # at least
REFERENCE_DIGITS = 9
PREFIX = re.compile(r"[A-Z0-9/-]{0,9}[A-Z/-]")


def is_prefix(prefix: str) -> bool:
    """Up to ten capitals, digits, dashes and strokes, no digit last: so no number of two series is the same."""
    return PREFIX.fullmatch(prefix) is not None


def letters_of(prefix: str) -> str:
    """What of a prefix stands in a payment reference, which has letters and digits alone."""
    return "".join(character for character in prefix if character.isalnum())


def number_of(prefix: str, place: int) -> str:
    """The number of a document: its series' prefix and its place in the series, from 1."""
    return f"{prefix}{place:0{DIGITS}d}"


def reference_of(prefix: str, place: int) -> str:
    """A creditor reference with its two check digits. Source: ISO 11649, ISO 7064 (MOD 97-10)."""
    own = f"{letters_of(prefix)}{place:0{REFERENCE_DIGITS}d}"
    return f"RF{_check_digits(own):02d}{own}"


def _check_digits(own: str) -> int:
    return 98 - int("".join(str(int(character, 36)) for character in own + "RF00")) % 97
