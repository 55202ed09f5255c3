"""The pages, the API and the commands of reports."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from typer.testing import CliRunner

from freehold.invoicing.tests.conftest import Billing
from freehold.provisioning.reconcile import reconcile
from freehold.reporting.commands import app
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.tenants.row_security import scope

SignedIn = Callable[..., Client]
run = CliRunner().invoke
APRIL, MAY = date(2030, 4, 1), date(2030, 5, 1)
ASKED = "last=2030-06&months=3"


@pytest.fixture
def billed(billing: Billing) -> Billing:
    """April is billed on both edges."""
    billing.order(APRIL)
    billing.run(billing.cast.partner, APRIL)
    billing.run(billing.cast.operator, APRIL)
    customer = billing.cast.customer
    with scope(customer.tenant_id):
        (order,) = list_subscriptions(customer, side=Side.BOUGHT)
    reconcile(customer.tenant_id, order.instance_id)
    return billing


def test_a_partner_reads_its_margin_with_a_chart_and_the_same_numbers_as_a_table(
    billed: Billing, signed_in: SignedIn
) -> None:
    page = signed_in(billed.cast.partner).get(f"/margin/?{ASKED}").content.decode()

    assert all(
        text in page for text in ("Acme Dental", "€15.00", "€6.00", "€9.00", "60.0\N{NO-BREAK SPACE}%")
    )
    assert "<title>What was left each month, by days of service (€)</title>" in page
    assert "Margin: from 9 to 0 €" in page
    assert "April 2030 to June 2030" in page


def test_rows_lead_to_what_they_are_made_of_and_back(billed: Billing, signed_in: SignedIn) -> None:
    browser = signed_in(billed.cast.partner)
    acme = billed.cast.customer.tenant_id

    def texts(query: str) -> str:
        return browser.get(f"/margin/?{ASKED}&{query}").content.decode()

    assert f"customer={acme}&amp;by=month" in texts("by=customer")
    narrowed = texts(f"by=month&customer={acme}")
    assert all(text in narrowed for text in ("Acme Dental", "April 2030", "May 2030", "Customers behind"))
    assert "plan=Alder+Notes&amp;by=customer" in texts("by=plan")
    assert "€15.00" in texts("by=end")
    assert "Nothing was billed" in texts("plan=No+such+plan")
    assert "Nothing was billed" in texts("currency=USD")


@pytest.mark.parametrize(
    "query",
    [
        "last=soon",
        "months=0",
        "months=²",
        "months=99999",
        "customer=x",
        "by=x",
        "sort=x",
        "currency=xyz",
        "last=9999-12",
        "last=0001-01",
        "after=x",
    ],
)
def test_an_address_that_means_nothing_is_the_usual_report(
    billed: Billing, signed_in: SignedIn, query: str
) -> None:
    assert signed_in(billed.cast.partner).get(f"/margin/?{query}").status_code == 200


def test_it_is_for_those_who_bill_and_sell(billed: Billing, signed_in: SignedIn) -> None:
    cast = billed.cast

    assert signed_in(cast.customer).get("/margin/").status_code == 404
    assert signed_in(cast.customer).get("/margin/csv/").status_code == 404
    assert 'href="/margin/"' not in signed_in(cast.customer).get("/").content.decode()
    assert 'href="/margin/"' in signed_in(cast.partner).get("/").content.decode()
    assert "Acme" not in signed_in(cast.operator).get(f"/margin/?{ASKED}").content.decode()


def test_the_same_rows_as_csv_by_the_api_and_from_the_shell(billed: Billing, signed_in: SignedIn) -> None:
    cast = billed.cast
    browser = signed_in(cast.partner)

    csv = browser.get(f"/margin/csv/?{ASKED}")
    api = browser.get("/api/v1/reports/margin?since=2030-04-01&until=2030-07-01&by=month")
    shell = run(app, ["reports", "margin", str(cast.partner.tenant_id), "--last", "2030-06", "--months", "3"])

    row = f"2030-04-01,2030-07-01,served,customer,{cast.customer.tenant_id},Acme Dental,EUR,15.00,6.00,9.00,60.0"
    assert csv.headers["Content-Disposition"] == 'attachment; filename="margin-2030-04.csv"'
    assert csv.content.decode().splitlines()[1:] == [row]
    assert shell.output.splitlines()[1:] == [row]
    found = json.loads(api.content)
    assert [one["earned"]["revenue"] for one in found["rows"]] == ["15.00", "0", "0"]
    assert found["total"] == {"revenue": "15.00", "cost": "6.00", "margin": "9.00", "percent": "60.0"}
    assert found["months"][0]["month"] == "2030-04-01"
    refused = browser.get("/api/v1/reports/margin?since=2030-04-02&until=2030-07-01")
    assert (refused.status_code, json.loads(refused.content)["code"]) == (422, "months")
    assert (
        signed_in(cast.customer).get("/api/v1/reports/margin?since=2030-04-01&until=2030-07-01").status_code
        == 404
    )


def test_the_drift_page_is_empty_and_says_what_was_compared(billed: Billing, signed_in: SignedIn) -> None:
    browser = signed_in(billed.cast.partner)

    page = browser.get("/margin/drift/").content.decode()
    api = json.loads(browser.get("/api/v1/reports/drift?since=2030-03-01&until=2030-05-01").content)
    shell = run(app, ["reports", "drift", str(billed.cast.partner.tenant_id)])

    assert "Nothing differs." in page
    assert "2 orders were compared" in page
    assert api == {"orders": 2, "drifts": [], "next": None, "with_vendors": 0}
    assert (shell.exit_code, len(shell.output.splitlines())) == (0, 1)
    assert signed_in(billed.cast.customer).get("/margin/drift/").status_code == 404


def test_a_difference_is_told_in_a_sentence_on_the_page_by_the_api_and_in_the_shell(
    billed: Billing, signed_in: SignedIn
) -> None:
    cast = billed.cast
    billed.tamper("update provisioning_instance set seats = 9")
    browser = signed_in(cast.partner)

    page = browser.get("/margin/drift/").content.decode()
    api = json.loads(browser.get("/api/v1/reports/drift?since=2030-03-01&until=2030-05-01").content)
    shell = run(app, ["reports", "drift", str(cast.partner.tenant_id)])

    told = "3 seats are ordered, 9 are provided."
    assert all(text in page for text in ("2 differences", told, "Acme Dental", "Ordered and provided"))
    (found,) = (one for one in api["drifts"] if one["sold"])
    assert (found["customer"], found["between"], found["what"]) == ("Acme Dental", "provided", "seats")
    assert (found["expected"], found["found"], found["starts_on"]) == ("3", "9", "2030-04-01")
    assert shell.exit_code == 1
    assert told in shell.output
    assert "Acme" not in signed_in(cast.operator).get("/margin/drift/").content.decode()


def test_the_overview_of_a_seller_asks_for_a_small_chart_and_leads_to_the_whole(
    billed: Billing, signed_in: SignedIn
) -> None:
    cast = billed.cast
    browser = signed_in(cast.partner)

    home = browser.get("/").content.decode()
    small = browser.get("/margin/small/").content.decode()

    assert 'hx-get="/margin/small/"' in home
    assert "What was left each month, by date of document (€)" in small
    assert 'href="/margin/?by=month&amp;counted=issued"' in small
    assert "<html" not in small
    assert signed_in(cast.rival).get("/margin/small/").content.decode().strip() == ""
    assert "/margin/small/" not in signed_in(cast.customer).get("/").content.decode()
    assert signed_in(cast.customer).get("/margin/small/").status_code == 404
