"""The journal: whatever is booked, debits are credits, to the cent and for each document."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest

from freehold.invoicing.document import TaxCategory
from freehold.invoicing.documents.journal import Chart, PaymentEntry, entries_of, journal
from freehold.invoicing.documents.tests.kinds import ACME, KINDS, SEATS, document_of


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode(), newline="")))


def booked(content: bytes) -> list[tuple[str, str, str]]:
    return [(row["account"], row["debit"], row["credit"]) for row in rows(content)]


@pytest.mark.parametrize("name", KINDS)
def test_the_entries_of_each_document_sum_to_zero(name: str):
    entries = list(entries_of(KINDS[name], Chart()))

    assert sum(entry.debit - entry.credit for entry in entries) == 0
    for entry in entries:
        assert min(entry.debit, entry.credit) == 0
        assert max(entry.debit, entry.credit) > 0


def test_an_invoice_is_owed_by_the_buyer_and_earned_by_rate():
    assert booked(journal([KINDS["several_rates"]])) == [
        ("1200", "78.72", ""),
        ("4000", "", "58.80"),
        ("4000", "", "1.31"),
        ("4010", "", "7.35"),
        ("2200", "", "11.17"),
        ("2200", "", "0.09"),
    ]
    assert [row["tax_code"] for row in rows(journal([KINDS["several_rates"]]))] == [
        "",
        "S19",
        "S7",
        "Z",
        "S19",
        "S7",
    ]


def test_a_credit_note_is_booked_the_other_way_round():
    assert booked(journal([KINDS["credit_note"]])) == [
        ("1200", "", "23.32"),
        ("4000", "19.60", ""),
        ("2200", "3.72", ""),
    ]


def test_what_was_paid_before_is_no_longer_owed():
    assert booked(journal([KINDS["prepaid_in_part"]]))[:2] == [("1200", "49.97", ""), ("2100", "20.00", "")]


def test_a_payment_moves_from_the_receivable_to_the_bank_and_a_repayment_back():
    payment = PaymentEntry(date(2026, 12, 9), "AL-2026-00042", "Acme Tools GmbH", Decimal("80.28"), "EUR")
    back = replace(payment, amount=Decimal("-5.00"), text="paid twice")

    found = rows(journal([], [payment, back]))

    assert [(row["account"], row["debit"], row["credit"]) for row in found] == [
        ("1000", "80.28", ""),
        ("1200", "", "80.28"),
        ("1000", "", "5.00"),
        ("1200", "5.00", ""),
    ]
    assert found[0]["date"] == "2026-12-09"
    assert found[2]["text"] == "paid twice"


def test_an_invoice_and_its_payment_leave_nothing_owed():
    document = KINDS["domestic"]
    payment = PaymentEntry(date(2026, 12, 9), document.number, ACME.name, document.payable, "EUR")

    found = [row for row in rows(journal([document], [payment])) if row["account"] == "1200"]

    assert sum(Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0) for row in found) == 0


def test_the_seller_s_own_accounts_are_used_for_a_category_and_for_a_rate():
    chart = Chart(
        receivables="10000",
        tax="1776",
        sales=dict.fromkeys(TaxCategory, "8400"),
        sales_at={(TaxCategory.STANDARD, Decimal(7)): "8300"},
    )

    found = booked(journal([KINDS["several_rates"]], chart=chart))

    assert [account for account, _, _ in found] == ["10000", "8400", "8300", "8400", "1776", "1776"]


def test_no_text_is_a_formula():
    found = rows(journal([document_of(SEATS, buyer=replace(ACME, name="=HYPERLINK(1)"), number="-1")]))

    assert {row["counterparty"] for row in found} == {"'=HYPERLINK(1)"}
    assert {row["document"] for row in found} == {"'-1"}
