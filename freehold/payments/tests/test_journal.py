"""The journal of some days: what was issued and what came, and every document and payment sums to zero."""

import csv
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.test import Client
from typer.testing import CliRunner

from freehold.invoicing.accounting import journal_of
from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.invoicing.actions.undo_payment import undo_payment
from freehold.invoicing.ledger import entries_of_invoice
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel.errors import NotPermitted, Refused
from freehold.payments.commands import app
from freehold.tenants.row_security import scope

SINCE, UNTIL = date(2030, 4, 1), date(2030, 5, 31)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode(), newline="")))


def amount(text: str) -> Decimal:
    return Decimal(text or 0)


def test_what_was_issued_and_what_came_sums_to_what_is_open(two_months: Billing) -> None:
    seller = two_months.cast.partner
    two_months.pay("20.00", "RE-000001", "RE-000002")
    mistake = two_months.pay("5.00")
    with scope(seller.tenant_id):
        undo_payment(mistake, reason="A mistake", actor=seller)
        credit_invoice(two_months.id_of("RE-000002"), net=Decimal("5.00"), reason="An outage", actor=seller)
        file = journal_of(seller, since=SINCE, until=UNTIL)

    found = rows(file.content)
    by_account: dict[str, Decimal] = defaultdict(Decimal)
    for row in found:
        by_account[row["account"]] += amount(row["debit"]) - amount(row["credit"])
    assert sum(by_account.values()) == 0
    owed = two_months.open_of("RE-000001") + two_months.open_of("RE-000002") - two_months.credit_left()
    assert (by_account["1200"], by_account["1000"]) == (owed, Decimal("20.00"))
    assert {row["document"] for row in found if row["account"] == "1000"} == {"RE-000001 RE-000002", ""}
    assert {row["counterparty"] for row in found} == {"Acme Dental GmbH"}


def test_only_what_belongs_to_the_days_is_in_it(two_months: Billing) -> None:
    seller = two_months.cast.partner
    two_months.pay("20.00")

    with scope(seller.tenant_id):
        april = rows(journal_of(seller, since=SINCE, until=date(2030, 4, 30)).content)
        with pytest.raises(Refused) as turned:
            journal_of(seller, since=UNTIL, until=SINCE)
        with pytest.raises(NotPermitted):
            journal_of(two_months.member_of(seller), since=SINCE, until=UNTIL)
    with scope(two_months.cast.rival.tenant_id):
        assert rows(journal_of(two_months.cast.rival, since=SINCE, until=UNTIL).content) == []

    assert {row["document"] for row in april} == {"RE-000001"}
    assert turned.value.code == "order_of_days"


def test_it_is_had_on_a_page_by_the_api_and_from_the_shell(
    two_months: Billing, signed_in: Callable[..., Client], tmp_path: Path
) -> None:
    browser = signed_in(two_months.cast.partner)
    days = {"since": "2030-04-01", "until": "2030-05-31"}
    file = tmp_path / "journal.csv"

    page = browser.get("/payments/journal/").content.decode()
    wrong = browser.post("/payments/journal/", days | {"until": "2030-03-01"})
    sent = browser.post("/payments/journal/", days)
    by_api = browser.get("/api/v1/journal", days)
    seller = str(two_months.cast.partner.tenant_id)
    done = CliRunner().invoke(app, ["payments", "journal", seller, "2030-04-01", "2030-05-31", str(file)])

    assert 'value="2030-04-01"' in page
    assert "The last day comes after the first" in wrong.content.decode()
    assert sent["Content-Disposition"] == 'attachment; filename="journal-2030-04-01-2030-05-31.csv"'
    assert done.exit_code == 0, done.exception
    assert sent.content == by_api.content == file.read_bytes()
    assert len(rows(sent.content)) == 6


def test_a_payment_that_was_undone_stays_in_the_journal_of_its_invoice_with_the_day_of_either(
    two_months: Billing,
) -> None:
    seller = two_months.cast.partner
    paid = two_months.pay("10.00", "RE-000001")
    two_months.at(date(2030, 5, 20))
    with scope(seller.tenant_id):
        undo_payment(paid, reason="The bank took it back", undone_on=date(2030, 5, 18), actor=seller)
    two_months.pay("17.85", "RE-000001")

    with scope(seller.tenant_id):
        entries = entries_of_invoice(two_months.id_of("RE-000001"), number="RE-000001", counterparty="Acme")

    assert [(one.received_on, one.amount) for one in entries] == [
        (date(2030, 5, 1), Decimal("10.00")),
        (date(2030, 5, 18), Decimal("-10.00")),
        (date(2030, 5, 20), Decimal("17.85")),
    ]
