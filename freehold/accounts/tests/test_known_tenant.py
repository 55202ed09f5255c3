"""Whose brand the pages of sign-in bear."""

from conftest import Browser, Cast
from freehold.accounts.actions.invite_person import invite_person
from freehold.accounts.known_tenant import COOKIE
from freehold.accounts.tests.people import give_password, sign_in
from freehold.tenants.row_security import scope

LOGIN = "/account/login/"


def brand_on(browser: Browser, path: str) -> set[str]:
    """Which of the cast's names stand on a page."""
    page = browser.get(path).content.decode()
    return {name for name in ("Meridian Hosting", "Alder IT", "Birch Systems", "Acme Dental") if name in page}


def test_a_browser_that_nobody_used_sees_nobodys(cast: Cast) -> None:
    assert brand_on(Browser(), LOGIN) == set()


def test_after_signing_out_a_customers_person_sees_the_partners_still(client: Browser, cast: Cast) -> None:
    give_password(cast.member)
    sign_in(client)
    client.post("/account/logout/")

    assert brand_on(client, LOGIN) == {"Alder IT"}
    assert brand_on(client, "/account/password/reset/") == {"Alder IT"}


def test_an_invitation_bears_the_partners_from_its_first_page(client: Browser, cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        invited = invite_person("Nia New", email="nia@acme-dental.example", actor=cast.customer)
    client.get(f"/account/invitation/{invited.secret}/")

    assert brand_on(client, "/account/invitation/") == {"Alder IT"}


def test_a_made_up_cookie_and_a_made_up_invitation_change_nothing(client: Browser, cast: Cast) -> None:
    client.cookies[COOKIE] = f"{cast.customer.tenant_id}:forged:forged"
    client.get("/account/invitation/made-up/")

    assert brand_on(client, LOGIN) == set()
