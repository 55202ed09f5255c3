"""What the lines of a vendor's bill say, by the columns that a person has named."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from freehold.kernel.money import EXPONENTS
from freehold.kernel.period import add_months
from freehold.services.resold.rules.table import Row, Table
from freehold.services.resold.rules.tasks import is_reference

MOST_AMOUNT = Decimal(100_000_000)
MOST_SEATS = 1_000_000
EARLIEST = date(2000, 1, 1)
FARTHEST = timedelta(days=3 * 366)  # from today on
LONGEST = timedelta(days=5 * 366 + 1)
FRACTIONS = 9
DESCRIPTION_LENGTH = 200
ID_LENGTH = 120

PLAIN = re.compile(r"\d{1,15}(?:\.\d{1,9})?")
GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,9})?")
SPACES = str.maketrans("", "", " \u00a0\u202f'\u2019")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ ].*)?")
MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})")


class Dates(StrEnum):
    """How dates are written."""

    YEAR_FIRST = "year_first"  # 2026-11-30
    DAY_FIRST = "day_first"  # 30.11.2026
    MONTH_FIRST = "month_first"  # 11/30/2026
    MONTH = "month"  # 2026-11, or 11/2026: a whole month


class Decimals(StrEnum):
    """The sign before the digits of a cent."""

    POINT = "point"
    COMMA = "comma"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column says what; empty where none does."""

    reference: str = ""
    amount: str = ""
    starts_on: str = ""
    ends_on: str = ""
    seats: str = ""
    description: str = ""
    line_id: str = ""
    currency_column: str = ""
    currency: str = "EUR"
    dates: Dates = Dates.YEAR_FIRST
    decimals: Decimals = Decimals.POINT
    ends_with_last_day: bool = True  # the end is the last day, rather than the first day after


class LineFault(StrEnum):
    """Why a line cannot be read."""

    CELLS = "cells"
    REFERENCE = "reference"
    AMOUNT = "amount"
    START = "start"
    END = "end"
    PERIOD = "period"
    SEATS = "seats"
    CURRENCY = "currency"
    DESCRIPTION = "description"
    LINE_ID = "line_id"
    TWICE = "twice"  # the vendor's id of a line stands here twice, and says something else


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of a bill. `amount` is net; less than nothing is a credit. `ends_on` is the first day after."""

    row: int
    identity: str
    reference: str
    description: str
    starts_on: date
    ends_on: date
    seats: int | None
    amount: Decimal
    currency: str

    @property
    def costs(self) -> tuple[object, ...]:
        """What it is for and what it costs, whichever columns were read beside."""
        return self.reference, self.starts_on, self.ends_on, self.amount, self.currency

    @property
    def says(self) -> tuple[object, ...]:
        """All that must be the same where the identity is."""
        return (
            self.reference, self.description, self.starts_on, self.ends_on, self.seats, self.amount, self.currency,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownCharge:
    """A line of a bill that was taken in, and by which columns it is known."""

    charge: Charge
    by: Columns


@dataclass(frozen=True, slots=True)
class Bill:
    """What could be read of a file, and what could not."""

    charges: tuple[Charge, ...]
    repeated: tuple[int, ...]  # rows that say what another one says: counted once
    faults: tuple[tuple[int, LineFault], ...]


def fault_of_columns(chosen: Columns, columns: Iterable[str]) -> str | None:
    """The first field that names no column of the table, or none where one must be named; or None."""
    known, named = {*columns, ""}, asdict(chosen)
    for field in ("reference", "amount", "starts_on"):
        if not named[field]:
            return field
    for field in GUESSES:
        if named[field] not in known:
            return field
    return None if chosen.currency in EXPONENTS else "currency"


def read_bill(table: Table, by: Columns, *, today: date) -> Bill:
    """Every line of a table as a charge, or with the reason why not. `by` fits it."""
    places = {name: place for place, name in enumerate(table.columns)}
    charges: dict[str, Charge] = {}
    repeated: list[int] = []
    faults: list[tuple[int, LineFault]] = []
    for row in table.rows:
        try:
            found = _charge(row, by, places, today)
        except _UnreadableError as error:
            faults.append((row.number, error.fault))
            continue
        if found.identity not in charges:
            charges[found.identity] = found
        elif charges[found.identity].says == found.says:
            repeated.append(row.number)
        else:
            faults.append((row.number, LineFault.TWICE))
    return Bill(tuple(charges.values()), tuple(repeated), tuple(faults))


def read_otherwise(charges: Iterable[Charge], by: Columns, known: Iterable[KnownCharge]) -> list[Charge]:
    """Lines that seem to be on bills that were read by other columns: they would count again under another identity."""
    charges = list(charges)
    here = {one.identity for one in charges}
    before = {
        one.charge.costs
        for one in known
        if one.charge.identity not in here and _known_by(one.by) != _known_by(by)
    }
    told = {one.charge.identity for one in known}
    return [one for one in charges if one.identity not in told and one.costs in before]


def _known_by(columns: Columns) -> tuple[str, ...]:
    """The columns that a line's identity is made of beside what it costs."""
    return ("id",) if columns.line_id else (columns.description, columns.seats)


