"""A partner resells a plan of its seller under its own name; nobody sees another's catalog."""

from decimal import Decimal

import pytest

from conftest import Cast
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.queries import offerings, plans, plans_offered
from freehold.catalog.tests.conftest import Shop
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.kernel.ids import new_id
from freehold.kernel.money import Money
from freehold.tenants.row_security import scope


def test_the_customer_reads_its_partners_name_and_price(cast: Cast, shop: Shop) -> None:
    with scope(cast.customer.tenant_id):
        (plan,) = plans_offered(cast.customer)

    assert (plan.id, plan.name) == (shop.partners_plan, "Alder Notes")
    assert plan.price == Money(Decimal(5), "EUR")
    assert plan.options == {"pages": 20}


def test_the_partner_reads_what_the_operator_asks_of_it(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        (plan,) = plans_offered(cast.partner)

    assert (plan.id, plan.price) == (shop.operators_plan, Money(Decimal(2), "EUR"))


def test_a_rival_and_its_customer_do_not_see_the_partners_catalog(cast: Cast, shop: Shop) -> None:
    with scope(cast.rival.tenant_id):
        assert plans(cast.rival, on=clock.today()) == []
        assert [plan.name for plan in plans_offered(cast.rival)] == ["Notebook Standard"]
    with scope(cast.rival_customer.tenant_id):
        assert plans_offered(cast.rival_customer) == []
    with scope(cast.operator.tenant_id):
        assert [plan.name for plan in plans(cast.operator, on=clock.today())] == ["Notebook Standard"]
        assert plans_offered(cast.operator) == []


def test_a_plan_of_somebody_else_cannot_be_adopted(cast: Cast, shop: Shop) -> None:
    with scope(cast.rival.tenant_id):
        for plan_id in (shop.partners_plan, new_id()):
            with pytest.raises(NotFound):
                adopt_plan(plan_id, name="Stolen", actor=cast.rival)
        assert plans(cast.rival, on=clock.today()) == []


def test_adopting_under_the_same_name_twice_is_a_conflict(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        with pytest.raises(Conflict):
            adopt_plan(shop.operators_plan, name="Alder Notes", actor=cast.partner)
        assert len(plans(cast.partner, on=clock.today())) == 1
        assert len(offerings(cast.partner)) == 1


def test_a_customer_and_a_member_cannot_adopt(cast: Cast, shop: Shop) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            adopt_plan(shop.partners_plan, name="Ours", actor=cast.customer)
        with pytest.raises(NotPermitted):
            adopt_plan(shop.partners_plan, name="Ours", actor=cast.member)

    assert refusal.value.code == "not_a_seller"


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "two\nlines", "bell\a"])
def test_a_name_that_is_none_is_refused(cast: Cast, shop: Shop, name: str) -> None:
    with scope(cast.partner.tenant_id):
        with pytest.raises(Refused) as refusal:
            adopt_plan(shop.operators_plan, name=name, actor=cast.partner)
        assert len(plans(cast.partner, on=clock.today())) == 1

    assert (refusal.value.code, refusal.value.field) == ("not_a_name", "name")
