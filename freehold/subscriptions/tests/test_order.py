"""An order: a subscription on each edge, one instance in the customer's scope, pseudonyms above."""

from decimal import Decimal

import pytest

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.actions.retire_plan import retire_plan
from freehold.catalog.tests.conftest import Shop
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.kernel.ids import new_id
from freehold.kernel.money import Money
from freehold.provisioning.queries import instances
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.queries import Side, get_subscription, list_subscriptions
from freehold.subscriptions.states import State
from freehold.subscriptions.tests.conftest import Ordered
from freehold.tenants.row_security import scope


def orders_of(actor, side: Side):
    with scope(actor.tenant_id):
        return list_subscriptions(actor, side=side)


def test_a_seller_orders_for_its_customer_and_the_service_comes_to_be(cast: Cast, ordered: Ordered) -> None:
    order = ordered.seen_by(cast.customer)

    assert (order.state, order.seats, order.price) == (State.ACTIVE, 3, Money(Decimal(5), "EUR"))
    assert order.price_a_month == Money(Decimal(15), "EUR")
    assert ordered.instance.options == {"pages": 20}
    assert ordered.reconcile().observed_state is InstanceState.ACTIVE


def test_a_customer_orders_from_its_seller(cast: Cast, shop: Shop) -> None:
    with scope(cast.customer.tenant_id):
        order = order_subscription(shop.partners_plan, seats=1, actor=cast.customer, reference="PO 7")

    assert (order.side, order.plan_name, order.reference) == (Side.BOUGHT, "Alder Notes", "PO 7")
    (sold,) = orders_of(cast.partner, Side.SOLD)
    assert (sold.number, sold.customer) == (order.number, "Acme Dental")


def test_a_partner_orders_under_a_grant_as_the_customer(cast: Cast, shop: Shop) -> None:
    actor = cast.under_grant()
    with scope(cast.customer.tenant_id):
        order = order_subscription(shop.partners_plan, seats=1, actor=actor)
        newest = log_lines(cast.customer.tenant_id, action="subscriptions")[0]

    assert order.buyer_id == cast.customer.tenant_id
    assert (newest.actor_name, newest.from_outside) == ("Anna Alder", True)


def test_the_chain_has_one_subscription_for_each_edge(cast: Cast, ordered: Ordered) -> None:
    upper = ordered.seen_by(cast.partner, ordered.upper)

    assert (upper.seller_id, upper.buyer_id) == (cast.operator.tenant_id, cast.partner.tenant_id)
    assert (upper.plan_name, upper.seats, upper.price) == ("Notebook Standard", 3, Money(Decimal(2), "EUR"))
    assert upper.instance_id == ordered.seen_by(cast.customer).instance_id


def test_the_operator_sees_a_pseudonym_and_totals_never_the_name(cast: Cast, ordered: Ordered) -> None:
    (seen,) = orders_of(cast.operator, Side.SOLD)

    assert seen.number == ordered.upper
    assert seen.customer.startswith("C-")
    assert "Acme" not in repr(seen)
    assert str(cast.customer.tenant_id) not in repr(seen)
    with scope(cast.operator.tenant_id):
        with pytest.raises(NotFound):
            get_subscription(cast.operator, ordered.number)
        log = repr(log_lines(cast.operator.tenant_id))
    assert "Acme" not in log
    assert "Anna" not in log
    assert "Alder IT" in log


def test_the_pseudonym_of_a_customer_is_the_same_on_each_order(cast: Cast, shop: Shop) -> None:
    with scope(cast.customer.tenant_id):
        for _time in range(2):
            order_subscription(shop.partners_plan, seats=1, actor=cast.customer)

    first, second = orders_of(cast.operator, Side.SOLD)
    assert first.customer == second.customer


