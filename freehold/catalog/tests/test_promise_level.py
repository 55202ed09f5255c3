"""A plan's promise: shown before the order, kept by it on each edge, and changed for what comes later alone."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from typer.testing import CliRunner

from conftest import Cast
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.promise_level import promise_level
from freehold.catalog.commands import app
from freehold.catalog.queries import get_plan, plans_offered, plans_offered_to
from freehold.catalog.tests.conftest import Shop
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.kernel.service_levels import ServiceLevel, Step
from freehold.provisioning.tests.notebook import NotebookService
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.tenants.row_security import scope

SignedIn = Callable[[Actor], Client]
STEPS = (Step(Decimal("99.9"), Decimal(10)), Step(Decimal(99), Decimal(25)))
LEVEL = ServiceLevel(STEPS)


def promised(cast: Cast, shop: Shop) -> ServiceLevel | None:
    with scope(cast.partner.tenant_id):
        return get_plan(cast.partner, shop.partners_plan, on=clock.today()).service_level


def test_each_edge_keeps_what_its_own_seller_promised(cast: Cast, shop: Shop) -> None:
    with scope(cast.operator.tenant_id):
        promise_level(shop.operators_plan, STEPS[:1], actor=cast.operator)
    with scope(cast.partner.tenant_id):
        promise_level(shop.partners_plan, STEPS, actor=cast.partner)
        order_subscription(shop.partners_plan, seats=2, buyer_id=cast.customer.tenant_id, actor=cast.partner)
        promise_level(shop.partners_plan, (), actor=cast.partner)

        (sold,) = list_subscriptions(cast.partner, side=Side.SOLD)
        (bought,) = list_subscriptions(cast.partner, side=Side.BOUGHT)

    assert sold.terms.service_level == LEVEL
    assert bought.terms.service_level == ServiceLevel(STEPS[:1])
    assert promised(cast, shop) is None


def test_both_ends_read_the_promise_before_the_order(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        promise_level(shop.partners_plan, STEPS, actor=cast.partner)
        (mine,) = plans_offered_to(cast.partner, cast.customer.tenant_id, currency="EUR", on=clock.today())
    with scope(cast.customer.tenant_id):
        (theirs,) = plans_offered(cast.customer)

    assert mine.service_level == theirs.service_level == LEVEL
    assert {terms.service_level for terms in (*mine.terms, *theirs.terms)} == {LEVEL}


def test_an_adopted_plan_promises_what_its_source_does(cast: Cast, shop: Shop) -> None:
    with scope(cast.operator.tenant_id):
        promise_level(shop.operators_plan, STEPS, actor=cast.operator)
    with scope(cast.partner.tenant_id):
        adopted = adopt_plan(shop.operators_plan, name="Notes with a promise", actor=cast.partner)
        found = get_plan(cast.partner, adopted, on=clock.today())

    assert found.service_level == LEVEL
    assert promised(cast, shop) is None  # adopted before


@pytest.mark.parametrize(
    "steps", [(Step(Decimal("NaN"), Decimal(1)),), (Step(Decimal(101), Decimal(1)),), STEPS[::-1]]
)
def test_what_cannot_be_promised_is_refused(cast: Cast, shop: Shop, steps: tuple[Step, ...]) -> None:
    with scope(cast.partner.tenant_id), pytest.raises(Refused):
        promise_level(shop.partners_plan, steps, actor=cast.partner)

    assert promised(cast, shop) is None


def test_what_nobody_measures_cannot_be_promised(
    cast: Cast, shop: Shop, notebooks: NotebookService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notebooks, "doors", ())

    with scope(cast.partner.tenant_id), pytest.raises(Refused) as refused:
        promise_level(shop.partners_plan, STEPS, actor=cast.partner)

    assert refused.value.code == "not_measured"
    assert promised(cast, shop) is None


def test_strangers_members_and_latecomers_change_nothing(cast: Cast, shop: Shop) -> None:
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        promise_level(shop.partners_plan, STEPS, actor=cast.rival)
    with scope(cast.partner.tenant_id):
        with pytest.raises(Conflict):
            promise_level(shop.partners_plan, STEPS, seen_version=9, actor=cast.partner)
        with pytest.raises(NotPermitted):
            promise_level(shop.partners_plan, STEPS, actor=_as_member(cast.partner))

    assert promised(cast, shop) is None


def test_the_page_the_command_and_the_api_write_the_same(cast: Cast, shop: Shop, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)
    address = f"/plans/{shop.partners_plan}/promise/"
    sent = {"promised": "99.9", "credit": "10", "further": "99 %: 25"}

    assert browser.get(address).status_code == 200
    assert browser.post(address, {**sent, "further": "soon"}).status_code == 422
    assert browser.post(address, {"credit": "10"}).status_code == 422
    assert promised(cast, shop) is None
    assert browser.post(address, sent).status_code == 302
    by_page = promised(cast, shop)
    page = browser.get(f"/plans/{shop.partners_plan}/").content.decode()
    tenant = str(cast.partner.tenant_id)
    run = CliRunner().invoke(app, ["plans", "promise", str(shop.partners_plan), "--tenant", tenant])
    by_command = promised(cast, shop)
    put = browser.put(
        f"/api/v1/plans/{shop.partners_plan}/promise",
        {"steps": [{"below": "99.9", "credit": "10"}, {"below": "99", "credit": "25"}]},
        content_type="application/json",
    )
    told = browser.get(f"/api/v1/plans/{shop.partners_plan}").json()

    assert by_page == LEVEL
    assert "99.9\N{NO-BREAK SPACE}% of each calendar month" in page
    assert (run.exit_code, by_command) == (0, None)
    assert put.status_code == 204, put.content
    assert told["service_level"]["steps"] == [
        {"below": "99.9", "credit": "10"},
        {"below": "99", "credit": "25"},
    ]


def _as_member(actor: Actor) -> Actor:
    return replace(actor, roles=frozenset({Role.MEMBER}))
