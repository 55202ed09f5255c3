"""Asking for access, approving it, working under it and ending it, in Chromium and on connections of their own."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from conftest import make_person
from freehold.accounts.actions.create_group import create_group
from freehold.accounts.tests.people import give_password
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.actions.set_up_customer import set_up_customer, set_up_partner
from freehold.delegation.queries import grants_given
from freehold.host import database
from freehold.kernel.actor import Role
from freehold.tenants.actions.create_operator import create_operator
from freehold.tenants.row_security import scope
from tests.site import Running, site_of

pytestmark = pytest.mark.browser

NAME = "freehold_access"
PASSWORD = "a rather long horse"
ADA, ANNA = "ada@acme-dental.example", "anna@alder.example"


@dataclass(frozen=True, slots=True)
class Site:
    """The running web, and a way past it into its database."""

    origin: str
    customer_id: str
    superuser: str


@pytest.fixture(scope="module")
def site(cluster: Running, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """Acme has a group and no access of anybody's."""
    running, passwords = cluster
    with site_of(cluster, django_db_blocker, NAME, fill) as (origin, customer_id):
        yield Site(origin, customer_id, running.dsn(database.SUPERUSER, passwords[database.SUPERUSER], NAME))


def fill() -> str:
    """Acme of Alder, whose set-up access is over; Acme's id."""
    meridian = create_operator("Meridian Hosting")
    operator = make_person(meridian, "olga@meridian.example", "Olga Meridian", Role.ADMINISTRATOR)
    with scope(meridian):
        alder = set_up_partner("Alder IT", actor=operator)
    partner = make_person(alder, ANNA, "Anna Alder", Role.ADMINISTRATOR)
    with scope(alder):
        acme = set_up_customer("Acme Dental", actor=partner)
    ada = make_person(acme, ADA, "Ada Acme", Role.ADMINISTRATOR)
    for person in (partner, ada):
        give_password(person)
    with scope(acme):
        create_group("Front desk", actor=ada)
        end_grant(grants_given(ada)[0].id, actor=ada)
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


def look(page: Page) -> None:
    """No page breaks WCAG 2.2 AA where a machine can tell."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []


def let_in(anna: Page, ada: Page, site: Site) -> None:
    """Anna asks for a day as an administrator, and Ada lets her in for four hours."""
    anna.goto(f"/customers/{site.customer_id}/")
    anna.get_by_role("link", name="Ask for access").click()
    anna.get_by_label("Administrator: everything").check()
    anna.get_by_label("one day").check()
    anna.get_by_label("Reason").fill("The front desk is renamed")
    look(anna)
    anna.get_by_role("button", name="Ask for access").click()
    expect(anna.locator("main")).to_contain_text("Waiting for an answer")
    look(anna)
    ada.goto("/")
    ada.get_by_role("link", name="Answer").click()
    expect(ada.locator("h1")).to_have_text("Alder IT asks for access to Acme Dental")
    ada.get_by_label("4 hours").check()
    look(ada)
    ada.get_by_role("button", name="Give access").click()
    expect(ada.locator("main")).to_contain_text("Approved")


def test_access_is_asked_for_given_used_and_ended_and_the_next_click_is_refused(
    chromium: Browser, site: Site
) -> None:
    anna, ada = sign_in(chromium, site, ANNA), sign_in(chromium, site, ADA)
    let_in(anna, ada, site)

    anna.goto("/access/")
    anna.get_by_role("button", name="Act for Acme Dental").click()
    expect(anna.locator("body")).to_contain_text("You act for Acme Dental")
    anna.goto("/groups/new/")
    anna.get_by_label("Name").fill("Back office")
    anna.get_by_role("button", name=re.compile("group", re.IGNORECASE)).first.click()
    expect(anna.locator("main")).to_contain_text("The group is there.")
    ada.goto("/access/history/")
    look(ada)
    ada.locator("tbody .row-target").first.click()
    expect(ada.locator("main")).to_contain_text("Anna Alder entered your company")
    look(ada)
    ada.get_by_role("button", name="End access now").click()
    expect(ada.locator("main")).to_contain_text("Access ended.")

    anna.get_by_role("link", name="People").first.click()

    expect(anna.locator("h1")).to_have_text("Your access to Acme Dental is over")
    expect(anna.locator("main")).to_contain_text("Ada Acme ended it")
    expect(anna.locator("body")).not_to_contain_text("You act for Acme Dental")
    look(anna)
    anna.get_by_role("link", name="To your overview").click()
    expect(anna.locator("h1")).to_have_text("Overview")


def test_what_runs_while_the_access_ends_is_undone(chromium: Browser, site: Site) -> None:
    """Anna's request waits for a row in the middle; Ada ends the access meanwhile, on a connection of her own."""
    anna, ada = sign_in(chromium, site, ANNA), sign_in(chromium, site, ADA)
    let_in(anna, ada, site)
    anna.goto("/access/")
    anna.get_by_role("button", name="Act for Acme Dental").click()
    with psycopg.connect(site.superuser) as raw:
        (group_id,) = raw.execute("select id from accounts_group where name = 'Front desk'").fetchone()  # type: ignore[misc]
    anna.goto(f"/groups/{group_id}/")
    anna.get_by_label("Name").fill("Taken over")
    form = anna.locator("form", has=anna.get_by_label("Name"))
    ada.goto("/access/")

    with psycopg.connect(site.superuser) as holder:
        holder.execute("select from accounts_group where id = %s for update", [group_id])
        form.locator("[type=submit]").first.click(no_wait_after=True)
        wait_until_somebody_waits(site)
        ada.get_by_role("button", name="End Alder IT").click()
        expect(ada.locator("main")).to_contain_text("Access ended.")
        holder.rollback()

    expect(anna.locator("main")).to_contain_text(
        "You now act for your own company; this form was for Acme Dental."
    )
    with psycopg.connect(site.superuser) as raw:
        names = {row[0] for row in raw.execute("select name from accounts_group")}
        refused = raw.execute(
            "select count(*) from audit_entry where action = 'refused' and tenant_id = %s "
            "and facts ->> 'code' = 'no_such_grant' and facts ->> 'grant_reason' = 'The front desk is renamed'",
            [site.customer_id],
        ).fetchone()
    assert "Front desk" in names
    assert "Taken over" not in names
    assert refused == (1,)


def wait_until_somebody_waits(site: Site) -> None:
    """Until a connection of the web waits for a lock that another one holds."""
    seen = threading.Event()
    with psycopg.connect(site.superuser, autocommit=True) as raw:
        for _ in range(200):
            row = raw.execute(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = %s",
                [NAME],
            ).fetchone()
            if row and row[0]:
                return
            seen.wait(0.05)
    raise AssertionError("nobody waits")
