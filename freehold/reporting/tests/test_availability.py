"""How services answered, for those who sell them, with what they credited and were credited."""

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.test import Client

from conftest import Cast
from freehold.catalog.actions.promise_level import promise_level
from freehold.invoicing.tests.conftest import Billing, at, billing, notebooks, shop
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import NotPermitted
from freehold.kernel.money import Money
from freehold.kernel.service_levels import Minutes, Step
from freehold.metering.actions.note_minutes import note_minutes
from freehold.provisioning import registry
from freehold.reporting.queries.availability import availability, credits_of
from freehold.tenants.row_security import scope

__all__ = ["at", "billing", "notebooks", "shop"]

SignedIn = Callable[[Actor], Client]
AsRole = Callable[[str], AbstractContextManager[None]]
NOW = datetime(2027, 10, 2, tzinfo=UTC)


@pytest.fixture
def missed(billing: Billing, as_role: AsRole, monkeypatch: pytest.MonkeyPatch) -> str:
    """September without an answer for a while, and credited by Alder to Acme; the operator promised nothing."""
    monkeypatch.setattr(registry, "_services", {"notebook": registry.service_for("notebook")})
    with scope(billing.cast.partner.tenant_id):
        promise_level(
            billing.shop.partners_plan, [Step(Decimal("99.9"), Decimal(10))], actor=billing.cast.partner
        )
    number = billing.order(date(2027, 9, 1))
    with as_role("freehold_worker"):
        note_minutes("notebook", date(2027, 9, 5), {minute: {"shelf": minute > 2} for minute in range(10)})
    billing.run(billing.cast.partner, date(2027, 9, 1))
    billing.run(billing.cast.partner, date(2027, 10, 1))
    billing.at(date(2027, 10, 2))
    return number


def test_sellers_read_how_services_answered_and_what_it_cost_them(missed: str, cast: Cast) -> None:
    with scope(cast.partner.tenant_id):
        (service,) = availability(cast.partner, now=NOW)
        credits_ = credits_of(cast.partner)

    (month,) = service.months
    assert (month.month, month.whole, month.doors) == (date(2027, 9, 1), Minutes(10, 7), (Minutes(10, 7),))
    assert month.unknown == 30 * 1440 - 10
    (credit,) = credits_.given
    assert (credit.order_number, credit.amount) == (missed, Money(Decimal("1.50"), "EUR"))
    assert credits_.names[credit.buyer_id] == "Acme Dental"
    assert credits_.got == ()


def test_who_may_not_see_invoices_sees_no_credits_and_members_nothing(missed: str, cast: Cast) -> None:
    technician = replace(cast.partner, roles=frozenset({Role.TECHNICIAN}))
    member = replace(cast.partner, roles=frozenset({Role.MEMBER}))

    with scope(cast.partner.tenant_id):
        assert availability(technician, now=NOW)
        assert credits_of(technician).given == ()
        with pytest.raises(NotPermitted):
            availability(member, now=NOW)
        with pytest.raises(NotPermitted):
            credits_of(member)


def test_a_tier_above_sees_none_of_a_partners_credits(missed: str, cast: Cast, signed_in: SignedIn) -> None:
    partners = signed_in(cast.partner).get("/availability/").content.decode()
    operators = signed_in(cast.operator).get("/availability/").content.decode()

    assert "70.00\N{NO-BREAK SPACE}%" in partners
    assert "70.00\N{NO-BREAK SPACE}%" in operators
    assert missed in partners
    assert missed not in operators
    assert "No month has been credited." in operators


def test_the_api_tells_the_same(missed: str, cast: Cast, signed_in: SignedIn) -> None:
    told = signed_in(cast.partner).get("/api/v1/availability").json()
    bought = signed_in(cast.customer).get("/api/v1/availability").json()

    (month,) = told["services"][0]["months"]
    assert (month["percent"], month["minutes_asked"], month["minutes_up"]) == ("70.000", 10, 7)
    assert [(one["order_number"], one["amount"]["amount"]) for one in told["given"]] == [(missed, "1.50")]
    assert bought["got"] == told["given"]
    assert told["got"] == bought["given"] == []


def test_the_customer_reads_its_credit_in_the_month_that_it_is_for_and_all_adds_up(
    missed: str, cast: Cast, signed_in: SignedIn, at: Callable[[date], None]
) -> None:
    told = signed_in(cast.customer).get("/api/v1/statements")

    assert told.status_code == 200
    page = signed_in(cast.customer).get("/statements/?month=2027-09").content.decode()
    service = signed_in(cast.customer).get("/api/v1/statements/2027-09").json()["services"][0]
    rows = csv.reader(StringIO(signed_in(cast.customer).get("/statements/2027-09.csv").content.decode()))
    quantities = {row[3]: row[4] for row in rows}
    assert "Credited for this month" in page
    assert [one in page for one in ("€15.00", "−€1.50", "€13.50")] == [True] * 3
    assert quantities["charged, without tax"] == "15.00"
    assert quantities["credited for a missed promise, without tax"] == "-1.50"
    assert quantities["in all, without tax"] == "13.50"
    assert service["credited"] == {"amount": "1.50", "currency": "EUR"}
    assert service["charged"] == {"amount": "13.50", "currency": "EUR"}
    assert service["promised"]["steps"] == [{"below": "99.9", "credit": "10"}]
