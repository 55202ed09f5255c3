"""Standard VAT rates of the EU's countries, in percent, each from a day on. The one place that knows them.

Source: European Commission, Taxes in Europe Database (TEDB), standard rates, as published for 2026. To take up a change, add
a row: what was supplied before its day keeps the old rate.
"""

from datetime import date
from decimal import Decimal

ALWAYS = date(2012, 1, 1)  # before anything that is billed here

# ISO 3166-1 alpha-2: (valid from, percent), the oldest first.
STANDARD: dict[str, tuple[tuple[date, Decimal], ...]] = {
    "AT": ((ALWAYS, Decimal(20)),),
    "BE": ((ALWAYS, Decimal(21)),),
    "BG": ((ALWAYS, Decimal(20)),),
    "CY": ((ALWAYS, Decimal(19)),),
    "CZ": ((ALWAYS, Decimal(21)),),
    "DE": ((ALWAYS, Decimal(19)), (date(2020, 7, 1), Decimal(16)), (date(2021, 1, 1), Decimal(19))),
    "DK": ((ALWAYS, Decimal(25)),),
    "EE": ((ALWAYS, Decimal(20)), (date(2024, 1, 1), Decimal(22)), (date(2025, 7, 1), Decimal(24))),
    "ES": ((ALWAYS, Decimal(21)),),
    "FI": ((ALWAYS, Decimal(24)), (date(2024, 9, 1), Decimal("25.5"))),
    "FR": ((ALWAYS, Decimal(20)),),
    "GR": ((ALWAYS, Decimal(24)),),
    "HR": ((ALWAYS, Decimal(25)),),
    "HU": ((ALWAYS, Decimal(27)),),
    "IE": ((ALWAYS, Decimal(23)),),
    "IT": ((ALWAYS, Decimal(22)),),
    "LT": ((ALWAYS, Decimal(21)),),
    "LU": ((ALWAYS, Decimal(17)), (date(2023, 1, 1), Decimal(16)), (date(2024, 1, 1), Decimal(17))),
    "LV": ((ALWAYS, Decimal(21)),),
    "MT": ((ALWAYS, Decimal(18)),),
    "NL": ((ALWAYS, Decimal(21)),),
    "PL": ((ALWAYS, Decimal(23)),),
    "PT": ((ALWAYS, Decimal(23)),),
    "RO": ((ALWAYS, Decimal(19)), (date(2025, 8, 1), Decimal(21))),
    "SE": ((ALWAYS, Decimal(25)),),
    "SI": ((ALWAYS, Decimal(22)),),
    "SK": ((ALWAYS, Decimal(20)), (date(2025, 1, 1), Decimal(23))),
}


def standard_rate(country: str, on: date) -> Decimal:
    """A country's standard rate on a day. Raises: KeyError for a country outside the EU."""
    return next(rate for since, rate in reversed(STANDARD[country]) if since <= on)
