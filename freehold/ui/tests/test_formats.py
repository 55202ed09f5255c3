"""Quantities as people write them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from freehold.kernel.money import Money
from freehold.ui import formats

AT = datetime(2027, 3, 3, 13, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "amount", "currency", "written"),
    [
        ("en", "1234.5", "EUR", "€1,234.50"),
        ("en", "-2", "USD", "−$2.00"),
        ("en", "99.995", "CHF", "100.00\N{NO-BREAK SPACE}CHF"),
        ("en", "1200", "JPY", "1,200\N{NO-BREAK SPACE}JPY"),
        ("de", "1234.5", "EUR", "1.234,50\N{NO-BREAK SPACE}€"),
    ],
)
def test_money_is_written_with_its_currency(language, amount, currency, written):
    with translation.override(language):
        assert formats.written_money(Money(Decimal(amount), currency)) == written


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_500, "2 kB"),
        (12_000_000, "12 MB"),
        (61_449_000_000, "61.4 GB"),
        (1_204_000_000_000, "1.2 TB"),
    ],
)
def test_bytes_are_written_as_people_say_them(size, written):
    assert formats.written_bytes(size).replace("\N{NO-BREAK SPACE}", " ") == written


def test_an_instant_is_written_in_the_persons_zone_and_exactly_in_its_title():
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert formats.written_instant(AT) == "3 Mar 2027, 14:05"
        assert formats.exact_instant(AT) == "2027-03-03 14:05:09 CET (2027-03-03T13:05:09Z)"


def test_an_end_on_the_same_day_is_the_hour_alone():
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert formats.written_end(AT, now=AT - timedelta(hours=3)) == "14:05"
        assert formats.written_end(AT, now=AT - timedelta(days=1)) == "3 Mar 2027, 14:05"


def test_a_price_shows_all_of_its_digits() -> None:
    assert formats.written_price(Money(Decimal("0.0005"), "EUR")) == "€0.0005"
    assert formats.written_price(Money(Decimal("1200.5000"), "EUR")) == "€1,200.50"
    assert formats.written_price(Money(Decimal(1200), "JPY")) == f"1,200{formats.NO_BREAK}JPY"
