"""The pages, the API and the commands of payments: what a seller does with money that came, and what it is told."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from typer.testing import CliRunner

from freehold.invoicing.models import Payment
from freehold.invoicing.tests.conftest import Billing
from freehold.payments.commands import app
from freehold.payments.models import StatementEntry
from freehold.payments.tests.camt import Booking, statement
from freehold.tenants.row_security import scope

SignedIn = Callable[..., Client]
run = CliRunner().invoke


def upload(browser: Client, content: bytes) -> object:
    return browser.post("/payments/statements/", {"file": SimpleUploadedFile("may.xml", content)})


def newest(billing: Billing, model: type = Payment) -> str:
    with scope(billing.cast.partner.tenant_id):
        return str(model.objects.order_by("-id").first().id)  # type: ignore[attr-defined]


def test_a_statement_is_read_on_its_page_and_what_waits_is_assigned_there(
    two_months: Billing, signed_in: SignedIn
) -> None:
    browser = signed_in(two_months.cast.partner)
    content = statement(Booking("17.85", text="RE-000001"), Booking("5.00", text="thanks, Ada", name="Ada"))

    empty = browser.get("/payments/statements/").content.decode()
    read = upload(browser, content)
    page = browser.get("/payments/statements/").content.decode()
    again = upload(browser, content)
    address = f"/payments/statements/{newest(two_months, StatementEntry)}/"
    offered = browser.get(address).content.decode()
    nobody = browser.post(address, {"buyer_id": ""})
    assigned = browser.post(address, {"invoice_ids": [str(two_months.id_of("RE-000002"))]})

    assert "No statement was read yet" in empty
    assert read.status_code == 302  # type: ignore[attr-defined]
    assert "This very file was read already" in again.content.decode()  # type: ignore[attr-defined]
    assert all(
        text in page for text in ("1 payment is recorded. 1 waits for you.", "Ada", "€5.00", "may.xml")
    )
    assert "RE-000002 · Acme Dental" in offered
    assert "RE-000001" not in offered
    assert (nobody.status_code, assigned.status_code) == (422, 302)
    assert str(two_months.open_of("RE-000002")) == "12.85"
    assert "Assigned" in browser.get("/payments/statements/").content.decode()


def test_a_hostile_file_is_refused_beside_its_field(two_months: Billing, signed_in: SignedIn) -> None:
    answer = upload(signed_in(two_months.cast.partner), b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')

    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "declarations that no bank sends" in answer.content.decode()  # type: ignore[attr-defined]


def test_a_booking_is_set_aside_and_may_be_a_buyers_credit_later(
    two_months: Billing, signed_in: SignedIn
) -> None:
    browser = signed_in(two_months.cast.partner)
    upload(browser, statement(Booking("5.00", text="interest")))
    address = f"/payments/statements/{newest(two_months, StatementEntry)}/"

    silent = browser.post(f"{address}aside/", {"reason": " "}, follow=True)
    done = browser.post(f"{address}aside/", {"reason": "Interest"}, follow=True)
    later = browser.post(address, {"buyer_id": str(two_months.cast.customer.tenant_id)})

    assert "Say why in one line" in silent.content.decode()
    assert "The booking is set aside" in done.content.decode()
    assert later.status_code == 302
    assert str(two_months.credit_left()) == "5.00"


def test_a_return_is_assigned_to_the_payment_that_it_was(two_months: Billing, signed_in: SignedIn) -> None:
    payment = two_months.pay("17.85", "RE-000001")
    browser = signed_in(two_months.cast.partner)
    upload(browser, statement(Booking("17.85", way="DBIT", reason="MD06")))
    address = f"/payments/statements/{newest(two_months, StatementEntry)}/"

    shown = browser.get(address).content.decode()
    done = browser.post(address, {"payment_id": str(payment)})

    assert "The bank took back" in shown
    assert done.status_code == 302
    assert str(two_months.open_of("RE-000001")) == "17.85"


def test_a_return_with_a_fee_of_the_bank_on_top_offers_the_payment_that_it_was(
    two_months: Billing, signed_in: SignedIn
) -> None:
    payment = two_months.pay("17.85", "RE-000001")
    dearer = two_months.pay("30.00")
    browser = signed_in(two_months.cast.partner)
    upload(browser, statement(Booking("20.85", way="DBIT", reason="MD06")))
    address = f"/payments/statements/{newest(two_months, StatementEntry)}/"

    shown = browser.get(address).content.decode()
    browser.post(address, {"payment_id": str(payment)})

    assert str(payment) in shown
    assert str(dearer) not in shown
    assert str(two_months.open_of("RE-000001")) == "17.85"


def test_a_payment_is_recorded_moved_undone_and_paid_back_on_pages(
    two_months: Billing, signed_in: SignedIn
) -> None:
    cast = two_months.cast
    browser, buyer = signed_in(cast.partner), cast.customer.tenant_id
    first = two_months.id_of("RE-000001")
    sent = {"amount": "20.00", "currency": "EUR", "received_on": "2030-05-01", "kind": "other"}

    assert "Acme Dental" in browser.get("/payments/new/").content.decode()
    assert "RE-000001, due" in browser.get(f"/payments/new/{buyer}/").content.decode()
    assert browser.post(f"/payments/new/{buyer}/", sent | {"amount": "-1"}).status_code == 422
    made = browser.post(f"/payments/new/{buyer}/", sent | {"invoice_ids": [str(first)], "is_credit": "on"})
    source = made["Location"]
    assert "€2.15" in browser.get("/payments/").content.decode()
    assert "Put it to RE-000002" in browser.get(source).content.decode()
    browser.post(f"{source}to/{two_months.id_of('RE-000002')}/")
    assert str(two_months.open_of("RE-000002")) == "15.70"
    browser.post(f"{source}off/{first}/")
    assert str(two_months.credit_left()) == "17.85"
    back = browser.post(f"/payments/back/{buyer}/EUR/", {"amount": "7.85", "paid_on": "2030-05-01"})
    assert back.status_code == 302
    assert "Paid back to Acme Dental" in browser.get(back["Location"]).content.decode()
    undone = browser.post(f"{source}undo/", {"reason": "mistake"})
    assert "Some of it was paid back already" in undone.content.decode()
    other = two_months.pay("1.00", "RE-000001")
    assert browser.post(f"/payments/{other}/undo/", {"reason": "mistake"}).status_code == 302
    assert "Undone" in browser.get("/payments/").content.decode()


@pytest.mark.parametrize("path", ["/payments/", "/payments/statements/"])
def test_a_member_sees_no_payments(two_months: Billing, signed_in: SignedIn, path: str) -> None:
    assert signed_in(two_months.cast.member).get(path).status_code == 404


def test_others_find_nothing(two_months: Billing, signed_in: SignedIn) -> None:
    payment = two_months.pay("1.00")
    browser = signed_in(two_months.cast.partner)
    upload(browser, statement(Booking("5.00")))
    booking = newest(two_months, StatementEntry)

    for other in (two_months.cast.customer, two_months.cast.rival, two_months.cast.operator):
        elsewhere = signed_in(other)
        assert elsewhere.get(f"/payments/{payment}/").status_code == 404
        assert elsewhere.get(f"/payments/statements/{booking}/").status_code == 404


def test_the_api_does_the_same(two_months: Billing, signed_in: SignedIn) -> None:
    cast = two_months.cast
    browser = signed_in(cast.partner)
    first, second = str(two_months.id_of("RE-000001")), str(two_months.id_of("RE-000002"))

    def post(path: str, **sent: object) -> dict[str, object]:
        answer = browser.post(f"/api/v1/{path}", json.dumps(sent), content_type="application/json")
        return answer.json() if answer.content else {"status": answer.status_code}

    def get(path: str) -> object:
        return browser.get(f"/api/v1/{path}").json()

    paid = {"buyer_id": str(cast.customer.tenant_id), "currency": "EUR", "received_on": "2030-05-01"}
    made = post("payments", amount="20.00", invoice_ids=[first], bank_reference="B1", **paid)
    twice = post("payments", amount="20.00", bank_reference="B1", **paid)
    moved = post(f"payments/{made['id']}/allocations", invoice_id=second)
    off = post(f"payments/{made['id']}/releases", invoice_id=second)
    whole = get(f"payments/{made['id']}")
    content = statement(Booking("3.00", text="RE-000002"), Booking("4.00")).decode()
    taken = post("bank-statements", content=content, file_name="may.xml")
    bookings = get("bookings?state=waiting")
    assigned = post(f"bookings/{bookings['items'][0]['id']}/assign", invoice_ids=[second])  # type: ignore[index]
    refused = post(f"bookings/{bookings['items'][0]['id']}/set-aside", reason="late")  # type: ignore[index]

    assert (twice["status"], twice["code"]) == (409, "recorded_already")
    assert (moved["amount"], off["amount"]) == ("2.15", "2.15")
    assert [one["invoice_number"] for one in whole["moved"]] == ["RE-000001"]  # type: ignore[index]
    assert (taken["matched"], taken["waiting"]) == (1, 1)
    assert "id" in assigned
    assert refused["code"] == "assigned_already"
    assert [one["open"]["amount"] for one in get("open-invoices")] == ["10.85"]  # type: ignore[union-attr]
    assert [one["left"]["amount"] for one in get("credits")] == ["2.15"]  # type: ignore[union-attr]
    assert [one["entries"] for one in get("bank-statements")] == [2]  # type: ignore[union-attr]
    assert len(get("payments")["items"]) == 3  # type: ignore[index]
    refund = post("refunds", buyer_id=paid["buyer_id"], amount="2.15", currency="EUR", paid_on="2030-05-01")
    assert "id" in refund
    assert post(f"payments/{made['id']}/undo", reason="no")["code"] == "paid_back"


def test_a_shell_records_reads_and_undoes(two_months: Billing, tmp_path: Path) -> None:
    seller, buyer = str(two_months.cast.partner.tenant_id), str(two_months.cast.customer.tenant_id)
    file = tmp_path / "may.xml"
    file.write_bytes(statement(Booking("3.00", text="RE-000002"), Booking("4.00")))

    made = run(app, ["payments", "record", seller, buyer, "17.85", "--invoice", "RE-000001"]).output.strip()
    read = run(app, ["payments", "read", seller, str(file)])
    wrong = run(app, ["payments", "record", seller, buyer, "much"])
    undone = run(app, ["payments", "undo", seller, made, "--reason", "mistake"])

    assert read.exit_code == 0, read.exception
    assert (wrong.exit_code, undone.exit_code) == (2, 0)
    assert "waiting" in run(app, ["payments", "bookings", seller, "--state", "waiting"]).output
    assert "RE-000001" in run(app, ["payments", "open", seller]).output
    assert run(app, ["payments", "credits", seller]).exit_code == 0
    assert len(json.loads(run(app, ["payments", "list", seller, "--json"]).output)) == 3


@pytest.mark.parametrize("page", ["/invoices/{invoice}/payment/", "/payments/new/{buyer}/"])
def test_more_than_is_open_is_recorded_only_when_somebody_says_that_it_is_right(
    two_months: Billing, signed_in: SignedIn, page: str
) -> None:
    invoice, browser = two_months.id_of("RE-000001"), signed_in(two_months.cast.partner)
    address = page.format(invoice=invoice, buyer=two_months.cast.customer.tenant_id)
    sent = {
        "amount": "999999", "currency": "EUR", "received_on": "2030-05-01", "kind": "transfer",
        "invoice_ids": [str(invoice)],
    }  # fmt: skip

    asked = browser.post(address, sent)
    before = two_months.open_of("RE-000001"), two_months.credit_left()
    done = browser.post(address, {**sent, "amount": "20", "is_credit": "on"})

    assert asked.status_code == 422
    assert "more than is open" in asked.content.decode()
    assert before == (Decimal("17.85"), 0)
    assert done.status_code == 302
    assert (two_months.open_of("RE-000001"), two_months.credit_left()) == (0, Decimal("2.15"))
