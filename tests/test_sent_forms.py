"""A page's form that a browser sends twice: one act, and both times the same answer.

That two at the very same moment are one as well is proved on the running platform (tests/platform/test_bad_input.py).
"""

import re
from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from conftest import Cast
from freehold.accounts.models import Person
from freehold.accounts.queries.own import own_tokens
from freehold.catalog.tests.conftest import Shop, notebooks, shop
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.delegation.models import KeptReply
from freehold.delegation.queries import enter_person, grants_held
from freehold.kernel.actor import Actor, Via
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.tenants.queries import buyers_of
from freehold.tenants.row_security import scope

__all__ = ["notebooks", "shop"]

SignedIn = Callable[[Actor], Client]
KEY = re.compile(r'name="once" value="([^"]+)"')
SHOWN = re.compile(r'name="shown_for" value="([^"]+)"')
FORM = re.compile(r"<form[^>]+method=\"post\".*?</form>", re.DOTALL)
SECRET = re.compile(r'class="secret-value"')
NEW = "/customers/new/"


def keys_in(page: str) -> list[str]:
    """The one-time keys of a page's forms, in order."""
    return KEY.findall(page)


def new_customer(key: str, name: str = "Dune Logistics") -> dict[str, str]:
    """The form of a new customer, filled in."""
    return {"once": key, "name": name, "country": "DE", "language": "en"}


def names_of_customers(actor: Actor) -> list[str]:
    with scope(actor.tenant_id):
        return [buyer.name for buyer in buyers_of(actor)]


def test_every_form_of_a_page_bears_a_key_of_its_own(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)

    pages = [browser.get(NEW).content.decode() for _ in range(2)]

    keys = [key for page in pages for key in keys_in(page)]
    assert len(keys) == sum(len(FORM.findall(page)) for page in pages) == len(set(keys))


