"""Bank statements are read as banks write them, and a hostile file is refused before it does anything."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.payments.rules.camt import MOST_BYTES, NotAStatement, read_statements
from freehold.payments.tests.camt import ACME, OWN, Booking, statement

HEAD = '<?xml version="1.0"?>'
BOMB = (
    HEAD
    + '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><d>&j;</d>"
)
OUTSIDE = HEAD + '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
REMOTE = HEAD + '<!DOCTYPE d SYSTEM "http://127.0.0.1/evil.dtd"><d/>'


@pytest.mark.parametrize("version", ["02", "08"])
def test_a_booking_is_read_with_all_that_names_it(version: str):
    content = statement(
        Booking("17.85", text="Rechnung RE-000001", reference="RF18 539007547034", bank_reference="B1"),
        version=version,
    )

    (found,) = read_statements(content)
    (one,) = found.transactions

    assert (found.iban, found.name, found.pending) == (OWN, "2030-05", 0)
    assert (one.amount, one.currency, one.is_credit, one.booked_on) == (
        Decimal("17.85"),
        "EUR",
        True,
        date(2030, 5, 1),
    )
    assert (one.other_name, one.other_iban, one.text) == ("Acme Dental GmbH", ACME, "Rechnung RE-000001")
    assert (one.references, one.end_to_end_id) == (("RF18539007547034",), "")


def test_what_is_not_booked_yet_is_left_out_and_counted():
    (found,) = read_statements(statement(Booking("1.00", status="PDNG"), Booking("2.00")))

    assert ([one.amount for one in found.transactions], found.pending) == ([Decimal("2.00")], 1)


def test_one_sum_for_several_parts_is_read_as_these_where_they_sum_up_to_it():
    parts = (Booking("1.00", end_to_end="E1"), Booking("2.00", end_to_end="E2"))

    (fits,) = read_statements(statement(Booking("3.00", parts=parts)))
    (differs,) = read_statements(statement(Booking("2.90", parts=parts)))

    assert [(one.amount, one.end_to_end_id) for one in fits.transactions] == [
        (Decimal("1.00"), "E1"),
        (Decimal("2.00"), "E2"),
    ]
    assert [one.amount for one in differs.transactions] == [Decimal("2.90")]


def test_the_same_booking_has_the_same_identity_in_another_file_and_two_alike_have_two():
    twice = [Booking("5.00", text="rent"), Booking("5.00", text="rent")]

    (first,) = read_statements(statement(*twice))
    (second,) = read_statements(statement(Booking("9.00", text="new"), *twice, name="another"))

    identities = [one.identity for one in first.transactions]
    assert len(set(identities)) == 2
    assert identities == [one.identity for one in second.transactions][1:]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_xml"),
        (b"PK\x03\x04", "not_xml"),
        (b"<a>", "not_xml"),
        (HEAD.encode() + b"<a/>", "not_camt"),
        (b"<?xml version='1.0' encoding='utf-99'?><a/>", "not_xml"),
        (b"\xff\xfe\x00<", "not_xml"),
        (BOMB.encode(), "unsafe"),
        (OUTSIDE.encode(), "unsafe"),
        (REMOTE.encode(), "unsafe"),
        (b" " * (MOST_BYTES + 1), "too_large"),
        (statement(version="02").replace(b"camt.053", b"camt.054"), "not_camt"),
        (statement(version="02").replace(b"camt.053.001.02", b"camt.053.001.99"), "not_camt"),
        (statement().replace(b"<Stmt>", b"<Rpt>").replace(b"</Stmt>", b"</Rpt>"), "not_camt"),
        (statement(Booking("-1.00")), "broken"),
        (statement(Booking("NaN")), "broken"),
        (statement(Booking("1e9")), "broken"),
        (statement(Booking("")), "broken"),
        (statement(Booking("1.00", way="BOTH")), "broken"),
        (statement(Booking("1.00", day="2030-02-30")), "broken"),
        (statement(Booking("1.00", day="soon")), "broken"),
        (statement(Booking("1.00", currency="eur")), "broken"),
        (statement(*[Booking("1.00")] * 5_001), "too_many"),
    ],
)
def test_what_is_no_statement_is_refused(content: bytes, code: str):
    with pytest.raises(NotAStatement) as refusal:
        read_statements(content)

    assert refusal.value.code == code


def test_a_file_nested_without_end_is_refused_and_harms_nobody():
    deep = statement().replace(b"</Stmt>", b"<a>" * 200_000 + b"</a>" * 200_000 + b"</Stmt>")

    (found,) = read_statements(deep)

    assert found.transactions == ()


@given(st.binary(max_size=200))
def test_whatever_bytes_come_they_are_read_or_refused(noise: bytes):
    for content in (noise, statement(Booking("1.00", text="x")).replace(b"x", noise)):
        with suppress(NotAStatement):
            read_statements(content)
