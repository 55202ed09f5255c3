"""Signing in with Chromium: password, authenticator app, passkey, recovery, and what a person does for themselves."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from conftest import make_person
from freehold.accounts.actions.invite_person import invite_person
from freehold.accounts.tests.people import PASSWORD, code_of, give_password
from freehold.delegation.actions.set_up_customer import set_up_customer, set_up_partner
from freehold.host import database
from freehold.kernel.actor import Role
from freehold.tenants.actions.create_operator import create_operator
from freehold.tenants.row_security import scope
from tests.site import site_of

pytestmark = pytest.mark.browser

NAME = "freehold_sign_in"
WORDS = ("ada", "max", "nora", "otto", "pia")


@dataclass(frozen=True, slots=True)
class Site:
    """A running web process on a committed world of its own."""

    origin: str
    invitation: str  # the path of Nia's link


@pytest.fixture(scope="module")
def site(
    cluster: tuple[database.Cluster, dict[str, str]],
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Site]:
    """The web as it runs in life, on a copy of the migrated database."""
    with site_of(cluster, django_db_blocker, NAME, fill) as (origin, invitation):
        yield Site(origin, invitation)


def fill() -> str:
    """Acme of Alder, and its people; Nia is invited by the link that is returned."""
    meridian = create_operator("Meridian Hosting")
    operator = make_person(meridian, "olga@meridian.example", "Olga Meridian", Role.ADMINISTRATOR)
    with scope(meridian):
        alder = set_up_partner("Alder IT", actor=operator)
    partner = make_person(alder, "anna@alder.example", "Anna Alder", Role.ADMINISTRATOR)
    with scope(alder):
        acme = set_up_customer("Acme Dental", actor=partner)
    ada = partner
    for word in WORDS:
        role = Role.ADMINISTRATOR if word == "ada" else Role.MEMBER
        person = make_person(acme, f"{word}@acme-dental.example", f"{word.title()} Acme", role)
        give_password(person)
        ada = person if word == "ada" else ada
    with scope(acme):
        invited = invite_person("Nia New", email="nia@acme-dental.example", actor=ada)
    return f"/account/invitation/{invited.secret}/"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(site: Site, chromium: Browser) -> Iterator[Page]:
    """A fresh browser that complains of what the content security policy refuses."""
    context = chromium.new_context(base_url=site.origin)
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Security Policy" in message.text else None,
    )
    yield page
    assert complaints == []
    context.close()


def type_password(page: Page, word: str, password: str = PASSWORD) -> None:
    """Fill in and send the form of the sign-in page."""
    page.goto("/account/login/")
    page.get_by_label("Mail address").fill(f"{word}@acme-dental.example")
    page.get_by_label("Password").fill(password)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()


def confirm_password(page: Page, password: str = PASSWORD) -> None:
    """Pass the page that asks for the password again, if it comes."""
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Go on").click()


def is_inside(page: Page) -> bool:
    """Whether somebody is signed in here."""
    page.goto("/security/")
    return urlsplit(page.url).path == "/security/"


def look(page: Page) -> None:
    """No page breaks WCAG 2.2 AA where a machine can tell."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    if folder := os.environ.get("FREEHOLD_SCREENSHOTS"):
        name = re.sub(r"\W+", "-", page.url.partition("//")[2].partition("/")[2]).strip("-")[:60]
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_password_opens_the_first_page(page: Page) -> None:
    page.goto("/")
    assert "/account/login/" in page.url
    look(page)

    type_password(page, "ada")

    assert urlsplit(page.url).path == "/"
    assert is_inside(page)
    look(page)


def test_the_pages_of_ones_own_and_of_people_are_accessible(page: Page) -> None:
    type_password(page, "ada")
    for path in (
        "/devices/", "/people/", "/people/invite/", "/groups/", "/groups/new/", "/security/tokens/new/",
        "/account/logout/", "/account/password/change/",
    ):  # fmt: skip
        page.goto(path)
        look(page)


def test_an_authenticator_app_is_asked_for_and_a_recovery_code_replaces_it(page: Page) -> None:
    type_password(page, "max")
    page.goto("/account/2fa/totp/activate/")
    confirm_password(page)
    secret = page.locator(".copy-value").inner_text()
    look(page)
    page.locator("input[name=code]").fill(code_of(secret))
    page.get_by_role("button", name="Set up the app").click()
    assert "The authenticator app is set up." in page.inner_text("main")
    look(page)
    recovery = page.locator("#recovery_codes").inner_text().split()[0]
    page.context.clear_cookies()

    type_password(page, "max")

    assert "/account/2fa/authenticate/" in page.url
    look(page)
    assert not is_inside(page)
    page.goto("/account/2fa/authenticate/")
    page.locator("input[name=code]").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert is_inside(page)


def plug_in(page: Page) -> None:
    """Give the browser a device that keeps passkeys and always says yes."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip


def test_whoever_is_invited_begins_with_a_passkey_and_never_has_a_password(page: Page, site: Site) -> None:
    plug_in(page)
    page.goto(site.invitation)
    look(page)
    with page.expect_navigation(url=re.compile("/account/login/")):
        page.get_by_role("button", name="Begin with a passkey").click()
    assert "Your passkey is set." in page.inner_text("main")

    with page.expect_navigation(url=re.compile("/$")):
        page.get_by_role("button", name="Sign in with a passkey").click()

    assert is_inside(page)
    assert "Set a password" in page.inner_text("main")
    page.get_by_role("link", name="Show the codes").click()
    assert len(page.locator("#recovery_codes").inner_text().split()) == 10


def test_a_passkey_signs_in_without_a_password(page: Page) -> None:
    plug_in(page)
    type_password(page, "nora")
    page.goto("/account/2fa/webauthn/add/")
    confirm_password(page)
    look(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Add a passkey").click()
    page.goto("/account/2fa/webauthn/")
    confirm_password(page)
    look(page)
    page.context.clear_cookies()

    page.goto("/account/login/")
    with page.expect_navigation(url=re.compile("/$")):
        page.get_by_role("button", name="Sign in with a passkey").click()

    assert is_inside(page)


def test_one_browser_can_sign_the_other_out(page: Page, chromium: Browser, site: Site) -> None:
    other = chromium.new_context(base_url=site.origin).new_page()
    type_password(other, "otto")
    type_password(page, "otto")
    page.goto("/security/")

    page.get_by_role("button", name="Sign it out").click()

    assert not is_inside(other)
    assert is_inside(page)


def test_a_changed_password_signs_the_other_browsers_out(page: Page, chromium: Browser, site: Site) -> None:
    other = chromium.new_context(base_url=site.origin).new_page()
    type_password(other, "pia")
    type_password(page, "pia")
    page.goto("/account/password/change/")
    page.locator("input[name=oldpassword]").fill(PASSWORD)
    page.locator("input[name=password1]").fill("quite another sentence")
    page.get_by_role("button", name="Set the password").click()

    assert not is_inside(other)
    assert is_inside(page)


def test_where_a_second_factor_is_required_it_comes_first(page: Page) -> None:
    type_password(page, "ada")
    page.goto("/people/")
    page.get_by_role("button", name="Require a second factor").click()

    assert "/account/2fa/" in page.url
    look(page)
    page.goto("/people/")
    assert "/account/2fa/" in page.url
