"""A customer moves from one partner to another, in Chromium, with a worker of its own that carries it out."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from conftest import make_person
from freehold.accounts.tests.people import give_password
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.create_offering import create_offering
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.delegation.actions.set_up_customer import set_up_customer, set_up_partner
from freehold.kernel import clock
from freehold.kernel.actor import Role
from freehold.subscriptions.actions.order import order_subscription
from freehold.tenants.actions.create_operator import create_operator
from freehold.tenants.row_security import scope
from tests.site import Running, site_of

pytestmark = pytest.mark.browser

NAME = "freehold_move"
PASSWORD = "a rather long horse"
ADA, ANNA, BERT = "ada@acme-dental.example", "anna@alder.example", "bert@birch.example"
SWEEP = "import django; django.setup(); from freehold.channel.jobs import sweep_transfers; sweep_transfers(0)"


@dataclass(frozen=True, slots=True)
class Site:
    """The running web, and how the worker reaches its database."""

    origin: str
    worker: str

    def sweep(self) -> None:
        """What the worker's timetable runs each minute."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "freehold.config.settings",
            "FREEHOLD_DATABASE_DSN": self.worker,
        }
        subprocess.run([sys.executable, "-c", SWEEP], env=environment, check=True)


@pytest.fixture(scope="module")
def site(cluster: Running, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """Acme has mail from Alder; Birch sells the like."""
    running, passwords = cluster
    with site_of(cluster, django_db_blocker, NAME, fill) as (origin, _nothing):
        yield Site(origin, running.dsn("freehold_worker", passwords["freehold_worker"], NAME))


def fill() -> str:
    """The operator, two partners with the same plan at prices of their own, and Alder's customer."""
    meridian = create_operator("Meridian Hosting")
    operator = make_person(meridian, "olga@meridian.example", "Olga Meridian", Role.ADMINISTRATOR)
    with scope(meridian):
        offering = create_offering("Mail", kind="mail", actor=operator)
        source = create_plan(offering, name="Mail Standard", actor=operator)
        publish_price_list({source: Decimal(2)}, currency="EUR", valid_from=clock.today(), actor=operator)
        partners = [set_up_partner(name, actor=operator) for name in ("Alder IT", "Birch Systems")]
    sellers, plans = [], []
    for partner, address, name, price in zip(
        partners, (ANNA, BERT), ("Alder Mail", "Birch Mail"), (5, 6), strict=True
    ):
        seller = make_person(partner, address, name.split()[0], Role.ADMINISTRATOR)
        give_password(seller)
        with scope(partner):
            plans.append(adopt_plan(source, name=name, actor=seller))
            publish_price_list(
                {plans[-1]: Decimal(price)}, currency="EUR", valid_from=clock.today(), actor=seller
            )
        sellers.append(seller)
    with scope(partners[0]):
        acme = set_up_customer("Acme Dental", actor=sellers[0])
        order_subscription(plans[0], seats=3, buyer_id=acme, actor=sellers[0])
    give_password(make_person(acme, ADA, "Ada Acme", Role.ADMINISTRATOR))
    return str(acme)


@pytest.fixture(scope="module")
def chromium(site: Site) -> Iterator[Browser]:
    """Debian's Chromium, begun after the site."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield found
        found.close()


def sign_in(chromium: Browser, site: Site, email: str) -> Page:
    """A browser of its own in which somebody has signed in."""
    page = chromium.new_context(base_url=site.origin).new_page()
    page.goto("/account/login/")
    page.get_by_label("Mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("h1")).to_have_text("Overview")
    return page


def look(page: Page, name: str = "") -> None:
    """No page breaks WCAG 2.2 AA where a machine can tell."""
    if folder := os.environ.get("FREEHOLD_PICTURES"):
        for width, height in ((1280, 900), (390, 800)):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []


def test_a_customer_moves_with_a_code_and_is_at_home_with_the_new_one(chromium: Browser, site: Site) -> None:
    bert, ada, anna = (sign_in(chromium, site, email) for email in (BERT, ADA, ANNA))
    bert.goto("/moves/")
    look(bert, "moves-empty")
    bert.get_by_role("link", name="Invite a customer").click()
    look(bert, "new-code")
    bert.get_by_label("For whom").fill("Acme")
    bert.get_by_role("button", name="Make the code").click()
    code = bert.locator("tbody th.mono").first.inner_text()
    look(bert, "moves-code")

    ada.get_by_role("link", name="Your provider").first.click()
    look(ada, "provider")
    ada.get_by_role("link", name="Change your provider").click()
    ada.get_by_label("Invitation code").fill(code.lower())
    look(ada, "enter-code")
    ada.get_by_role("button", name="See the new provider").click()
    expect(ada.locator("h1")).to_have_text("Move to Birch Systems")
    look(ada, "choose")
    ada.get_by_role("button", name="See what it costs").click()
    expect(ada.locator("main")).to_contain_text("it cannot refuse")
    look(ada, "summary")
    ada.get_by_role("button", name="Move to Birch Systems").click()
    expect(ada.locator("main")).to_contain_text("You move to Birch Systems on")
    look(ada, "asked")
    anna.goto("/moves/")
    expect(anna.locator("main")).to_contain_text("leaves you")
    expect(anna.locator("body")).not_to_contain_text("Birch")

    site.sweep()

    ada.goto("/provider/")
    expect(ada.locator("main")).to_contain_text("Take the move to Birch Systems back?")
    expect(ada.locator("body")).not_to_contain_text("Alder IT")
    look(ada, "moved")
    ada.goto("/subscriptions/bought/")
    expect(ada.locator("main")).to_contain_text("Birch Mail")
    bert.goto("/customers/")
    expect(bert.locator("main")).to_contain_text("Acme Dental")
    anna.goto("/customers/")
    expect(anna.locator("main")).not_to_contain_text("Acme Dental")
    anna.goto("/moves/")
    look(anna, "moves-left")