def test_a_form_that_is_sent_twice_makes_one_thing_and_leads_to_it_twice(
    cast: Cast, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.partner)
    key = keys_in(browser.get(NEW).content.decode())[-1]

    first = browser.post(NEW, new_customer(key))
    again = browser.post(NEW, new_customer(key))

    assert (first.status_code, again.status_code) == (302, 302)
    assert again["Location"] == first["Location"]
    assert (first.headers.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
    assert names_of_customers(cast.partner) == ["Acme Dental", "Dune Logistics"]


def test_the_second_answer_says_what_the_first_said(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)
    first = browser.post(NEW, new_customer("k"))
    said = [str(message) for message in get_messages(first.wsgi_request)]
    browser.cookies.pop("messages", None)  # a browser that gave the first answer up has not seen its cookie

    again = browser.post(NEW, new_customer("k"))

    assert said == ["Dune Logistics is created."]
    assert "Dune Logistics is created." in browser.get(again["Location"]).content.decode()


def test_an_order_that_is_sent_twice_is_one_order(cast: Cast, shop: Shop, signed_in: SignedIn) -> None:
    browser = signed_in(cast.customer)
    address = f"/subscriptions/new/{shop.partners_plan}/"
    summary = browser.post(
        address, {"seats": "3", "once": keys_in(browser.get(address).content.decode())[-1]}
    )
    sent = {"seats": "3", "confirm": "1", "once": keys_in(summary.content.decode())[-1]}

    first, again = browser.post(address, sent), browser.post(address, sent)

    with scope(cast.customer.tenant_id):
        (order,) = list_subscriptions(cast.customer, side=Side.BOUGHT)
    assert first["Location"] == again["Location"] == f"/subscriptions/{order.number}/"


def test_a_refused_form_is_corrected_and_sent_again_with_the_same_key(
    cast: Cast, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.partner)

    refused = browser.post(NEW, new_customer("k", name=""))
    refused_again = browser.post(NEW, new_customer("k", name=""))
    mended = browser.post(NEW, new_customer("k"))

    assert (refused.status_code, refused_again.status_code, mended.status_code) == (422, 422, 302)
    assert names_of_customers(cast.partner) == ["Acme Dental", "Dune Logistics"]


def test_a_form_refused_by_a_rule_that_holds_no_more_is_done(
    cast: Cast, shop: Shop, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.customer)
    sent = {"seats": "10001", "confirm": "1", "once": "k"}
    address = f"/subscriptions/new/{shop.partners_plan}/"

    assert browser.post(address, sent).status_code == 422
    assert browser.post(address, sent | {"seats": "2"}).status_code == 302


def test_other_content_is_another_act(cast: Cast, signed_in: SignedIn) -> None:
    """Who goes back, changes what they typed and sends it again means a second thing."""
    browser = signed_in(cast.partner)

    browser.post(NEW, new_customer("k"))
    browser.post(NEW, new_customer("k", name="Elm House"))

    assert names_of_customers(cast.partner) == ["Acme Dental", "Dune Logistics", "Elm House"]


def test_the_keys_of_two_people_are_two(cast: Cast, signed_in: SignedIn) -> None:
    signed_in(cast.partner).post(NEW, new_customer("k"))
    signed_in(cast.rival).post(NEW, new_customer("k"))

    assert "Dune Logistics" in names_of_customers(cast.partner)
    assert "Dune Logistics" in names_of_customers(cast.rival)


def test_a_page_that_shows_a_secret_is_answered_once(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.customer)
    sent = {"once": "k", "name": "Backup", "lasts": "30"}

    first = browser.post("/security/tokens/new/", sent)
    again = browser.post("/security/tokens/new/", sent)

    assert (first.status_code, again.status_code) == (200, 409)
    assert SECRET.search(first.content.decode())
    assert "It is shown only now. Put it where the program keeps its secrets." in first.content.decode()
    assert not SECRET.search(again.content.decode())
    with scope(cast.customer.tenant_id, person_id=cast.customer.person_id):
        assert [token.name for token in own_tokens(cast.customer)] == ["Backup"]
    with scope(cast.customer.tenant_id):
        assert [reply.body for reply in KeptReply.objects.all()] == [None]


def test_who_enters_twice_is_in_with_either_answer(cast: Cast, signed_in: SignedIn) -> None:
    """Entering makes a new session: the second answer brings its own, for a browser that gave up the first."""
    browser = signed_in(cast.partner)
    old = browser.cookies["freehold-session"].value
    sent = {"once": "k"}
    address = f"/access/{cast.under_grant().grant_id}/enter/"

    first = browser.post(address, sent)
    new = browser.cookies["freehold-session"].value

    assert first.status_code == 302
    assert new != old
    assert "Idempotency-Replayed" not in browser.post(address, sent)


@pytest.mark.parametrize("key", ["", "x" * 256, "a\nb"])
def test_a_strange_key_counts_as_none(cast: Cast, signed_in: SignedIn, key: str) -> None:
    answer = signed_in(cast.partner).post(NEW, new_customer(key))

    assert answer.status_code == 302
    with scope(cast.partner.tenant_id):
        assert not KeptReply.objects.exists()


def shown_for(page: str) -> str:
    """For whom the page's last form says it was shown."""
    return SHOWN.findall(page)[-1]


def second_customer(cast: Cast) -> Actor:
    """Alder's administrator acting in Bright, a second customer."""
    with scope(cast.partner.tenant_id, person_id=cast.partner.person_id):
        made = set_up_customer("Bright Bakery", actor=cast.partner)
        (grant,) = grants_held(cast.partner, tenant_id=made)
        entered = enter_person(cast.partner.person_id, grant_id=grant.id, via=Via.PAGE)
    assert entered is not None
    return entered.actor


def people_of(actor: Actor) -> set[str]:
    with scope(actor.tenant_id):
        return {person.email for person in Person.objects.all()}


def invitation(page: str) -> dict[str, str]:
    """Somebody whom a form of this page invites as an administrator."""
    return {
        "name": "Zed Zander", "email": "zed@acme-dental.example", "roles": "administrator",
        "once": "k", "shown_for": shown_for(page),
    }  # fmt: skip


def test_a_form_shown_for_one_customer_is_refused_once_one_acts_for_another(
    cast: Cast, signed_in: SignedIn
) -> None:
    bright = second_customer(cast)
    form = signed_in(cast.under_grant()).get("/people/invite/").content.decode()

    answer = signed_in(bright).post("/people/invite/", invitation(form))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You now act for Bright Bakery; this form was for Acme Dental. Nothing was changed." in page
    assert "Zed Zander" in page
    assert not {e for t in (bright, cast.customer, cast.partner) for e in people_of(t) if "zed" in e}


def test_a_form_shown_under_a_grant_that_ended_meanwhile_is_refused(cast: Cast, signed_in: SignedIn) -> None:
    under_grant = cast.under_grant()
    browser = signed_in(under_grant)
    form = browser.get("/people/invite/").content.decode()
    with scope(cast.customer.tenant_id):
        end_grant(under_grant.grant_id, actor=cast.customer)

    answer = browser.post("/people/invite/", invitation(form))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You now act for your own company; this form was for Acme Dental." in page
    assert not {e for t in (cast.customer, cast.partner) for e in people_of(t) if "zed" in e}


def test_htmx_says_it_among_the_pages_messages(cast: Cast, signed_in: SignedIn) -> None:
    form = signed_in(cast.partner).get(NEW).content.decode()
    sent = new_customer("k") | {"shown_for": shown_for(form)}

    answer = signed_in(cast.under_grant()).post(NEW, sent, headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#messages")
    assert "You now act for Acme Dental; this form was for your own company." in answer.content.decode()
    assert names_of_customers(cast.partner) == ["Acme Dental"]


def test_what_no_page_shows_again_is_not_shown_among_what_was_typed(cast: Cast, signed_in: SignedIn) -> None:
    form = signed_in(cast.partner).get(NEW).content.decode()
    sent = {"shown_for": shown_for(form), "new_password": "horse", "version": "77", "name": "Dune & Sons"}

    page = signed_in(cast.under_grant()).post(NEW, sent).content.decode()

    assert "Dune &amp; Sons" in page
    assert "horse" not in page
    assert ">77<" not in page


def test_leaving_and_signing_out_work_from_any_page(cast: Cast, signed_in: SignedIn) -> None:
    at_home, inside = f"{cast.partner.tenant_id} ", f"{cast.customer.tenant_id} Acme Dental"

    for browser, shown, address in (
        (signed_in(cast.partner), inside, "/access/leave/"),
        (signed_in(cast.under_grant()), at_home, "/account/logout/"),
    ):
        assert browser.post(address, {"once": "k", "shown_for": shown}).status_code == 302, address


def test_the_link_of_an_invitation_says_that_it_is_shown_only_now(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.customer)

    page = browser.post("/people/invite/", {"name": "Zed Zander", "email": "zed@acme-dental.example"})

    assert SECRET.search(page.content.decode())
    assert "It is shown only now. Whoever has it can begin to use the account" in page.content.decode()
