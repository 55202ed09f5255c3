"""The pages, the API and the commands of invoices: what each side is shown, and refusals beside their fields."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from typer.testing import CliRunner

from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.invoicing.commands import app
from freehold.invoicing.jobs import bill_run
from freehold.invoicing.queries.lists import InvoiceSide, list_invoices, sums_by_standing
from freehold.invoicing.queries.runs import list_runs
from freehold.invoicing.queries.upcoming import next_invoice
from freehold.invoicing.states import Standing
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.money import Money
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.tenants.row_security import scope

SignedIn = Callable[..., Client]
run = CliRunner().invoke
APRIL = date(2030, 4, 1)


@pytest.fixture
def billed(billing: Billing) -> Billing:
    """Alder has billed Acme, and Meridian Alder, for April."""
    billing.order(APRIL)
    billing.run(billing.cast.partner, APRIL)
    billing.run(billing.cast.operator, APRIL)
    return billing


def test_each_side_reads_its_list_and_the_invoice_under_the_sellers_name(
    billed: Billing, signed_in: SignedIn
) -> None:
    cast = billed.cast
    address = f"/invoices/{billed.id_of('RE-000001')}/"

    issued = signed_in(cast.partner).get("/invoices/").content.decode()
    received = signed_in(cast.customer).get("/invoices/received/").content.decode()
    page = signed_in(cast.customer).get(address).content.decode()

    assert all(text in issued for text in ("RE-000001", "Acme Dental", "€17.85"))
    assert all(text in received for text in ("RE-000001", "Alder IT GmbH"))
    assert all(
        text in page
        for text in ("Alder IT GmbH", "DE89370400440532013000", "€15.00", "€2.85", "19 %", "3 seats")
    )
    assert "Credit" not in page
    assert "Meridian" not in page
    assert signed_in(cast.rival).get(address).status_code == 404
    assert signed_in(cast.member).get(address).status_code == 403


def test_a_list_is_narrowed_searched_sorted_and_paged(billed: Billing, signed_in: SignedIn) -> None:
    cast = billed.cast
    billed.run(cast.partner, date(2030, 5, 1))
    browser = signed_in(cast.partner)

    def numbers(query: str) -> list[str]:
        found = browser.get(f"/invoices/{query}").content.decode()
        return [number for number in ("RE-000001", "RE-000002") if number in found]

    assert numbers("?q=Acme") == ["RE-000001", "RE-000002"]
    assert numbers("?q=000002") == ["RE-000002"]
    assert numbers("?q=Elm") == []
    assert numbers("?kind=credit_note") == []
    assert numbers("?sort=amount") == ["RE-000001", "RE-000002"]
    with scope(cast.partner.tenant_id):
        first = list_invoices(cast.partner, side=InvoiceSide.ISSUED, limit=1)
        rest = list_invoices(cast.partner, side=InvoiceSide.ISSUED, after=("", first[0].id))
    assert [one.number for one in (*first, *rest)] == ["RE-000002", "RE-000001"]


@pytest.mark.parametrize("form", ["cii", "ubl", "focus"])
def test_an_invoice_is_handed_out_as_a_file(billed: Billing, signed_in: SignedIn, form: str) -> None:
    answer = signed_in(billed.cast.customer).get(f"/invoices/{billed.id_of('RE-000001')}/{form}/download/")

    assert answer.status_code == 200
    assert "RE-000001" in answer["Content-Disposition"]
    assert b"RE-000001" in answer.content


def test_the_journal_of_an_invoice_is_its_sellers_alone(billed: Billing, signed_in: SignedIn) -> None:
    cast, address = billed.cast, f"/invoices/{billed.id_of('RE-000001')}/"
    file, api = f"{address}journal/download/", f"/api/v1{address}files/journal"

    assert [signed_in(cast.partner).get(one).status_code for one in (file, api)] == [200, 200]
    assert [signed_in(cast.customer).get(one).status_code for one in (file, api)] == [404, 404]
    assert "CSV (journal)" in signed_in(cast.partner).get(address).content.decode()
    assert "CSV (journal)" not in signed_in(cast.customer).get(address).content.decode()


def test_prices_have_two_digits_at_least_and_less_than_nothing_a_minus_that_is_one(
    billed: Billing, signed_in: SignedIn
) -> None:
    cast = billed.cast
    billed.at(date(2030, 4, 16))
    with scope(cast.customer.tenant_id):
        (order,) = list_subscriptions(cast.customer, side=Side.BOUGHT)
        change_seats(order.number, 4, actor=cast.customer)
    billed.run(cast.partner, date(2030, 5, 1))
    found = billed.id_of("RE-000002")

    page = signed_in(cast.partner).get(f"/invoices/{found}/").content.decode()

    assert ">5.00</td>" in page
    assert ">−1.5</td>" in page
    assert ">-" not in page.split("<main")[1]


def test_there_is_no_form_of_another_name(billed: Billing, signed_in: SignedIn) -> None:
    answer = signed_in(billed.cast.customer).get(f"/invoices/{billed.id_of('RE-000001')}/doc/download/")

    assert answer.status_code == 404


def test_a_seller_credits_from_the_page(billed: Billing, signed_in: SignedIn) -> None:
    browser = signed_in(billed.cast.partner)
    address = f"/invoices/{billed.id_of('RE-000001')}/"

    wrong = browser.post(f"{address}credit/", {"net": "15.01", "reason": "Outage"})
    right = browser.post(f"{address}credit/", {"net": "5", "reason": "Outage"})

    assert wrong.status_code == 422
    assert "At most 15.00 EUR" in wrong.content.decode()
    assert right.status_code == 302
    assert "GS-000001" in browser.get(address).content.decode()


def test_a_profile_is_changed_on_its_page_and_the_second_of_two_is_told(
    billing: Billing, signed_in: SignedIn
) -> None:
    browser = signed_in(billing.cast.customer)
    filled = {"legal_name": "Acme AG", "street": "Markt 2", "city": "Köln", "country": "DE", "version": "1"}

    wrong = browser.post("/invoices/address/", filled | {"tax_id": "DE1"})
    saved = browser.post("/invoices/address/", filled)
    second = browser.post("/invoices/address/", filled | {"legal_name": "Acme SE"})

    assert "check digits do not fit" in wrong.content.decode()
    assert saved.status_code == 302
    assert second.status_code == 422
    assert "Meanwhile it is “Acme AG”" in second.content.decode()
    assert (
        "Acme AG"
        in signed_in(billing.cast.partner)
        .get(f"/invoices/address/{billing.cast.customer.tenant_id}/")
        .content.decode()
    )


def test_a_seller_fills_in_its_own_and_begins_a_run(billing: Billing, signed_in: SignedIn) -> None:
    cast = billing.cast
    billing.order(APRIL)
    browser = signed_in(cast.partner)

    assert "Alder IT GmbH" in browser.get("/invoices/profile/").content.decode()
    begun = browser.post("/invoices/runs/", {"cut_off": "2030-04-01"})
    ahead = browser.post("/invoices/runs/", {"cut_off": "2031-04-01"})

    assert begun.status_code == 302
    with scope(cast.partner.tenant_id):
        (one,) = list_runs(cast.partner)
    bill_run(str(cast.partner.tenant_id), str(one.id))
    assert "Done" in browser.get("/invoices/runs/").content.decode()
    assert ahead.status_code in (302, 422)


def test_what_is_next_is_what_the_invoice_says(billed: Billing, signed_in: SignedIn) -> None:
    cast = billed.cast
    page = signed_in(cast.customer).get("/invoices/next/").content.decode()
    with scope(cast.customer.tenant_id):
        ahead = next_invoice(cast.customer)
    with scope(cast.partner.tenant_id):
        by_seller = next_invoice(cast.partner, buyer_id=cast.customer.tenant_id)

    billed.run(cast.partner, date(2030, 5, 1))

    bill = billed.documents(cast.partner)[-1]
    assert ahead == by_seller
    assert ahead is not None
    assert (ahead.cut_off, ahead.gross) == (date(2030, 5, 1), Money(bill.gross, "EUR"))
    assert [(one.detail, one.amount.amount) for one in ahead.lines] == [
        (line.detail, line.amount) for line in bill.lines
    ]
    assert "€17.85" in page
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        next_invoice(cast.rival, buyer_id=cast.customer.tenant_id)


def test_a_customer_behind_a_partner_has_no_name_on_the_operators_pages(
    billed: Billing, signed_in: SignedIn
) -> None:
    with scope(billed.cast.operator.tenant_id):
        (invoice,) = list_invoices(billed.cast.operator, side=InvoiceSide.ISSUED)

    page = signed_in(billed.cast.operator).get(f"/invoices/{invoice.id}/").content.decode()

    assert "Acme" not in page
    assert billed.documents(billed.cast.operator)[0].lines[0].pseudonym in page


def api(signed_in: SignedIn, actor: Actor, path: str) -> object:
    return signed_in(actor).get(f"/api/v1/{path}").json()


def test_the_api_says_the_same(billed: Billing, signed_in: SignedIn) -> None:
    cast = billed.cast

    listed = api(signed_in, cast.partner, "invoices")
    whole = api(signed_in, cast.customer, f"invoices/{billed.id_of('RE-000001')}")
    ahead = api(signed_in, cast.customer, "invoices/next")
    profile = api(signed_in, cast.partner, "invoice-profiles/seller")
    runs = api(signed_in, cast.partner, "invoice-runs")

    assert [one["gross"] for one in listed["items"]] == [{"amount": "17.85", "currency": "EUR"}]  # type: ignore[index]
    assert (whole["number"], whole["lines"][0]["amount"]) == ("RE-000001", "15.00")  # type: ignore[index]
    assert ahead["net"]["amount"] == "15.00"  # type: ignore[index]
    assert profile["facts"]["iban"] == "DE89370400440532013000"  # type: ignore[index]
    assert [one["documents"] for one in runs] == [1]  # type: ignore[union-attr]
    assert api(signed_in, cast.partner, "invoice-runs/parked") == []
    file = signed_in(cast.customer).get(f"/api/v1/invoices/{billed.id_of('RE-000001')}/files/ubl")
    assert (file["Content-Type"], b"RE-000001" in file.content) == ("application/xml", True)


def test_a_shell_bills_reads_saves_and_credits(billing: Billing, tmp_path: Path) -> None:
    seller, buyer = str(billing.cast.partner.tenant_id), str(billing.cast.customer.tenant_id)
    billing.order(APRIL)
    profile = tmp_path / "acme.json"
    profile.write_text(
        json.dumps({"legal_name": "Acme AG", "street": "Markt 2", "city": "Köln", "country": "DE"})
    )

    assert run(app, ["invoices", "buyer", seller, str(profile), "--of", buyer]).output.strip() == "2"
    begun = run(app, ["invoices", "run", seller, "--cut-off", "2030-04-01"]).output.strip()
    bill_run(seller, begun)
    listed = json.loads(run(app, ["invoices", "list", seller, "--json"]).output)
    saved = run(app, ["invoices", "save", seller, "RE-000001", str(tmp_path / "one.xml"), "--form", "ubl"])
    credited = run(app, ["invoices", "credit", seller, "RE-000001", "--reason", "Outage", "--net", "1.50"])

    assert [one["number"] for one in listed] == ["RE-000001"]
    assert saved.exit_code == 0, saved.exception
    assert "Acme AG" in (tmp_path / "one.xml").read_text()
    assert credited.output.strip() == "GS-000001"
    assert "RE-000001" in run(app, ["invoices", "list", buyer, "--received"]).output
    assert "2030-04-01" in run(app, ["invoices", "runs", seller]).output
    assert run(app, ["invoices", "parked", seller]).exit_code == 0
    assert clock.today() == APRIL
    assert Decimal(listed[0]["gross"]["amount"]) == Decimal("17.85")


def test_a_payment_is_recorded_on_the_page_of_its_invoice_and_both_ends_read_it(
    billed: Billing, signed_in: SignedIn
) -> None:
    cast = billed.cast
    browser, address = signed_in(cast.partner), f"/invoices/{billed.id_of('RE-000001')}/"
    sent = {"amount": "10.00", "received_on": "2030-04-01", "kind": "transfer", "reference": "Rechnung 1"}

    offered = browser.get(f"{address}payment/").content.decode()
    ahead = browser.post(f"{address}payment/", sent | {"received_on": "2030-04-02"})
    endless = browser.post(f"{address}payment/", sent | {"amount": "NaN"})
    paid = browser.post(f"{address}payment/", sent)
    page = signed_in(cast.customer).get(address).content.decode()

    assert 'value="17.85"' in offered
    assert "That day has not come yet" in ahead.content.decode()
    assert (ahead.status_code, endless.status_code, paid.status_code) == (422, 422, 302)
    assert all(text in page for text in ("Still to pay", "€7.85", "Rechnung 1", "€10.00"))
    assert signed_in(cast.customer).get(f"{address}payment/").status_code == 404
    assert signed_in(cast.rival).get(f"{address}payment/").status_code == 404
    assert b"1000" in browser.get(f"{address}journal/download/").content


def test_a_list_tells_how_invoices_stand_and_is_narrowed_to_one_standing(
    two_months: Billing, signed_in: SignedIn
) -> None:
    cast = two_months.cast
    browser = signed_in(cast.partner)

    def numbers(state: str) -> list[str]:
        found = browser.get(f"/invoices/?state={state}").content.decode()
        return [number for number in ("RE-000001", "RE-000002") if number in found]

    before = [numbers(state) for state in ("open", "overdue", "paid", "credited")]
    two_months.pay("17.85", "RE-000001")
    with scope(cast.partner.tenant_id):
        credit_invoice(two_months.id_of("RE-000002"), reason="An outage", actor=cast.partner)
    after = [numbers(state) for state in ("open", "overdue", "paid", "credited")]
    listed = api(signed_in, cast.customer, "invoices?side=received&standing=paid")

    assert before == [["RE-000002"], ["RE-000001"], [], []]
    assert after == [[], [], ["RE-000001"], ["RE-000002"]]
    assert [(one["number"], one["standing"], one["open"]["amount"]) for one in listed["items"]] == [  # type: ignore[index]
        ("RE-000001", "paid", "0.00")
    ]


def test_totals_by_state_are_those_of_the_invoices(two_months: Billing) -> None:
    cast = two_months.cast
    two_months.pay("10.00", "RE-000001")

    with scope(cast.partner.tenant_id):
        issued = sums_by_standing(cast.partner, side=InvoiceSide.ISSUED)
    with scope(cast.customer.tenant_id):
        received = sums_by_standing(cast.customer, side=InvoiceSide.RECEIVED)

    assert issued == received
    assert [(one.standing, one.invoices, one.amount) for one in issued] == [
        (Standing.OPEN, 1, Money(Decimal("17.85"), "EUR")),
        (Standing.OVERDUE, 1, Money(Decimal("7.85"), "EUR")),
    ]