def test_both_ends_and_nobody_else_see_the_order(cast: Cast, ordered: Ordered) -> None:
    assert ordered.seen_by(cast.partner).customer == "Acme Dental"
    assert ordered.seen_by(cast.customer).side is Side.BOUGHT
    for outsider in (cast.rival, cast.rival_customer):
        with pytest.raises(NotFound):
            ordered.seen_by(outsider)
        with pytest.raises(NotFound):
            ordered.seen_by(outsider, ordered.upper)
        assert orders_of(outsider, Side.SOLD) == orders_of(outsider, Side.BOUGHT) == []
    with pytest.raises(NotFound):
        ordered.seen_by(cast.customer, ordered.upper)


def test_both_logs_tell_of_the_order(cast: Cast, ordered: Ordered) -> None:
    for actor in (cast.partner, cast.customer):
        with scope(actor.tenant_id):
            (line,) = log_lines(actor.tenant_id, subject_id=ordered.number)
        assert (line.action, line.actor_name) == ("subscriptions.order", "Anna Alder")
        assert line.facts == {"plan": "Alder Notes", "seats": 3, "price": "5.00 EUR"}


def test_nobody_orders_for_a_tenant_that_is_not_theirs(cast: Cast, shop: Shop) -> None:
    tries = [(cast.rival, cast.customer), (cast.operator, cast.customer), (cast.customer, cast.partner)]
    for actor, buyer in tries:
        with scope(actor.tenant_id), pytest.raises(NotFound):
            order_subscription(shop.partners_plan, seats=1, buyer_id=buyer.tenant_id, actor=actor)

    with scope(cast.customer.tenant_id):
        assert instances(cast.customer) == []


def test_nobody_orders_what_their_seller_does_not_sell(cast: Cast, shop: Shop) -> None:
    with scope(cast.rival_customer.tenant_id):
        for plan_id in (shop.partners_plan, shop.operators_plan, new_id()):
            with pytest.raises(NotFound):
                order_subscription(plan_id, seats=1, actor=cast.rival_customer)
    with scope(cast.customer.tenant_id), pytest.raises(NotFound):
        order_subscription(shop.operators_plan, seats=1, actor=cast.customer)
    with scope(cast.operator.tenant_id), pytest.raises(Refused) as refusal:
        order_subscription(shop.operators_plan, seats=1, actor=cast.operator)

    assert refusal.value.code == "no_seller"
    assert orders_of(cast.partner, Side.SOLD) == []


def test_a_member_cannot_order(cast: Cast, shop: Shop) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        order_subscription(shop.partners_plan, seats=1, actor=cast.member)

    assert orders_of(cast.partner, Side.SOLD) == []


@pytest.mark.parametrize("seats", [0, -1, 10_001])
def test_impossible_seats_are_refused(cast: Cast, shop: Shop, seats: int) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        order_subscription(shop.partners_plan, seats=seats, actor=cast.customer)

    assert (refusal.value.code, refusal.value.field) == ("seats", "seats")
    assert orders_of(cast.partner, Side.SOLD) == []


def test_a_plan_without_a_price_anywhere_above_cannot_be_ordered(cast: Cast, shop: Shop) -> None:
    with scope(cast.operator.tenant_id):
        other = create_plan(shop.offering, name="Other", actor=cast.operator)
        publish_price_list({other: Decimal(1)}, currency="EUR", valid_from=clock.today(), actor=cast.operator)

    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        order_subscription(shop.partners_plan, seats=1, actor=cast.customer)

    assert refusal.value.code == "not_orderable"
    assert orders_of(cast.partner, Side.BOUGHT) == []


def test_a_plan_that_is_retired_above_cannot_be_ordered(cast: Cast, shop: Shop) -> None:
    with scope(cast.operator.tenant_id):
        retire_plan(shop.operators_plan, actor=cast.operator)

    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        order_subscription(shop.partners_plan, seats=1, actor=cast.customer)

    assert refusal.value.code == "not_orderable"


def test_a_later_price_list_leaves_the_order_as_agreed(cast: Cast, shop: Shop, ordered: Ordered) -> None:
    with scope(cast.partner.tenant_id):
        publish_price_list(
            {shop.partners_plan: Decimal(9)}, currency="EUR", valid_from=clock.today(), actor=cast.partner
        )

    assert ordered.seen_by(cast.customer).price == Money(Decimal(5), "EUR")
