"""How services answered, for those who sell them, with what they credited and were credited."""

import csv
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
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
PROMISED = [Step(Decimal("99.9"), Decimal(10))]


@pytest.fixture
def missed(billing: Billing, as_role: AsRole, monkeypatch: pytest.MonkeyPatch) -> str:
    """September without an answer for a while, and credited by Alder to Acme; the operator promised nothing."""
    return miss_september(billing, as_role, monkeypatch)


@pytest.fixture
def missed_twice(billing: Billing, as_role: AsRole, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same, and the operator promised as much: it credits Alder."""
    with scope(billing.cast.operator.tenant_id):
        promise_level(billing.shop.operators_plan, PROMISED, actor=billing.cast.operator)
    number = miss_september(billing, as_role, monkeypatch)
    billing.run(billing.cast.operator, date(2027, 9, 1))
    billing.run(billing.cast.operator, date(2027, 10, 1))
    billing.at(date(2027, 10, 2))
    return number


def miss_september(billing: Billing, as_role: AsRole, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(registry, "_services", {"notebook": registry.service_for("notebook")})
    with scope(billing.cast.partner.tenant_id):
        promise_level(billing.shop.partners_plan, PROMISED, actor=billing.cast.partner)
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
        credits_ = credits_of(cast.partner, limit=50)

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
        assert credits_of(technician, limit=50).given == ()
        with pytest.raises(NotPermitted):
            availability(member, now=NOW)
        with pytest.raises(NotPermitted):
            credits_of(member, limit=50)


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
    given = signed_in(cast.partner).get("/api/v1/service-credits?side=issued").json()
    got = signed_in(cast.customer).get("/api/v1/service-credits?side=received").json()

    (month,) = told["services"][0]["months"]
    assert (month["percent"], month["minutes_asked"], month["minutes_up"]) == ("70.000", 10, 7)
    assert [(one["order_number"], one["amount"]["amount"]) for one in given["items"]] == [(missed, "1.50")]
    assert got == given
    assert signed_in(cast.partner).get("/api/v1/service-credits?side=received").json()["items"] == []
    assert signed_in(cast.customer).get("/api/v1/service-credits?side=issued").json()["items"] == []
    assert signed_in(cast.rival).get("/api/v1/service-credits?side=issued").json()["items"] == []


EARLIER = """
insert into invoicing_servicecredit (
    id, seller_id, buyer_id, subscription_id, month, invoice_id, promised_percent, minutes_asked, minutes_up,
    credit_percent, amount, currency, created_at
) select gen_random_uuid(), seller_id, buyer_id, subscription_id, (month - make_interval(months => back))::date,
    invoice_id, promised_percent, minutes_asked, minutes_up, credit_percent, amount, currency, created_at
from invoicing_servicecredit, generate_series(1, 250) back
"""


def pages_of(browser: Client, heading: str, parameter: str) -> list[str]:
    """The months that the pages of a list show, one page after the other."""
    found: list[str] = []
    address: str | None = "/availability/"
    while address:
        page = browser.get(address).content.decode()
        section = next(one for one in page.split("<section") if heading in one)
        found += re.findall(r'<th scope="row" class="nowrap">([^<]+)</th>', section)
        onwards = re.search(r'rel="next" href="([^"]+)"', section)
        address = f"/availability/{unescape(onwards[1])}" if onwards else None
        assert address is None or f"{parameter}=" in address
    return found


def test_many_credits_are_read_in_parts_on_the_page_and_in_the_api_and_none_is_left_out(
    missed_twice: str, cast: Cast, signed_in: SignedIn, tamper: Callable[[str], None]
) -> None:
    tamper(EARLIER)
    by_api: list[str] = []
    cursor: str | None = ""

    given = pages_of(signed_in(cast.partner), "What you credited", "after")
    got = pages_of(signed_in(cast.partner), "What your seller credited you", "before")
    while cursor is not None:
        part = signed_in(cast.partner).get(
            "/api/v1/service-credits", {"side": "issued", "limit": 120, "cursor": cursor}
        )
        by_api += [one["month"] for one in part.json()["items"]]
        cursor = part.json()["next"]

    assert len(given) == len(set(given)) == 251
    assert got == given
    assert by_api == sorted(set(by_api), reverse=True)
    assert len(by_api) == 251


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
