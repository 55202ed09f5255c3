"""The pages of a catalog: plans, adopting, prices."""

from collections.abc import Callable

import pytest
from django.test import Client

from conftest import Cast
from freehold.catalog.queries import plans, plans_offered, price_lists
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
