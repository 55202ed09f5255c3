"""The page of grants: who may act here, and where one may act, in parts."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from conftest import Cast
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.delegation.queries import count_held, doors_into, grants_held
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotPermitted
from freehold.tenants.row_security import scope

SignedIn = Callable[[Actor], Client]


@pytest.fixture
def three(cast: Cast) -> None:
    """Alder may act for Acme and Zinc; Bell has ended its access."""
    with scope(cast.partner.tenant_id):
        set_up_customer("Zinc Works", actor=cast.partner)
        bell = set_up_customer("Bell Foundry", actor=cast.partner)
        (grant,) = grants_held(cast.partner, tenant_id=bell)
        end_grant(grant.id, actor=cast.partner)


def held(page: str) -> list[str]:
    """The companies in which one may act, in order."""
    return re.findall(r'<th scope="row">([^<]+)<', page.partition("Where you may act")[2])


@pytest.mark.usefixtures("three")
def test_where_one_may_act_is_searched_and_narrowed(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)

    def shown(query: str) -> list[str]:
        return held(browser.get(f"/access/{query}").content.decode())

    assert shown("") == ["Bell Foundry", "Zinc Works", "Acme Dental"]
    assert shown("?held=in_force") == ["Zinc Works", "Acme Dental"]
    assert shown("?held=over") == ["Bell Foundry"]
    assert shown("?q=acme") == ["Acme Dental"]
    assert shown("?q=nobody") == []
    assert shown("?held=no&after=no") == ["Bell Foundry", "Zinc Works", "Acme Dental"]


@pytest.mark.usefixtures("three")
def test_each_grant_stands_on_one_page_of_the_list(
    cast: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("freehold.delegation.views.access.PAGE", 2)
    browser, address, seen = signed_in(cast.partner), "/access/", []

    while address:
        page = browser.get(address).content.decode()
        seen += held(page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/access/{found[1]}" if found else ""

    assert seen == ["Bell Foundry", "Zinc Works", "Acme Dental"]


@pytest.mark.usefixtures("three")
def test_doors_and_their_number_are_those_in_force(cast: Cast) -> None:
    with scope(cast.partner.tenant_id):
        grants = {grant.tenant_name: grant for grant in grants_held(cast.partner)}
        doors = doors_into(cast.partner, [grant.tenant_id for grant in grants.values()])

        assert count_held(cast.partner) == 2
        assert doors == {grants[name].tenant_id: grants[name].id for name in ("Acme Dental", "Zinc Works")}
    with scope(cast.rival.tenant_id):
        assert doors_into(cast.rival, [cast.customer.tenant_id]) == {}
    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        doors_into(cast.member, [])


def test_a_seller_without_a_telephone_can_be_let_in(cast: Cast, signed_in: SignedIn) -> None:
    """Alder has named nobody whom its customers may ask."""
    page = signed_in(cast.customer).get("/access/").content.decode()

    assert "/access/give/" in page
    assert "Give Alder IT access" in signed_in(cast.customer).get("/access/give/").content.decode()