class _UnreadableError(ValueError):
    def __init__(self, fault: LineFault) -> None:
        super().__init__(fault)
        self.fault = fault


def _charge(row: Row, by: Columns, places: Mapping[str, int], today: date) -> Charge:
    if any(row.cells[len(places) :]):
        raise _UnreadableError(LineFault.CELLS)

    def cell(column: str) -> str:
        place = places.get(column, len(row.cells))
        return row.cells[place] if place < len(row.cells) else ""

    reference, amount = cell(by.reference), read_amount(cell(by.amount), by.decimals)
    if not is_reference(reference):
        raise _UnreadableError(LineFault.REFERENCE)
    if amount is None:
        raise _UnreadableError(LineFault.AMOUNT)
    if by.currency_column and cell(by.currency_column).upper() != by.currency:
        raise _UnreadableError(LineFault.CURRENCY)
    starts_on, ends_on = _period(cell(by.starts_on), cell(by.ends_on), by, today)
    description, line_id = cell(by.description), cell(by.line_id)
    if len(description) > DESCRIPTION_LENGTH or not description.isprintable():
        raise _UnreadableError(LineFault.DESCRIPTION)
    if by.line_id and not (0 < len(line_id) <= ID_LENGTH and line_id.isprintable()):
        raise _UnreadableError(LineFault.LINE_ID)
    charge = Charge(
        row=row.number,
        identity=f"id {line_id}",
        reference=reference,
        description=description,
        starts_on=starts_on,
        ends_on=ends_on,
        seats=_seats(cell(by.seats), amount, by),
        amount=amount,
        currency=by.currency,
    )
    return charge if by.line_id else replace(charge, identity=_digest(charge))


def _digest(charge: Charge) -> str:
    """However its amount is written: 10, 10.0 and 10.00 are one."""
    parts = (f"{part.normalize():f}" if isinstance(part, Decimal) else str(part) for part in charge.says)
    told = "\x1f".join(parts)
    return f"sha256 {hashlib.sha256(told.encode()).hexdigest()}"


def _seats(text: str, amount: Decimal, by: Columns) -> int | None:
    """How many seats a line is for; those that a credit takes away are none that a vendor holds."""
    if not text:
        return None
    seats = read_seats(text, by.decimals)
    if seats is None or (seats < 0 <= amount):
        raise _UnreadableError(LineFault.SEATS)
    return seats if seats >= 0 else None


def _period(start: str, end: str, by: Columns, today: date) -> tuple[date, date]:
    starts_on, given = read_date(start, by.dates), read_date(end, by.dates)
    if starts_on is None or not EARLIEST <= starts_on <= today + FARTHEST:
        raise _UnreadableError(LineFault.START)
    if not end and by.ends_on and by.dates is not Dates.MONTH:
        return starts_on, starts_on + timedelta(days=1)
    if not end:
        return starts_on, add_months(starts_on, 1)
    if given is None or not EARLIEST <= given <= today + FARTHEST + LONGEST:
        raise _UnreadableError(LineFault.END)
    if by.ends_with_last_day:
        given = add_months(given, 1) if by.dates is Dates.MONTH else given + timedelta(days=1)
    if not timedelta(0) < given - starts_on <= LONGEST:
        raise _UnreadableError(LineFault.PERIOD)
    return starts_on, given


def read_amount(text: str, decimals: Decimals) -> Decimal | None:
    """A number as people and programs write it; None where it is none, or absurd.

    A minus before or behind, or brackets around it, take away. A sign or letters of a currency may stand beside it.
    """
    text = text.translate(SPACES).replace("\u2212", "-")
    is_less = text.startswith("(") and text.endswith(")")
    text = text[1:-1] if is_less else text
    for sign in ("€", "$", "£", *EXPONENTS):
        text = text.removeprefix(sign).removesuffix(sign)
        if text.startswith(f"-{sign}"):
            text = f"-{text.removeprefix(f'-{sign}')}"
    for bare in (text.removeprefix("-"), text.removesuffix("-")):
        if bare != text and not is_less:
            is_less, text = True, bare
    text = text.removeprefix("+") if not is_less else text
    if decimals is Decimals.COMMA:
        text = text.translate(str.maketrans(",.", ".,"))
    if not text.isascii() or not (PLAIN.fullmatch(text) or GROUPED.fullmatch(text)):
        return None
    amount = Decimal(text.replace(",", ""))
    if amount > MOST_AMOUNT:
        return None
    return -amount if is_less and amount else amount


