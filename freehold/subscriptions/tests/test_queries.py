"""Lists: searched, sorted, paged, counted; each side sees its own."""

import pytest

from conftest import Cast
from freehold.catalog.tests.conftest import Shop
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.kernel.errors import NotPermitted
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.queries import (
    Order,
    Served,
    Side,
    count_subscriptions,
    list_subscriptions,
    place,
    served_to,
    subscription_of_instance,
)
from freehold.subscriptions.states import State, SuspendReason
from freehold.subscriptions.tests.conftest import Ordered
from freehold.tenants.row_security import scope


@pytest.fixture
def seven(cast: Cast, shop: Shop) -> list[str]:
    """Alder sells to Acme twice and to five more."""
    numbers = []
    with scope(cast.partner.tenant_id):
        buyers = [cast.customer.tenant_id] * 2
        buyers += [set_up_customer(f"Dale {place} Clinic", actor=cast.partner) for place in range(5)]
        for place_, buyer_id in enumerate(buyers):
            order = order_subscription(
                shop.partners_plan, seats=1 + place_ % 3, buyer_id=buyer_id, actor=cast.partner
            )
            numbers.append(order.number)
    return numbers


@pytest.mark.parametrize("order", Order)
def test_pages_hold_every_order_once(cast: Cast, seven: list[str], order: Order) -> None:
    found, after = [], None
    with scope(cast.partner.tenant_id):
        while page := list_subscriptions(cast.partner, side=Side.SOLD, order=order, after=after, limit=3):
            found += page
            after = place(page[-1], order)

    assert sorted(s.number for s in found) == sorted(seven)
    if order.field == "seats":
        assert [s.seats for s in found] == sorted((s.seats for s in found), reverse=order.is_down)
    if order in (Order.NEWEST, Order.OLDEST):
        assert [s.number for s in found] == (seven[::-1] if order.is_down else seven)


def test_a_seller_searches_by_its_buyers_name_number_and_plan(cast: Cast, seven: list[str]) -> None:
    with scope(cast.partner.tenant_id):
        searched = {
            word: len(list_subscriptions(cast.partner, side=Side.SOLD, search=word))
            for word in ("acme", "Dale 3", seven[0].lower(), "alder notes", "nothing", "%", "'; --")
        }

    assert searched == {
        "acme": 2, "Dale 3": 1, seven[0].lower(): 1, "alder notes": 7, "nothing": 0, "%": 0, "'; --": 0,
    }  # fmt: skip


def test_lists_are_narrowed_by_state_and_buyer(cast: Cast, seven: list[str]) -> None:
    with scope(cast.partner.tenant_id):
        suspend_subscription(seven[3], reason=SuspendReason.OTHER, actor=cast.partner)
        held = list_subscriptions(cast.partner, side=Side.SOLD, states=[State.SUSPENDED])
        acmes = list_subscriptions(cast.partner, side=Side.SOLD, buyer_id=cast.customer.tenant_id)
        counts = count_subscriptions(cast.partner, side=Side.SOLD)

    assert [s.number for s in held] == [seven[3]]
    assert [s.number for s in acmes] == [seven[1], seven[0]]
    assert (counts[State.ACTIVE], counts[State.SUSPENDED], counts[State.ENDED]) == (6, 1, 0)


def test_a_list_costs_the_same_number_of_queries_however_long(
    cast: Cast, seven: list[str], django_assert_num_queries
) -> None:
    with scope(cast.partner.tenant_id), django_assert_num_queries(2):
        assert len(list_subscriptions(cast.partner, side=Side.SOLD)) == 7


def test_what_is_served_is_told_by_buyer(cast: Cast, seven: list[str]) -> None:
    acme = cast.customer.tenant_id
    with scope(cast.partner.tenant_id):
        suspend_subscription(seven[3], reason=SuspendReason.OTHER, actor=cast.partner)
        served = served_to(cast.partner)
        of_acme = served_to(cast.partner, buyers=[acme])
    with scope(cast.rival.tenant_id):
        assert served_to(cast.rival) == {}

    assert len(served) == 5
    assert of_acme == {acme: Served(orders=2, seats=3)}
    assert served[acme] == of_acme[acme]


def test_the_customer_finds_the_order_behind_its_service(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.customer.tenant_id):
        found = subscription_of_instance(cast.customer, ordered.instance.id)
    with scope(cast.rival_customer.tenant_id):
        assert subscription_of_instance(cast.rival_customer, ordered.instance.id) is None

    assert found is not None
    assert found.number == ordered.number


def test_a_member_sees_no_orders(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        list_subscriptions(cast.member, side=Side.BOUGHT)
