"""The plan of an order changes on any day, on every edge, and the service follows."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import pytest

from conftest import Cast
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.tests.conftest import Shop
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.kernel.money import Money
from freehold.subscriptions.actions.change_plan import change_plan
from freehold.subscriptions.charged import spans_of
from freehold.subscriptions.tests.conftest import Ordered
from freehold.tenants.row_security import scope


@dataclass(frozen=True, slots=True)
class Larger:
    """A larger plan of both sellers: 4 EUR for Alder, 9 EUR for Acme."""

    operators_plan: UUID
    partners_plan: UUID


@pytest.fixture
def larger(cast: Cast, shop: Shop) -> Larger:
    """The larger plan, on the lists beside the one that is there."""
    today = clock.today()
    with scope(cast.operator.tenant_id):
        upper = create_plan(shop.offering, name="Notebook Large", options={"pages": 200}, actor=cast.operator)
        prices = {shop.operators_plan: Decimal(2), upper: Decimal(4)}
        publish_price_list(prices, currency="EUR", valid_from=today, actor=cast.operator)
    with scope(cast.partner.tenant_id):
        own = adopt_plan(upper, name="Alder Large", actor=cast.partner)
        prices = {shop.partners_plan: Decimal(5), own: Decimal(9)}
        publish_price_list(prices, currency="EUR", valid_from=today, actor=cast.partner)
    return Larger(upper, own)


def test_the_customer_changes_its_plan_and_every_tier_follows(
    cast: Cast, ordered: Ordered, larger: Larger
) -> None:
    with scope(cast.customer.tenant_id):
        changed = change_plan(ordered.number, larger.partners_plan, actor=cast.customer)

    upper = ordered.seen_by(cast.operator, ordered.upper)
    assert (changed.plan_name, changed.price) == ("Alder Large", Money(Decimal(9), "EUR"))
    assert (upper.plan_name, upper.price) == ("Notebook Large", Money(Decimal(4), "EUR"))
    assert ordered.instance.options == {"pages": 200}
    with scope(cast.operator.tenant_id):
        (spans,) = spans_of(cast.operator.tenant_id, [upper.id]).values()
    assert [(span.start, span.plan) for span in spans] == [(clock.today(), "Notebook Large")]


def test_it_goes_back_the_other_way(cast: Cast, ordered: Ordered, larger: Larger, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        change_plan(ordered.number, larger.partners_plan, actor=cast.partner)
        back = change_plan(ordered.number, shop.partners_plan, actor=cast.partner)

    assert back.plan_name == "Alder Notes"
    assert ordered.instance.options == {"pages": 20}


def test_what_stands_in_the_way_of_another_plan_changes_nothing(
    cast: Cast, ordered: Ordered, larger: Larger, shop: Shop
) -> None:
    with scope(cast.partner.tenant_id):
        unpriced = adopt_plan(shop.operators_plan, name="Unpriced", actor=cast.partner)
    before = ordered.everything

    for actor, number, plan_id, code in (
        (cast.partner, ordered.number, shop.partners_plan, "same_plan"),
        (cast.partner, ordered.number, unpriced, "not_orderable"),
        (cast.partner, ordered.upper, larger.operators_plan, "follows_customer"),
    ):
        with scope(actor.tenant_id), pytest.raises(Refused) as refusal:
            change_plan(number, plan_id, actor=actor)
        assert refusal.value.code == code
    with scope(cast.partner.tenant_id), pytest.raises(Conflict):
        change_plan(ordered.number, larger.partners_plan, actor=cast.partner, seen_version=99)

    assert ordered.everything == before


def test_nobody_else_changes_the_plan(cast: Cast, ordered: Ordered, larger: Larger) -> None:
    before = ordered.everything

    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        change_plan(ordered.number, larger.partners_plan, actor=cast.rival)
    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        change_plan(ordered.number, larger.partners_plan, actor=cast.member)
    with scope(cast.partner.tenant_id), pytest.raises(NotFound):
        change_plan(ordered.number, larger.operators_plan, actor=cast.partner)

    assert ordered.everything == before