def read_seats(text: str, decimals: Decimals) -> int | None:
    """A whole number of seats, such as 3 or 3.00."""
    quantity = read_amount(text, decimals)
    if quantity is None or quantity % 1 or abs(quantity) > MOST_SEATS:
        return None
    return int(quantity)


def read_date(text: str, dates: Dates) -> date | None:
    """A day, or the first of a month; None where it is none."""
    if dates is Dates.MONTH:
        found = MONTH.fullmatch(text)
        parts = (found[1] or found[4], found[2] or found[3], "1") if found else None
    elif dates is Dates.YEAR_FIRST:
        found = YEAR_FIRST.fullmatch(text)
        parts = (found[1], found[2], found[3]) if found else None
    else:
        found = YEAR_LAST.fullmatch(text)
        is_day_first = dates is Dates.DAY_FIRST
        parts = (
            (found[3], found[2 if is_day_first else 1], found[1 if is_day_first else 2]) if found else None
        )
    if parts is None or not all(part.isascii() for part in parts):
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None


def by_month(amount: Decimal, starts_on: date, ends_on: date) -> dict[date, Decimal]:
    """An amount shared out over calendar months by the day, by the first of each; the sum is the amount, exactly."""
    months: dict[date, int] = {}
    day = starts_on
    while day < ends_on:
        first = day.replace(day=1)
        after = min(add_months(first, 1), ends_on)
        months[first] = (after - day).days
        day = after
    days, passed, given = (ends_on - starts_on).days, 0, Decimal(0)
    shares: dict[date, Decimal] = {}
    quantum = Decimal(1).scaleb(-FRACTIONS)
    for first, count in months.items():
        passed += count
        until = amount if passed == days else (amount * passed / days).quantize(quantum, ROUND_HALF_UP)
        shares[first], given = until - given, until
    return shares


GUESSES: Mapping[str, tuple[str, ...]] = {
    "reference": ("subscription id", "subscription", "order id", "order", "reference", "referenz", "bestellung", "vertrag"),
    "amount": ("net amount", "amount", "total", "cost", "netto", "betrag", "summe"),
    "starts_on": ("period start", "start date", "start", "from", "month", "von", "beginn", "monat"),
    "ends_on": ("period end", "end date", "end", "to", "until", "bis", "ende"),
    "seats": ("quantity", "seats", "licences", "licenses", "menge", "anzahl", "lizenzen"),
    "description": ("description", "product", "item", "beschreibung", "produkt", "artikel"),
    "line_id": ("line id", "charge id"),
    "currency_column": ("currency", "währung"),
}  # fmt: skip


def guessed_columns(table: Table) -> Columns:
    """What the names of the columns and the first line suggest; a person looks at it before anything counts."""
    chosen: dict[str, str] = {}
    for field, names in GUESSES.items():
        free = [column for column in table.columns if column not in chosen.values()]
        exact = (column for name in names for column in free if column.casefold() == name)
        part = (column for name in names for column in free if _has_word(column, name))
        chosen[field] = next(exact, "") or next(part, "")
    starts, amounts = _cells(table, chosen["starts_on"]), _cells(table, chosen["amount"])
    currencies = {cell.upper() for cell in _cells(table, chosen["currency_column"])} & set(EXPONENTS)
    return Columns(
        reference=chosen["reference"],
        amount=chosen["amount"],
        starts_on=chosen["starts_on"],
        ends_on=chosen["ends_on"],
        seats=chosen["seats"],
        description=chosen["description"],
        line_id=chosen["line_id"],
        currency_column=chosen["currency_column"],
        currency=min(currencies, default="EUR"),
        dates=max(Dates, key=lambda dates: sum(read_date(cell, dates) is not None for cell in starts)),
        decimals=max(Decimals, key=lambda sign: sum(read_amount(cell, sign) is not None for cell in amounts)),
    )


def _has_word(column: str, name: str) -> bool:
    return name in re.split(r"[\s_./()-]+", column.casefold()) or name.replace(" ", "") == re.sub(
        r"[\s_-]+", "", column.casefold()
    )


def _cells(table: Table, column: str) -> list[str]:
    if not column:
        return []
    place = table.columns.index(column)
    return [row.cells[place] for row in table.rows if place < len(row.cells) and row.cells[place]]
