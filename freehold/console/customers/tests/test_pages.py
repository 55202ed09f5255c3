"""The pages of a seller about its buyers."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from conftest import Cast
from freehold.catalog.tests.conftest import Shop, notebooks, shop
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.domains.tests.conftest import World, claim, dns_server, prove, world
from freehold.kernel.actor import Actor
from freehold.subscriptions.actions.order import order_subscription
from freehold.tenants.row_security import scope

__all__ = ["dns_server", "notebooks", "shop", "world"]

SignedIn = Callable[[Actor], Client]


def rows_of(page: str) -> list[str]:
    """The names in a list, in order."""
    return re.findall(r'class="row-target"[^>]*>([^<]+)<', page)


def set_up(seller: Actor, *names: str) -> list[UUID]:
    with scope(seller.tenant_id):
        return [set_up_customer(name, actor=seller) for name in names]


def test_a_customer_leads_to_ordering_for_it(cast: Cast, signed_in: SignedIn) -> None:
    page = signed_in(cast.partner).get(f"/customers/{cast.customer.tenant_id}/").content.decode()

    assert f"/subscriptions/new/?buyer={cast.customer.tenant_id}" in page


def test_customers_are_searched_sorted_and_narrowed_by_what_they_have(
    cast: Cast, shop: Shop, signed_in: SignedIn
) -> None:
    set_up(cast.partner, "Zinc Works", "Bell Foundry")
    with scope(cast.partner.tenant_id):
        order_subscription(shop.partners_plan, seats=4, buyer_id=cast.customer.tenant_id, actor=cast.partner)
    browser = signed_in(cast.partner)

    def shown(query: str) -> list[str]:
        return rows_of(browser.get(f"/customers/{query}").content.decode())

    assert shown("") == ["Acme Dental", "Bell Foundry", "Zinc Works"]
    assert shown("?sort=-name") == ["Zinc Works", "Bell Foundry", "Acme Dental"]
    assert shown("?sort=since") == ["Acme Dental", "Zinc Works", "Bell Foundry"]
    assert shown("?sort=-since") == ["Bell Foundry", "Zinc Works", "Acme Dental"]
    assert shown("?q=bell") == ["Bell Foundry"]
    assert shown("?orders=yes") == ["Acme Dental"]
    assert shown("?orders=no") == ["Bell Foundry", "Zinc Works"]
    assert shown("?orders=maybe&sort=password&after=nonsense") == [
        "Acme Dental",
        "Bell Foundry",
        "Zinc Works",
    ]
    assert '<td class="number" data-label="Seats">4</td>' in browser.get("/customers/").content.decode()


@pytest.mark.parametrize("sort", ["", "?sort=-name", "?sort=since", "?sort=-since"])
def test_every_customer_stands_on_one_page_of_the_list(
    cast: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr("freehold.console.customers.views.PAGE", 2)
    set_up(cast.partner, "Bell Foundry", "Bell Tower", "Zinc Works", "Acorn Farm")
    browser, address, seen = signed_in(cast.partner), f"/customers/{sort}", []

    while address:
        page = browser.get(address).content.decode()
        seen += rows_of(page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/customers/{found[1].replace('&amp;', '&')}" if found else ""

    assert sorted(seen) == ["Acme Dental", "Acorn Farm", "Bell Foundry", "Bell Tower", "Zinc Works"]


def test_whoever_may_not_see_orders_sees_none_in_the_list(
    cast: Cast, shop: Shop, signed_in: SignedIn
) -> None:
    del shop
    assert "Orders in service" in signed_in(cast.partner).get("/customers/").content.decode()
    assert signed_in(cast.member).get("/customers/").status_code == 404


def test_for_whom_to_order_is_searched_and_never_cut_short(
    cast: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("freehold.subscriptions.views.ordering.PAGE", 1)
    set_up(cast.partner, "Zinc Works")
    browser = signed_in(cast.partner)

    first = browser.get("/subscriptions/new/for/").content.decode()

    assert rows_of(first) == ["Acme Dental"]
    assert 'rel="next"' in first
    assert rows_of(browser.get("/subscriptions/new/for/?q=zinc").content.decode()) == ["Zinc Works"]


# How the customers' domains are


def test_the_partner_sees_totals_of_its_customers_and_a_door_where_it_may_act(
    cast: Cast, world: World, signed_in: SignedIn
) -> None:
    prove(cast.customer, world)
    browser = signed_in(cast.partner)

    page = browser.get("/customers/domains/").content.decode()

    assert "Acme Dental" in page
    assert "Needs attention" in page
    assert "acme-dental.example" not in page
    assert f"/access/{cast.under_grant().grant_id}/enter/" in page
    assert browser.post("/customers/domains/").status_code == 302


def test_without_a_grant_there_is_no_door(cast: Cast, world: World, signed_in: SignedIn) -> None:
    prove(cast.customer, world)
    grant_id = cast.under_grant().grant_id
    assert grant_id is not None
    with scope(cast.customer.tenant_id):
        end_grant(grant_id, actor=cast.customer)

    page = signed_in(cast.partner).get("/customers/domains/").content.decode()

    assert "Acme Dental" in page
    assert "/enter/" not in page


def test_totals_are_searched_and_narrowed_by_how_the_domains_are(
    cast: Cast, world: World, signed_in: SignedIn
) -> None:
    prove(cast.customer, world)
    (zinc,) = set_up(cast.partner, "Zinc Works")
    claim(
        Actor(**{**{f: getattr(cast.customer, f) for f in cast.customer.__slots__}, "tenant_id": zinc}),
        "zinc-works.example",
    )
    browser = signed_in(cast.partner)

    def shown(query: str) -> list[str]:
        page = browser.get(f"/customers/domains/{query}").content.decode()
        return re.findall(r'<th scope="row"><a [^>]*>([^<]+)<', page)

    assert shown("") == ["Acme Dental", "Zinc Works"]
    assert shown("?state=failing") == ["Acme Dental"]
    assert shown("?state=unproven") == ["Zinc Works"]
    assert shown("?state=well") == []
    assert shown("?q=zinc") == ["Zinc Works"]
    assert shown("?state=nonsense&after=nonsense") == ["Acme Dental", "Zinc Works"]
