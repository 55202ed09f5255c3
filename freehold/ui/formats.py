"""How pages write quantities: money with its currency, bytes as people say them, instants in a person's zone."""

from datetime import UTC, datetime
from decimal import Decimal

from django.utils import timezone, translation
from django.utils.formats import date_format, number_format

from freehold.kernel.money import EXPONENTS, Money

NO_BREAK = "\N{NO-BREAK SPACE}"
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
UNITS = (("TB", 10**12, 1), ("GB", 10**9, 1), ("MB", 10**6, 0), ("kB", 10**3, 0))


def written_money(money: Money) -> str:
    """An amount rounded to its currency, in the reader's language: €1,234.50 or 1.234,50 €."""
    return _written(money.rounded().amount, money.currency, EXPONENTS[money.currency])


def written_price(money: Money) -> str:
    """A price as it was agreed on: with the digits of its currency, and more only where it has more."""
    return _written(money.amount, money.currency, digits_of(money.amount, EXPONENTS[money.currency]))


def written_number(number: Decimal, decimals: int = 0) -> str:
    """A number in the reader's language, with a minus that is one."""
    sign = "\N{MINUS SIGN}" if number < 0 else ""
    return f"{sign}{number_format(abs(number), decimal_pos=decimals, force_grouping=True)}"


def digits_of(number: Decimal, least: int = 0) -> int:
    """How many digits after the point say something, but so many at least."""
    exponent = number.normalize().as_tuple().exponent
    return max(least, -exponent if isinstance(exponent, int) else least)


def _written(amount: Decimal, currency: str, digits: int) -> str:
    number = written_number(abs(amount), digits)
    sign = "\N{MINUS SIGN}" if amount < 0 else ""
    symbol = SYMBOLS.get(currency)
    if symbol and (translation.get_language() or "en").startswith("en"):
        return f"{sign}{symbol}{number}"
    return f"{sign}{number}{NO_BREAK}{symbol or currency}"


def written_bytes(size_bytes: int) -> str:
    """A size in decimal units, from a GB upwards with one decimal."""
    for unit, factor, decimals in UNITS:
        if size_bytes >= factor:
            return f"{number_format(round(size_bytes / factor, decimals), decimals)}{NO_BREAK}{unit}"
    return f"{size_bytes}{NO_BREAK}B"


def written_instant(at: datetime) -> str:
    """Day and time in the active zone."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def written_end(at: datetime, *, now: datetime) -> str:
    """The hour where `at` is on the day of `now` in the active zone, else day and hour."""
    if timezone.localtime(at).date() == timezone.localtime(now).date():
        return date_format(timezone.localtime(at), "TIME_FORMAT")
    return written_instant(at)


def exact_instant(at: datetime) -> str:
    """The same instant to the second, with its zone and in UTC: what stands in the title."""
    local = timezone.localtime(at)
    return f"{local:%Y-%m-%d %H:%M:%S %Z} ({at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ})"
