"""Four levels of sellers, each joined by invitation: prices, pseudonyms and invoices on each edge are its own."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from conftest import make_person
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.channel.queries.numbers import numbers
from freehold.channel.tests.partners import invited, joined
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.actions.set_seller_profile import set_seller_profile
from freehold.invoicing.tests.conftest import ACME, ALDER, Billing
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.tenants.row_security import scope

APRIL = date(2030, 4, 1)
D = Decimal


@dataclass(frozen=True, slots=True)
class Chain:
    """Meridian sells seats for 2 to Alder, that for 5 to Elm, that for 7 to Fir, and Fir for 11 to Gorse."""

    billing: Billing
    sellers: tuple[Actor, ...]  # from the top
    gorse: UUID


def sells(seller: Actor, source: UUID, name: str, price: int) -> UUID:
    """A partner sells on what its seller offers, at its own price."""
    with scope(seller.tenant_id):
        set_seller_profile(replace(ALDER, legal_name=f"{name} GmbH"), actor=seller)
        plan = adopt_plan(source, name=f"{name} Notes", actor=seller)
        publish_price_list({plan: D(price)}, currency="EUR", valid_from=clock.today(), actor=seller)
    return plan


def joins(seller: Actor, name: str) -> Actor:
    """A partner below this one, by invitation."""
    made = joined(invited(seller, name, f"first@{name.lower()}.example"), name)
    return make_person(
        made.partner_id, f"second@{name.lower()}.example", f"{name}’s Admin", Role.ADMINISTRATOR
    )


@pytest.fixture
def chain(billing: Billing) -> Chain:
    """Gorse has three seats from 1 April, billed on all four edges."""
    cast = billing.cast
    elm = joins(cast.partner, "Elm")
    elms = sells(elm, billing.shop.partners_plan, "Elm", 7)
    fir = joins(elm, "Fir")
    firs = sells(fir, elms, "Fir", 11)
    with scope(fir.tenant_id):
        gorse = set_up_customer("Gorse Garage", actor=fir)
        set_buyer_profile(ACME, buyer_id=gorse, actor=fir)
    billing.at(APRIL)
    with scope(fir.tenant_id):
        order_subscription(firs, seats=3, buyer_id=gorse, actor=fir)
    sellers = (cast.operator, cast.partner, elm, fir)
    for seller in sellers:
        billing.run(seller, APRIL)
    return Chain(billing, sellers, gorse)


def test_each_edge_has_its_own_price_and_invoice(chain: Chain) -> None:
    nets = [[document.net for document in chain.billing.documents(seller)] for seller in chain.sellers]

    assert nets == [[D(6)], [D(15)], [D(21)], [D(33)]]


def test_each_tier_knows_the_one_below_by_name_and_who_is_behind_by_a_pseudonym_of_that_ones_making(
    chain: Chain,
) -> None:
    known = []
    for seller in chain.sellers:
        with scope(seller.tenant_id):
            (order,) = list_subscriptions(seller, side=Side.SOLD)
            known.append((order.customer, numbers(seller).buyers[0].name))
            told = repr((order, numbers(seller)))
        assert ("Gorse" in told) is (seller == chain.sellers[-1])
        assert ("Fir" in told) is (seller in chain.sellers[-2:])

    names = [name for _customer, name in known]
    pseudonyms = [customer for customer, _name in known[:-1]]
    assert names == ["Alder IT", "Elm", "Fir", "Gorse Garage"]
    assert known[-1][0] == "Gorse Garage"
    assert all(one.startswith("C-") for one in pseudonyms)


def test_nobody_but_its_own_seller_finds_anything_of_a_partner_further_down(chain: Chain) -> None:
    for seller in chain.sellers[:-2]:
        with scope(seller.tenant_id):
            assert chain.sellers[-1].tenant_id not in {
                order.buyer_id for order in list_subscriptions(seller, side=Side.SOLD)
            }
