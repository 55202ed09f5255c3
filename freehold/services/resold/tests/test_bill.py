"""What the lines of a bill say, and what nobody can read in them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.services.resold.rules.bill import (
    Bill,
    Columns,
    Dates,
    Decimals,
    LineFault,
    by_month,
    fault_of_columns,
    guessed_columns,
    read_amount,
    read_bill,
    read_date,
)
from freehold.services.resold.rules.table import read_table

TODAY = date(2026, 11, 25)
COLUMNS = Columns(
    reference="Order", amount="Amount", starts_on="From", ends_on="To", seats="Seats",
    description="Product", currency_column="Currency",
)  # fmt: skip
HEAD = "Order,Product,From,To,Seats,Amount,Currency\n"
LINE = "NW-1001,Office,2026-11-01,2026-11-30,3,27.00,EUR\n"


def read(text: str, columns: Columns = COLUMNS) -> Bill:
    return read_bill(read_table(text), columns, today=TODAY)


def test_a_line_is_a_charge_for_a_period_and_seats() -> None:
    (charge,) = read(HEAD + LINE).charges

    assert (charge.reference, charge.description, charge.seats) == ("NW-1001", "Office", 3)
    assert (charge.starts_on, charge.ends_on) == (date(2026, 11, 1), date(2026, 12, 1))
    assert (charge.amount, charge.currency) == (Decimal("27.00"), "EUR")


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ((("NW-1001", ""),), LineFault.REFERENCE),
        ((("NW-1001", "x" * 121),), LineFault.REFERENCE),
        ((("27.00", "NaN"),), LineFault.AMOUNT),
        ((("27.00", "Infinity"),), LineFault.AMOUNT),
        ((("27.00", "-inf"),), LineFault.AMOUNT),
        ((("27.00", "1e9"),), LineFault.AMOUNT),
        ((("27.00", ""),), LineFault.AMOUNT),
        ((("27.00", "٣"),), LineFault.AMOUNT),
        ((("27.00", "--3"),), LineFault.AMOUNT),
        ((("27.00", '"12,50"'),), LineFault.AMOUNT),
        ((("27.00", "=1+1"),), LineFault.AMOUNT),
        ((("27.00", "100000000.01"),), LineFault.AMOUNT),
        ((("27.00", "9" * 400),), LineFault.AMOUNT),
        ((("27.00", "1.0000000001"),), LineFault.AMOUNT),
        ((("2026-11-01", "2026-02-30"),), LineFault.START),
        ((("2026-11-01", "01.11.2026"),), LineFault.START),
        ((("2026-11-01", "1899-01-01"),), LineFault.START),
        ((("2026-11-01", "9999-12-31"),), LineFault.START),
        ((("2026-11-30", "9999-12-31"),), LineFault.END),
        ((("2026-11-30", "soon"),), LineFault.END),
        ((("2026-11-30", "2026-10-31"),), LineFault.PERIOD),
        ((("2026-11-01", "2020-11-01"),), LineFault.PERIOD),
        ((("EUR", "USD"),), LineFault.CURRENCY),
        ((("EUR", ""),), LineFault.CURRENCY),
        (((",3,", ",-3,"),), LineFault.SEATS),
        (((",3,", ",2.5,"),), LineFault.SEATS),
        (((",3,", ",NaN,"),), LineFault.SEATS),
        (((",3,", ",1000001,"),), LineFault.SEATS),
        ((("Office", "x" * 201),), LineFault.DESCRIPTION),
        ((("Office", '"two\nlines"'),), LineFault.DESCRIPTION),
        ((("EUR\n", "EUR,one too many\n"),), LineFault.CELLS),
    ],
)
def test_what_cannot_be_read_is_told_and_never_guessed(
    changed: tuple[tuple[str, str], ...], fault: LineFault
) -> None:
    line = LINE
    for before, after in changed:
        line = line.replace(before, after)

    found = read(HEAD + LINE + line)

    assert [fault for _row, fault in found.faults] == [fault]
    assert len(found.charges) == 1


def test_a_credit_takes_away_and_its_seats_are_none_that_are_held() -> None:
    (charge,) = read(HEAD + LINE.replace("27.00", "(9.00)").replace(",3,", ",-1,")).charges

    assert (charge.amount, charge.seats) == (Decimal("-9.00"), None)


def test_the_same_line_twice_counts_once_and_is_told() -> None:
    found = read(HEAD + LINE + LINE + LINE.replace("27.00", "28.00"))

    assert [one.amount for one in found.charges] == [Decimal("27.00"), Decimal("28.00")]
    assert found.repeated == (3,)


def test_an_id_that_says_two_things_is_a_fault() -> None:
    columns = replace(COLUMNS, line_id="Id")
    lines = [f"{LINE.strip()},L-1\n", f"{LINE.strip()},L-1\n", f"{LINE.strip()},L-2\n"]
    other = f"{LINE.strip()},L-1\n".replace("27.00", "1.00")
    none = f"{LINE.strip()},\n"

    found = read(HEAD.strip() + ",Id\n" + "".join([*lines, other, none]), columns)

    assert [one.identity for one in found.charges] == ["id L-1", "id L-2"]
    assert found.repeated == (3,)
    assert found.faults == ((5, LineFault.TWICE), (6, LineFault.LINE_ID))


def test_without_an_end_it_is_a_month_and_with_an_empty_one_a_day() -> None:
    (month,) = read(HEAD + LINE, replace(COLUMNS, ends_on="")).charges
    (day,) = read(HEAD + LINE.replace("2026-11-30", "")).charges
    (whole,) = read(
        HEAD + LINE.replace("2026-11-01", "11/2026").replace("2026-11-30", ""),
        replace(COLUMNS, dates=Dates.MONTH),
    ).charges
    (until,) = read(HEAD + LINE, replace(COLUMNS, ends_with_last_day=False)).charges

    assert month.ends_on == whole.ends_on == date(2026, 12, 1)
    assert day.ends_on == date(2026, 11, 2)
    assert until.ends_on == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "decimals", "amount"),
    [
        ("1234.5", Decimals.POINT, "1234.5"),
        ("1,234.50", Decimals.POINT, "1234.50"),
        ("1.234,50", Decimals.COMMA, "1234.50"),
        ("1 234,50 €", Decimals.COMMA, "1234.50"),
        ("EUR 12", Decimals.POINT, "12"),
        ("-$5.00", Decimals.POINT, "-5.00"),
        ("5.00-", Decimals.POINT, "-5.00"),
        ("−5", Decimals.POINT, "-5"),
        ("+5", Decimals.POINT, "5"),
        ("-0", Decimals.POINT, "0"),
        ("1'000.00", Decimals.POINT, "1000.00"),
    ],
)
def test_amounts_as_people_and_programs_write_them(text: str, decimals: Decimals, amount: str) -> None:
    assert str(read_amount(text, decimals)) == amount


@given(st.text(max_size=12), st.sampled_from(Decimals))
def test_an_amount_is_finite_and_bounded_or_none(text: str, decimals: Decimals) -> None:
    amount = read_amount(text, decimals)

    assert amount is None or (amount.is_finite() and abs(amount) <= 100_000_000)


@given(st.text(alphabet="0123456789-./T ", max_size=12), st.sampled_from(Dates))
def test_a_date_is_one_or_none(text: str, dates: Dates) -> None:
    found = read_date(text, dates)

    assert found is None or isinstance(found, date)


@given(
    st.decimals(min_value=-(10**8), max_value=10**8, places=9, allow_nan=False),
    st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    st.integers(1, 1000),
)
def test_the_shares_of_months_are_the_amount(amount: Decimal, start: date, days: int) -> None:
    shares = by_month(amount, start, start + timedelta(days=days))

    assert sum(shares.values()) == amount
    assert all(month.day == 1 for month in shares)


def test_a_month_bears_its_days() -> None:
    shares = by_month(Decimal(61), date(2026, 11, 16), date(2027, 1, 16))

    assert shares == {
        date(2026, 11, 1): Decimal(15),
        date(2026, 12, 1): Decimal(31),
        date(2027, 1, 1): Decimal(15),
    }


def test_columns_are_suggested_by_their_names_and_what_stands_there() -> None:
    german = read_table(
        "Bestellung;Produkt;Von;Bis;Menge;Betrag\nNW-1;Office;01.11.2026;30.11.2026;3;1.027,00\n"
    )

    found = guessed_columns(german)

    assert (found.reference, found.amount, found.starts_on, found.ends_on, found.seats) == (
        "Bestellung", "Betrag", "Von", "Bis", "Menge",
    )  # fmt: skip
    assert (found.dates, found.decimals, found.currency) == (Dates.DAY_FIRST, Decimals.COMMA, "EUR")
    assert read_bill(german, found, today=TODAY).charges[0].amount == Decimal("1027.00")


def test_columns_must_be_the_files_own() -> None:
    names = ("Order", "Amount", "From")
    chosen = Columns(reference="Order", amount="Amount", starts_on="From")

    assert fault_of_columns(chosen, names) is None
    assert fault_of_columns(replace(chosen, amount=""), names) == "amount"
    assert fault_of_columns(replace(chosen, seats="Seats"), names) == "seats"
    assert fault_of_columns(replace(chosen, currency="XXX"), names) == "currency"
