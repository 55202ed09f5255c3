"""Who stands behind a pseudonym: the seller of the customer reads its name beside it, nobody above does."""

import json
from decimal import Decimal

from django.test import Client
from typer.testing import CliRunner

from conftest import Cast, make_person
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.tests.conftest import Shop
from freehold.delegation.actions.set_up_customer import set_up_customer, set_up_partner
from freehold.kernel import clock
from freehold.kernel.actor import Role
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.commands import app as subscriptions
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.subscriptions.states import SuspendReason
from freehold.subscriptions.tests.conftest import Ordered
from freehold.subscriptions.tests.test_pages import SignedIn
from freehold.tenants.row_security import scope
from tests.conftest import make_token

LIST = "/api/v1/subscriptions"


def test_the_partner_reads_its_customers_name_beside_the_pseudonym(cast: Cast, ordered: Ordered) -> None:
    seen = ordered.seen_by(cast.partner, ordered.upper)

    assert seen.customer == ordered.seen_by(cast.operator, ordered.upper).customer
    assert seen.customer.startswith("C-")
    assert seen.own_customer == "Acme Dental"
    assert seen.below is not None
    assert (seen.below.number, seen.below.buyer_id) == (ordered.number, cast.customer.tenant_id)


def test_the_seller_above_reads_the_pseudonym_alone(cast: Cast, ordered: Ordered) -> None:
    seen = ordered.seen_by(cast.operator, ordered.upper)
    with scope(cast.operator.tenant_id):
        found = list_subscriptions(cast.operator, side=Side.SOLD, search="Acme")
        suspended = suspend_subscription(ordered.upper, reason=SuspendReason.OTHER, actor=cast.operator)

    assert (seen.below, seen.own_customer) == (None, "")
    assert (suspended.below, suspended.customer) == (None, seen.customer)
    assert found == []


def test_the_customer_reads_nothing_of_the_order_above(cast: Cast, ordered: Ordered) -> None:
    seen = ordered.seen_by(cast.customer)

    assert (seen.below, seen.customer, seen.leads) == (None, "", True)


def test_pages_say_it_to_the_partner_and_not_to_the_seller_above(
    cast: Cast, ordered: Ordered, signed_in: SignedIn
) -> None:
    pseudonym = ordered.seen_by(cast.partner, ordered.upper).customer
    anna, olga = signed_in(cast.partner), signed_in(cast.operator)

    pages = [
        anna.get(path).content.decode()
        for path in (
            "/subscriptions/bought/",
            "/subscriptions/bought/?q=acme",
            f"/subscriptions/{ordered.upper}/",
        )
    ]
    above = [
        olga.get(path).content.decode() for path in ("/subscriptions/", f"/subscriptions/{ordered.upper}/")
    ]

    assert all("Acme Dental" in page and pseudonym in page for page in pages)
    assert f'href="/subscriptions/{ordered.number}/"' in pages[2]
    assert all(pseudonym in page and "Acme" not in page for page in above)


def test_the_api_says_it_to_the_partner_and_not_to_the_seller_above(cast: Cast, ordered: Ordered) -> None:
    anna, olga = (
        Client(headers={"Authorization": f"Bearer {make_token(actor)}"})
        for actor in (cast.partner, cast.operator)
    )

    (bought,) = anna.get(LIST, {"side": "bought"}).json()["items"]
    above = olga.get(LIST, {"side": "sold"})

    assert bought["below"] == {
        "number": ordered.number,
        "buyer_id": str(cast.customer.tenant_id),
        "buyer_name": "Acme Dental",
        "pseudonym": "",
    }
    assert above.json()["items"][0]["customer"] == bought["customer"]
    assert above.json()["items"][0]["below"] is None
    for telling in ("Acme", ordered.number, str(cast.customer.tenant_id)):
        assert telling not in above.content.decode()


def test_the_command_says_it_to_the_partner_and_not_to_the_seller_above(cast: Cast, ordered: Ordered) -> None:
    def printed(*arguments: str) -> str:
        return CliRunner().invoke(subscriptions, ["subscriptions", "list", *arguments, "--json"]).output

    (bought,) = json.loads(printed(str(cast.partner.tenant_id), "--bought"))
    above = printed(str(cast.operator.tenant_id))

    assert bought["below"]["buyer_name"] == "Acme Dental"
    assert bought["customer"] in above
    assert "Acme" not in above


def test_a_seller_of_sellers_reads_its_own_buyer_and_a_pseudonym_of_the_rest(cast: Cast, shop: Shop) -> None:
    """Alder sells to Elm, and Elm to Fir: Alder knows Elm by name, and of Fir no more than Elm's pseudonym."""
    with scope(cast.partner.tenant_id):
        elm_id = set_up_partner("Elm Resale", actor=cast.partner)
    elm = make_person(elm_id, "eve@elm-resale.example", "Eve Elm", Role.ADMINISTRATOR)
    with scope(elm_id):
        fir_id = set_up_customer("Fir Farm", actor=elm)
        plan = adopt_plan(shop.partners_plan, name="Elm Notes", actor=elm)
        publish_price_list({plan: Decimal(9)}, currency="EUR", valid_from=clock.today(), actor=elm)
        order_subscription(plan, seats=1, buyer_id=fir_id, actor=elm)
        (elms,) = list_subscriptions(elm, side=Side.BOUGHT)

    with scope(cast.partner.tenant_id):
        (alders,) = list_subscriptions(cast.partner, side=Side.BOUGHT)

    assert elms.own_customer == "Fir Farm"
    assert alders.own_customer == f"Elm Resale ({elms.customer})"
    assert alders.customer != elms.customer


def test_names_cost_a_list_two_more_queries_however_long(
    cast: Cast, ordered: Ordered, shop: Shop, django_assert_num_queries
) -> None:
    with scope(cast.partner.tenant_id):
        for _ in range(3):
            order_subscription(
                shop.partners_plan, seats=1, buyer_id=cast.customer.tenant_id, actor=cast.partner
            )
        with django_assert_num_queries(3):
            assert len(list_subscriptions(cast.partner, side=Side.BOUGHT)) == 4
