"""What is owed to a seller: by customer, plan and month, and by how long it has been due."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.invoicing.actions.record_payment import record_payment
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.tests.conftest import ACME, Billing
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.reporting.commands import app
from freehold.reporting.queries.receivables import Receivables, receivables
from freehold.reporting.rules.owing import age_of, shared_out
from freehold.reporting.states import Age, By, OwedSort
from freehold.tenants.row_security import scope

APRIL, MAY = date(2030, 4, 1), date(2030, 5, 1)
D = Decimal
CENTS = st.decimals(min_value="0.00", max_value="99999.99", places=2)
SignedIn = Callable[..., Client]


@pytest.fixture
def owed(billing: Billing) -> Billing:
    """On 2 May Acme owes 17.85 since 15 April and 17.85 until 15 May, and Elm 59.50 until 15 May."""
    cast = billing.cast
    billing.order(APRIL)
    billing.run(cast.partner, APRIL)
    with scope(cast.partner.tenant_id):
        elm = set_up_customer("Elm Bakery", actor=cast.partner)
        set_buyer_profile(ACME, buyer_id=elm, actor=cast.partner)
    billing.order(MAY, seats=10, buyer_id=elm)
    billing.run(cast.partner, MAY)
    billing.at(date(2030, 5, 2))
    return billing


def seen(actor: Actor, **asked: object) -> Receivables:
    """What is owed to somebody."""
    with scope(actor.tenant_id):
        return receivables(actor, **asked)  # type: ignore[arg-type]


def rows(found: Receivables) -> list[tuple[str, Decimal, Decimal]]:
    """Names, what is open and what is overdue."""
    return [(row.name, row.owed.open, row.owed.overdue) for row in found.rows]


def test_a_seller_reads_who_owes_what_and_for_how_long(owed: Billing) -> None:
    found = seen(owed.cast.partner)

    assert (found.on, found.currency, found.invoices) == (date(2030, 5, 2), "EUR", 3)
    assert rows(found) == [("Elm Bakery", D("59.50"), D(0)), ("Acme Dental", D("35.70"), D("17.85"))]
    assert found.total.by_age == {Age.DAYS_30: D("17.85"), Age.NOT_DUE: D("77.35")}
    assert seen(owed.cast.partner, sort=OwedSort.OVERDUE_DOWN).rows[0].name == "Acme Dental"
    assert seen(owed.cast.partner, sort=OwedSort.NAME).rows[0].name == "Acme Dental"


def test_plans_and_months_sum_to_the_same(owed: Billing) -> None:
    plans, months = (seen(owed.cast.partner, by=by) for by in (By.PLAN, By.MONTH))

    assert rows(plans) == [("Alder Notes", D("95.20"), D("17.85"))]
    assert rows(months) == [("2030-04", D("17.85"), D("17.85")), ("2030-05", D("77.35"), D(0))]


def test_payments_and_credit_notes_are_taken_off_and_what_is_beyond_stands_beside_it(owed: Billing) -> None:
    partner, acme = owed.cast.partner, owed.cast.customer.tenant_id
    with scope(partner.tenant_id):
        credit_invoice(owed.id_of("RE-000001"), net=D(5), reason="Sorry", actor=partner)
        record_payment(
            acme, amount=D("20.00"), currency="EUR", received_on=MAY, actor=partner,
            invoice_ids=[owed.id_of("RE-000001")],
        )  # fmt: skip

    found = seen(partner, buyer_id=acme)

    assert rows(found) == [("Acme Dental", D("17.85"), D(0))]
    assert found.credit == D("8.10")  # 17.85 less 5.95 was open


def test_nobody_else_reads_it(owed: Billing) -> None:
    cast = owed.cast

    assert rows(seen(cast.rival)) == []
    assert rows(seen(cast.operator)) == []
    with pytest.raises(NotFound):
        seen(cast.customer)
    with pytest.raises(NotPermitted):
        seen(owed.member_of(cast.partner))
    with pytest.raises(Refused):
        seen(cast.partner, by=By.END)
    assert rows(seen(cast.partner, buyer_id=uuid4())) == []


def test_the_page_the_csv_the_api_and_the_shell_say_the_same(owed: Billing, signed_in: SignedIn) -> None:
    cast = owed.cast
    browser = signed_in(cast.partner)

    page = browser.get("/margin/receivables/").content.decode()
    csv = browser.get("/margin/receivables/csv/?sort=name").content.decode().splitlines()
    api = json.loads(browser.get("/api/v1/reports/receivables?by=month").content)
    shell = CliRunner().invoke(app, ["reports", "receivables", str(cast.partner.tenant_id)])

    assert all(
        text in page for text in ("Elm Bakery", "€59.50", "€17.85", "How long it has been due", "€95.20")
    )
    assert csv[1].endswith(f"{cast.customer.tenant_id},Acme Dental,EUR,17.85,17.85,0,0,0,35.70")
    assert api["total"] == {
        "open": "95.20", "overdue": "17.85", "by_age": {"not_due": "77.35", "days_30": "17.85"},
    }  # fmt: skip
    assert sorted(shell.output.splitlines()[1:]) == sorted(csv[1:])
    assert signed_in(cast.customer).get("/margin/receivables/").status_code == 404
    assert "Nothing is owed" in browser.get("/margin/receivables/?currency=USD").content.decode()
    for query in ("currency=xyz", "customer=x", "by=end", "sort=x", "after=x"):
        assert browser.get(f"/margin/receivables/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("due_on", "age"),
    [
        (date(2030, 5, 2), Age.NOT_DUE), (date(2030, 5, 1), Age.DAYS_30), (date(2030, 4, 2), Age.DAYS_30),
        (date(2030, 4, 1), Age.DAYS_60), (date(2030, 3, 3), Age.DAYS_60), (date(2030, 3, 2), Age.DAYS_90),
        (date(2030, 2, 1), Age.DAYS_90), (date(2030, 1, 31), Age.OLDER),
    ],
)  # fmt: skip
def test_the_day_on_which_it_is_due_is_still_in_time(due_on: date, age: Age) -> None:
    assert age_of(due_on, today=date(2030, 5, 2)) is age


@given(total=CENTS, weights=st.lists(CENTS, min_size=1, max_size=9))
def test_the_parts_of_an_amount_sum_to_it_to_the_cent(total: Decimal, weights: list[Decimal]) -> None:
    parts = shared_out(total, weights, currency="EUR")

    assert sum(parts) == total
    assert all(part >= 0 and part == round(part, 2) for part in parts)
