"""What a new partner lacks to sell: computed, and gone as soon as it is there."""

from decimal import Decimal

import pytest

from conftest import Cast, make_person
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.tests.conftest import Shop, notebooks, shop
from freehold.channel.actions.accept_terms import accept_terms
from freehold.channel.actions.publish_terms import publish_terms
from freehold.channel.queries.readiness import Readiness, readiness
from freehold.channel.tests.partners import invited, joined, new_partner
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.invoicing.actions.set_seller_profile import set_seller_profile
from freehold.invoicing.tests.conftest import ALDER
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import NotFound, NotPermitted
from freehold.tenants.actions.change_brand import BrandWanted, change_brand
from freehold.tenants.queries import own_brand
from freehold.tenants.row_security import scope

__all__ = ["notebooks", "shop"]


def test_each_thing_is_missing_until_it_is_there(cast: Cast, shop: Shop, signed_in) -> None:
    with scope(cast.operator.tenant_id):
        publish_terms("Be fair.", actor=cast.operator)
    fir = new_partner_after_terms(cast)
    browser = signed_in(fir)
    found: list[Readiness] = []

    def note() -> None:
        with scope(fir.tenant_id):
            found.append(readiness(fir))

    note()
    first_page = browser.get("/start/").content.decode()
    with scope(fir.tenant_id):
        brand = own_brand(fir)
        change_brand(BrandWanted(brand.name, brand.accent, "Fir", "", "help@fir.example"), actor=fir)
        note()
        plan = adopt_plan(shop.operators_plan, name="Fir Notes", actor=fir)
        note()
        publish_price_list({plan: Decimal(8)}, currency="EUR", valid_from=clock.today(), actor=fir)
        set_seller_profile(ALDER, actor=fir)
        note()
        set_up_customer("Gorse Garage", actor=fir)
        note()

    assert found == [
        Readiness(True, False, 0, 0, False, 0),
        Readiness(True, True, 0, 0, False, 0),
        Readiness(True, True, 1, 1, False, 0),
        Readiness(True, True, 1, 0, True, 0),
        Readiness(True, True, 1, 0, True, 1),
    ]
    assert [one.is_ready for one in found] == [False, False, False, True, True]
    assert first_page.count(">Missing<") == 5
    assert browser.get("/start/").content.decode().count(">Missing<") == 0


def new_partner_after_terms(cast: Cast) -> Actor:
    """Fir joins, having agreed to the terms."""
    made = joined(invited(cast.operator), version=1)
    return make_person(made.partner_id, "fay@fir.example", "Fay Fir", Role.ADMINISTRATOR)


def test_a_new_version_of_the_terms_is_missing_again(cast: Cast) -> None:
    with scope(cast.operator.tenant_id):
        publish_terms("Be fair.", actor=cast.operator)
    with scope(cast.partner.tenant_id, person_id=cast.partner.person_id):
        assert readiness(cast.partner).terms is False
        accept_terms(1, actor=cast.partner)
        assert readiness(cast.partner).terms is True
    with scope(cast.operator.tenant_id):
        publish_terms("Be quick.", actor=cast.operator)

    with scope(cast.partner.tenant_id):
        assert readiness(cast.partner).terms is False


def test_where_nobody_asks_for_terms_none_are_missing(cast: Cast) -> None:
    fir = new_partner(cast.partner, "Fir", "finn@fir.example")

    with scope(fir.tenant_id):
        assert readiness(fir).terms is None


def test_a_customer_sells_nothing_and_a_member_may_not_look(cast: Cast) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(NotFound):
        readiness(cast.customer)
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        readiness(cast.member)
