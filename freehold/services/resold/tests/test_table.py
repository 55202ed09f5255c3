"""A vendor's file is read whatever it was written with, or refused with the place; nothing of it is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.services.resold.rules.table import (
    MOST_BYTES,
    MOST_ROWS,
    NoTableError,
    TableFault,
    read_table,
    read_text,
)

TEXT = "Order;Betrag;Über\nA-1;10,50;ä€\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding_is_read_alike(encoding: str) -> None:
    assert read_text(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_whatever_parts_its_cells(sign: str) -> None:
    table = read_table(f"A{sign}B{sign}C\r\n1{sign}2{sign}3\r\n")

    assert table.columns == ("A", "B", "C")
    assert [(row.number, row.cells) for row in table.rows] == [(2, ("1", "2", "3"))]


def test_a_spreadsheets_first_line_empty_lines_and_quoted_breaks_are_understood() -> None:
    table = read_table('sep=;\nA;B\n\n"one\ntwo";" 2 "\n;\n3;"say ""no"""\n')

    assert [row.cells for row in table.rows] == [("one\ntwo", "2"), ("3", 'say "no"')]
    assert [row.number for row in table.rows] == [5, 7]


def test_every_column_has_a_name_of_its_own() -> None:
    assert read_table("A,,A\n1,2,3\n").columns == ("A", "(2)", "A (3)")


@pytest.mark.parametrize(
    ("content", "fault", "row"),
    [
        (b"", TableFault.EMPTY, 0),
        (b"\xef\xbb\xbf \n\n", TableFault.EMPTY, 0),
        (b"A;B\n", TableFault.EMPTY, 1),
        (b"only one column\n1\n", TableFault.ONE_COLUMN, 1),
        (b"PK\x03\x04 a spreadsheet", TableFault.SPREADSHEET, 0),
        (b"\xd0\xcf\x11\xe0 an older one", TableFault.SPREADSHEET, 0),
        (b"A;B\n1;\x00\n", TableFault.NOT_TEXT, 0),
        (b"\xff\xfeA", TableFault.NOT_TEXT, 0),
        (b"\x81\x8d\x8f\xff", TableFault.NOT_TEXT, 0),
        (b'A;B\n1;"never closed\n', TableFault.NOT_CSV, 2),
        (b'A;B\n1;"x"y\n', TableFault.NOT_CSV, 2),
        (b"A;B\n1;" + b"x" * 2001 + b"\n", TableFault.NOT_CSV, 2),
        (b"A;B\n1;" + b"x" * 200_000 + b"\n", TableFault.NOT_CSV, 2),
        (b"A;B\n" + b"1;2\n" * (MOST_ROWS + 1), TableFault.TOO_MANY_ROWS, MOST_ROWS + 2),
        (b"A;" * 101 + b"\n1;2\n", TableFault.TOO_MANY_COLUMNS, 1),
        (b"x" * (MOST_BYTES + 1), TableFault.TOO_LARGE, 0),
    ],
)
def test_what_is_no_table_is_refused_with_the_place(content: bytes, fault: TableFault, row: int) -> None:
    with pytest.raises(NoTableError) as refusal:
        read_table(read_text(content))

    assert (refusal.value.fault, refusal.value.row) == (fault, row)


@given(st.binary(max_size=400))
def test_no_file_does_anything_else(content: bytes) -> None:
    try:
        table = read_table(read_text(content))
    except NoTableError:
        return

    assert len(set(table.columns)) == len(table.columns)
    assert all(name and name.isprintable() for name in table.columns)
