"""The customer's month: what it got beside what it paid, and what nobody measured says so."""

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.test import Client

from conftest import Cast
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.invoicing.tests.conftest import Billing, at, billing, notebooks, shop
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.kernel.errors import NotPermitted
from freehold.kernel.money import Money
from freehold.kernel.period import Period
from freehold.kernel.service_levels import Minutes
from freehold.metering.actions.close_day import close_day
from freehold.metering.actions.note_minutes import note_minutes
from freehold.provisioning.models import Instance
from freehold.reporting.queries.statement import months_of, statement_of
from freehold.reporting.words import written_unknown
from freehold.subscriptions.actions.change_plan import change_plan
from freehold.subscriptions.models import Subscription
from freehold.tenants.row_security import scope

__all__ = ["at", "billing", "notebooks", "shop"]

SignedIn = Callable[[Actor], Client]
OCTOBER = Period(date(2027, 10, 1), date(2027, 11, 1))
NOVEMBER = Period(date(2027, 11, 1), date(2027, 12, 1))
TODAY = date(2027, 11, 5)
NOW = datetime(2027, 11, 5, 9, tzinfo=UTC)


@pytest.fixture
def month(billing: Billing, as_role: Callable[[str], AbstractContextManager[None]]) -> str:
    """Acme's three seats from the 11th of October on, measured on two days, billed on the 1st of November."""
    number = billing.order(date(2027, 10, 11))
    home = billing.cast.customer.tenant_id
    with scope(billing.cast.partner.tenant_id):
        Subscription.objects.update(started_at=datetime(2027, 10, 11, 9, tzinfo=UTC))
    with scope(home):
        instance_id = Instance.objects.get().id
    billing.at(date(2027, 10, 14))
    for day, notes in ((12, 10), (13, 30)):
        with as_role("freehold_worker"), scope(home):
            close_day(
                date(2027, 10, day),
                {instance_id: {"notes": Decimal(notes)}},
                actor=platform_actor(home, via=Via.JOB),
            )
    with as_role("freehold_worker"):
        asked = {minute: {"shelf": minute != 3} for minute in range(8)}
        note_minutes("notebook", date(2027, 10, 20), asked)
        note_minutes("notebook", date(2027, 10, 3), {7: {"shelf": False}})  # before the order
    billing.run(billing.cast.partner, date(2027, 10, 31))
    billing.at(TODAY)
    return number


def test_what_was_got_stands_beside_what_was_charged(month: str, cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        found = statement_of(cast.customer, OCTOBER, now=NOW)

    (part,) = found.parts
    (notes,) = part.got
    assert (part.order.number, part.days) == (month, Period(date(2027, 10, 11), date(2027, 11, 1)))
    assert (notes.quantity, notes.last, notes.days_read, notes.days) == (Decimal(20), Decimal(30), 2, 21)
    assert not notes.is_whole
    assert part.charged == Money(Decimal("10.16"), "EUR")  # 15 EUR a month, 21 of 31 days
    assert [(one.gross.amount, one.open.amount) for one in found.documents] == [
        (Decimal("12.09"), Decimal("12.09"))
    ]
    assert not found.is_running


def test_availability_is_of_the_minutes_asked_and_of_the_days_served(month: str, cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        (part,) = statement_of(cast.customer, OCTOBER, now=NOW).parts

    assert part.availability is not None
    assert part.availability.whole == Minutes(asked=8, up=7)
    assert part.availability.whole.percent == Decimal("87.500")
    assert part.availability.doors == (("The shelf", Minutes(8, 7)),)
    assert part.availability.unknown == 21 * 1440 - 8


def test_what_nobody_measured_is_not_guessed(month: str, cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        found = statement_of(cast.customer, NOVEMBER, now=NOW)

    (part,) = found.parts
    assert found.is_running
    assert (part.got[0].quantity, part.got[0].days_read, part.got[0].days) == (None, 0, 4)
    assert part.availability is not None
    assert part.availability.whole.percent is None
    assert part.charged is None
    assert found.documents == ()


def test_there_is_a_statement_of_each_month_with_an_order(month: str, cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        assert months_of(cast.customer, today=TODAY) == [NOVEMBER, OCTOBER]


def test_a_month_bears_the_plans_that_it_had_and_not_todays(billing: Billing, signed_in: SignedIn) -> None:
    cast = billing.cast
    with scope(cast.partner.tenant_id):
        plan = adopt_plan(billing.shop.operators_plan, name="Larger", actor=cast.partner)
        publish_price_list({plan: Decimal(9)}, currency="EUR", valid_from=TODAY, actor=cast.partner)
    number = billing.order(date(2027, 10, 11))
    with scope(cast.partner.tenant_id):
        Subscription.objects.update(started_at=datetime(2027, 10, 11, 9, tzinfo=UTC))
    billing.at(TODAY)
    with scope(cast.customer.tenant_id):
        (before,) = statement_of(cast.customer, OCTOBER, now=NOW).parts
        change_plan(number, plan, actor=cast.customer)
        (october,) = statement_of(cast.customer, OCTOBER, now=NOW).parts
        (november,) = statement_of(cast.customer, NOVEMBER, now=NOW).parts
    page = signed_in(cast.customer).get("/statements/?month=2027-11").content.decode()

    assert october.plans == before.plans == (before.order.plan_name,)
    assert november.plans == (before.order.plan_name, "Larger")
    assert f"{before.order.plan_name}, then Larger" in page


@pytest.mark.parametrize(("minutes", "told"), [(1, "1 minute"), (119, "119 minutes"), (657, "11 hours")])
def test_time_that_nobody_measured_is_rounded_to_the_nearest_hour(minutes: int, told: str) -> None:
    assert written_unknown(minutes) == f"In {told} nobody measured."


def test_neither_a_member_nor_another_tenant_reads_it(
    month: str, cast: Cast, billing: Billing, signed_in: SignedIn
) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        statement_of(billing.member_of(cast.customer), OCTOBER, now=NOW)
    with scope(cast.rival.tenant_id):
        assert months_of(cast.rival, today=TODAY) == []
    assert signed_in(cast.rival).get("/statements/2027-10.csv").status_code == 404


def test_the_page_the_table_and_the_api_say_the_same(month: str, cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.customer)

    page = browser.get("/statements/").content.decode()
    running = browser.get("/statements/?month=2027-11").content.decode()
    rows = list(csv.DictReader(StringIO(browser.get("/statements/2027-10.csv").content.decode())))
    told = browser.get("/api/v1/statements/2027-10").json()

    assert "October 2027" in page
    assert "87.50\N{NO-BREAK SPACE}%" in page
    assert "€10.16" in page
    assert "19 days not measured" in page
    assert "not measured" in running
    assert {row["what"]: row["quantity"] for row in rows}["charged, without tax"] == "10.16"
    assert {row["what"]: row["quantity"] for row in rows}["availability"] == "87.500"
    (service,) = told["services"]
    assert service["charged"] == {"amount": "10.16", "currency": "EUR"}
    assert service["availability"]["percent"] == "87.500"
    assert [one["month"] for one in browser.get("/api/v1/statements").json()] == ["2027-11", "2027-10"]
    assert browser.get("/api/v1/statements/2026-01").status_code == 404


def test_without_an_order_it_says_what_to_expect(cast: Cast, signed_in: SignedIn) -> None:
    assert "Nothing has been ordered yet." in signed_in(cast.customer).get("/statements/").content.decode()
