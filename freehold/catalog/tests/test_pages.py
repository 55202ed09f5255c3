"""The pages of a catalog: plans, adopting, prices."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from conftest import Cast
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.actions.retire_plan import retire_plan
from freehold.catalog.queries import (
    PlanOrder,
    list_plans,
    plan_place,
    plans,
    plans_offered,
    price_lists,
)
from freehold.catalog.tests.conftest import Shop
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.tenants.row_security import scope

SignedIn = Callable[[Actor], Client]


def test_the_operator_adds_an_offering_a_plan_and_its_price(
    cast: Cast, shop: Shop, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.operator)

    offering = browser.post("/plans/offerings/new/", {"kind": "notebook", "name": "Thick notebooks"})
    browser.post(offering["Location"], {"name": "Thick", "trial_days": "0", "option_pages": "500"})
    with scope(cast.operator.tenant_id):
        thick = next(plan for plan in plans(cast.operator, on=clock.today()) if plan.name == "Thick")
    assert thick.options == {"pages": 500}
    assert "No price yet" in browser.get("/plans/").content.decode()
    published = browser.post(
        "/prices/new/",
        {
            "currency": "EUR",
            "valid_from": clock.today().isoformat(),
            f"price_{thick.id}": "3.25",
            f"price_{shop.operators_plan}": "2",
        },
    )

    assert published.status_code == 302
    assert "€3.25" in browser.get("/plans/").content.decode()


def test_a_partner_adopts_and_sells_under_its_own_name(cast: Cast, shop: Shop, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)
    address = f"/plans/adopt/{shop.operators_plan}/"

    assert "€2.00" in browser.get("/plans/adopt/").content.decode()
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"name": "Alder Notes", "trial_days": "0"}).status_code == 422
    assert browser.post(address, {"name": "Alder Extra", "trial_days": "0"}).status_code == 302
    with scope(cast.customer.tenant_id):
        assert [plan.name for plan in plans_offered(cast.customer)] == ["Alder Extra", "Alder Notes"]


def test_a_plan_is_described_anew_and_retired_by_typing_its_name(
    cast: Cast, shop: Shop, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.partner)
    here = f"/plans/{shop.partners_plan}/"

    browser.post(here, {"name": "Alder <Paper>", "description": "Ruled"})
    assert "Alder &lt;Paper&gt;" in browser.get("/plans/").content.decode()
    assert browser.post(f"{here}retire/", {"typed": "Alder"}).status_code == 422
    assert browser.post(f"{here}retire/", {"typed": "Alder <Paper>"}).status_code == 302
    with scope(cast.customer.tenant_id):
        assert plans_offered(cast.customer) == []


def test_a_wrong_price_is_told_beside_its_field(cast: Cast, shop: Shop, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)
    for price in ("-1", "free", "1e99", "0.00001", "NaN"):
        answer = browser.post(
            "/prices/new/",
            {
                "currency": "EUR",
                "valid_from": clock.today().isoformat(),
                f"price_{shop.partners_plan}": price,
            },
        )
        assert answer.status_code == 422, price

    with scope(cast.partner.tenant_id):
        assert len(price_lists(cast.partner)) == 1


@pytest.mark.parametrize("address", ["/plans/", "/plans/adopt/", "/prices/", "/prices/new/"])
def test_each_page_answers_its_seller(cast: Cast, shop: Shop, signed_in: SignedIn, address: str) -> None:
    assert signed_in(cast.partner).get(address).status_code == 200


def test_the_plan_of_another_is_not_found(cast: Cast, shop: Shop, signed_in: SignedIn) -> None:
    for outsider in (cast.rival, cast.operator, cast.customer):
        browser = signed_in(outsider)
        assert browser.get(f"/plans/{shop.partners_plan}/").status_code == 404
        assert (
            browser.post(f"/plans/{shop.partners_plan}/retire/", {"typed": "Alder Notes"}).status_code == 404
        )


def test_of_two_who_describe_a_plan_the_second_is_told_and_loses_nothing(
    cast: Cast, shop: Shop, signed_in: SignedIn
) -> None:
    browser, here = signed_in(cast.partner), f"/plans/{shop.partners_plan}/"

    first = browser.post(here, {"name": "Alder Paper", "description": "", "version": "1"})
    told = browser.post(here, {"name": "Alder Pads", "description": "Ruled", "version": "1"})
    page = told.content.decode()

    assert (first.status_code, told.status_code) == (302, 422)
    assert "Meanwhile it is “Alder Paper”." in page
    assert 'value="Alder Pads"' in page
    assert "Alder Paper" in browser.get("/plans/").content.decode()
    assert browser.post(here, {"name": "Alder Pads", "description": "", "version": "2"}).status_code == 302


def test_of_two_who_publish_prices_the_second_does_not_undo_the_first(
    cast: Cast, shop: Shop, signed_in: SignedIn
) -> None:
    browser, field = signed_in(cast.partner), f"price_{shop.partners_plan}"
    form = {"currency": "EUR", "valid_from": clock.today().isoformat(), "version": "1"}

    first = browser.post("/prices/new/", form | {field: "6"})
    told = browser.post("/prices/new/", form | {field: "7"})

    assert (first.status_code, told.status_code) == (302, 422)
    assert "Somebody else has published a price list meanwhile" in told.content.decode()
    assert "Meanwhile it is “6.00”." in told.content.decode()
    with scope(cast.partner.tenant_id):
        assert [list_.version for list_ in price_lists(cast.partner)] == [2, 1]
    assert browser.post("/prices/new/", form | {field: "7", "version": "2"}).status_code == 302


def test_the_first_list_of_a_currency_knows_of_none_before_it(
    cast: Cast, shop: Shop, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.partner)

    page = browser.get("/prices/new/?currency=CHF").content.decode()

    assert 'name="version" value="0"' in page
    assert browser.get("/prices/new/?currency=XXX").status_code == 404


def test_plans_are_searched_sorted_and_narrowed_by_their_sale(
    cast: Cast, shop: Shop, signed_in: SignedIn
) -> None:
    with scope(cast.partner.tenant_id):
        for name in ("Zebra Pads", "Alder Extra"):
            adopt_plan(shop.operators_plan, name=name, actor=cast.partner)
        retire_plan(adopt_plan(shop.operators_plan, name="Old Pads", actor=cast.partner), actor=cast.partner)
    browser = signed_in(cast.partner)

    def shown(query: str) -> list[str]:
        page = browser.get(f"/plans/{query}").content.decode()
        return re.findall(r'class="row-target"[^>]*>([^<]+)<', page)

    assert shown("") == ["Alder Extra", "Alder Notes", "Old Pads", "Zebra Pads"]
    assert shown("?sort=-name") == ["Zebra Pads", "Old Pads", "Alder Notes", "Alder Extra"]
    assert shown("?q=pads") == ["Old Pads", "Zebra Pads"]
    assert shown("?sale=orderable") == ["Alder Notes"]
    assert shown("?sale=unpriced&q=alder") == ["Alder Extra"]
    assert shown("?sale=retired") == ["Old Pads"]
    assert shown("?sale=no&sort=no&after=no") == ["Alder Extra", "Alder Notes", "Old Pads", "Zebra Pads"]


@pytest.mark.parametrize("order", PlanOrder)
def test_every_plan_stands_on_one_page_of_the_list(cast: Cast, shop: Shop, order: PlanOrder) -> None:
    with scope(cast.partner.tenant_id):
        for name in ("Zebra Pads", "alder extra", "Old Pads"):
            adopt_plan(shop.operators_plan, name=name, actor=cast.partner)
        found, after = [], None
        while page := list_plans(cast.partner, on=clock.today(), order=order, after=after, limit=2):
            found += page
            after = plan_place(page[-1], order)

    assert sorted(plan.name for plan in found) == ["Alder Notes", "Old Pads", "Zebra Pads", "alder extra"]


def test_price_lists_come_in_parts_by_currency(
    cast: Cast, shop: Shop, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("freehold.catalog.views.prices.LISTS", 1)
    with scope(cast.partner.tenant_id):
        for currency in ("EUR", "CHF"):
            publish_price_list(
                {shop.partners_plan: Decimal(6)},
                currency=currency,
                valid_from=clock.today(),
                actor=cast.partner,
            )
    browser = signed_in(cast.partner)

    first = browser.get("/prices/").content.decode()
    franc = browser.get("/prices/?currency=CHF").content.decode()

    assert "CHF, version 1" in first
    assert "EUR, version" not in first
    assert 'rel="next"' in first
    assert "CHF, version 1" in franc
    assert 'rel="next"' not in franc
