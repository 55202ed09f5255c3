"""A vendor's CSV as it comes, as a table of text. What is no such table is refused with the place."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_CHARACTERS = 2_000  # of a cell
DELIMITERS = (";", ",", "\t", "|")
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods; .xls
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class TableFault(StrEnum):
    """Why a file is no table."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    SPREADSHEET = "spreadsheet"
    NOT_TEXT = "not_text"
    NOT_CSV = "not_csv"
    ONE_COLUMN = "one_column"


class NoTableError(ValueError):
    """A file that is no table; `row` is the line of the file where that showed, 0 for the file as a whole."""

    def __init__(self, fault: TableFault, row: int = 0) -> None:
        super().__init__(fault)
        self.fault = fault
        self.row = row


@dataclass(frozen=True, slots=True)
class Row:
    """One record, with the line of the file that it ends on, as people count."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Names of columns, each once, and the records below."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_text(content: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16, with or without a mark, or else in Windows' own letters.

    Raises: NoTableError.
    """
    if len(content) > MOST_BYTES:
        raise NoTableError(TableFault.TOO_LARGE)
    if content.startswith(SPREADSHEETS):
        raise NoTableError(TableFault.SPREADSHEET)
    for encoding in ("utf-16",) if content.startswith(UTF_16) else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.removeprefix("\ufeff")
    raise NoTableError(TableFault.NOT_TEXT)


def read_table(text: str) -> Table:
    """The table of a CSV with a head, whichever sign parts its cells. Empty lines are passed over.

    Raises: NoTableError. Source: RFC 4180; a first line `sep=;` is a spreadsheet's own.
    """
    lines = text.splitlines(keepends=True)
    first, delimiter = 0, ""
    if lines and lines[0].strip().lower().startswith("sep=") and len(lines[0].strip()) == len("sep=;"):
        first, delimiter = 1, lines[0].strip()[-1]
    body = "".join(lines[first:])
    if not body.strip():
        raise NoTableError(TableFault.EMPTY)
    records = _records(body, delimiter or _delimiter(body), first)
    try:
        head = next(records)
    except StopIteration as error:
        raise NoTableError(TableFault.EMPTY) from error
    if len(head.cells) > MOST_COLUMNS:
        raise NoTableError(TableFault.TOO_MANY_COLUMNS, head.number)
    if len(head.cells) == 1:
        raise NoTableError(TableFault.ONE_COLUMN, head.number)
    rows: list[Row] = []
    for row in records:
        if len(rows) == MOST_ROWS:
            raise NoTableError(TableFault.TOO_MANY_ROWS, row.number)
        rows.append(row)
    if not rows:
        raise NoTableError(TableFault.EMPTY, head.number)
    return Table(tuple(_named(head.cells)), tuple(rows))


def _records(body: str, delimiter: str, before: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise NoTableError(TableFault.NOT_CSV, before + reader.line_num) from error
        if any(len(cell) > MOST_CHARACTERS for cell in cells):
            raise NoTableError(TableFault.NOT_CSV, before + reader.line_num)
        if any(cell.strip() for cell in cells):
            yield Row(before + reader.line_num, tuple(cell.strip() for cell in cells))


def _delimiter(body: str) -> str:
    """The sign that parts the head into the most cells."""
    head = next(line for line in body.splitlines() if line.strip())
    return max(DELIMITERS, key=lambda sign: len(_cells_of(head, sign)))


def _cells_of(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _named(cells: Iterable[str]) -> Iterable[str]:
    """Every column with a name of its own, cut to what fits a page."""
    seen: dict[str, int] = {}
    for place, cell in enumerate(cells, start=1):
        name = "".join(sign for sign in cell if sign.isprintable())[:80].strip() or f"({place})"
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({place})"
