"""Tables as CSV (RFC 4180, UTF-8), of which no cell is a formula to whoever opens them."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO

Cell = str | Decimal | None
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # OWASP, CSV injection


def written(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table with its head. A text that a spreadsheet would take for a formula begins with an apostrophe; numbers stay."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return f"'{cell}" if cell.startswith(FORMULA) else cell
