"""From applying on the public page to the first customer, in Chromium and by mail alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.platform.conftest import PASSWORD, Instance
from tests.platform.test_pages import OPERATOR, chromium, sign_in

__all__ = ["chromium"]

pytestmark = [pytest.mark.engines, pytest.mark.browser]

READER = "bea@bright-bakery.example"  # whose mailbox takes what goes to the address below
APPLICANT = "juno@bright-bakery.example"


@pytest.fixture
def applicants_mail(instance: Instance) -> Iterator[None]:
    """A mailbox that takes the applicant's mail, and is rid of it afterwards: others read what its person is sent."""
    bea = instance.program(READER)
    (mailbox,) = bea.items(f"/mailboxes?search={READER}")
    bea.post(f"/mailboxes/{mailbox['id']}/aliases", {"address": APPLICANT})
    yield
    with instance.device(READER).imap() as client:
        client.select("INBOX")
        for number in client.search(None, "TO", f'"{APPLICANT}"')[1][0].split():
            client.store(number, "+FLAGS", r"(\Deleted)")
        client.expunge()


def link_to(instance: Instance, path: str) -> str:
    """The link to this path in the mail that came."""
    message = instance.device(READER).read("TEXT", f'"{path}"')
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(rf"http://\S+{path}\S+?/(?=\s)", body.get_content() + "\n")
    assert found, body.get_content()
    return found[0]


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name).first.click()


def steps_left(page: Page, instance: Instance) -> int:
    page.goto(instance.paper["web"] + "/start/")
    return page.locator("main").get_by_text("Missing", exact=True).count()


@pytest.mark.usefixtures("applicants_mail")
def test_somebody_applies_is_approved_and_has_a_customer(chromium: Browser, instance: Instance) -> None:
    web = instance.paper["web"]
    page = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce").new_page()

    page.goto(web + "/partners/apply/")
    page.fill("main form [name=company]", "Juno Net")
    page.fill("main form [name=person_name]", "Jana Juno")
    page.fill("main form [name=email]", "jana")
    press(page, "Send the application")
    assert page.input_value("main form [name=company]") == "Juno Net"
    page.fill("main form [name=email]", APPLICANT)
    press(page, "Send the application")
    expect(page.locator("h1")).to_have_text("Look into your mail")
    page.goto(link_to(instance, "/partners/apply/"))
    press(page, "Send the application")
    expect(page.locator("h1")).to_have_text("Your application is with us")

    olga = sign_in(chromium, instance, OPERATOR)
    olga.goto(web + "/partners/")
    follow(olga, "Applications and invitations")
    follow(olga, "Read application Juno Net")
    press(olga, "Approve application")
    expect(olga.locator("main")).to_contain_text("The applicant is invited")

    page.goto(link_to(instance, "/partners/join/"))
    expect(page.locator("main")).to_contain_text("Your customers are yours.")
    page.fill("main form [name=street]", "Seeweg 4")
    page.fill("main form [name=postcode]", "24103")
    page.fill("main form [name=city]", "Kiel")
    page.check("main form [name=agrees]")
    press(page, "Become a partner")
    expect(page.locator("h1")).to_have_text("Welcome, Jana Juno")
    page.fill("main form [name=password]", PASSWORD)
    press(page, "Set the password")
    page.fill("[name=login]", APPLICANT)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("h1")).to_have_text("Overview")
    expect(page.locator("main")).to_contain_text("5 steps until you can sell")

    assert steps_left(page, instance) == 5
    follow(page, "Set the brand")
    page.fill("main form [name=support_email]", "help@juno-net.example")
    press(page, "Save brand")
    assert steps_left(page, instance) == 4
    follow(page, "Choose plans")
    follow(page, "Adopt Mail Standard")
    press(page, "Adopt plan")
    assert steps_left(page, instance) == 3
    follow(page, "Set prices")
    page.fill("main form [name^=price_]", "6.50")
    press(page, "Publish prices")
    assert steps_left(page, instance) == 2
    follow(page, "Fill it in")
    for name, value in (
        ("legal_name", "Juno Net GmbH"),
        ("street", "Seeweg 4"),
        ("city", "Kiel"),
        ("tax_id", "DE136695976"),
    ):
        page.fill(f"main form [name={name}]", value)
    page.fill("main form [name=iban]", "DE89370400440532013000")
    press(page, "Save")
    assert steps_left(page, instance) == 1
    follow(page, "Add customer")
    page.fill("main form [name=name]", "Lime Lamps")
    page.fill("main form [name=domain]", "ivy-interiors.example")
    press(page, "Add customer")
    expect(page.locator("main form")).to_contain_text("This domain cannot be added so")  # Alder registered it
    page.fill("main form [name=domain]", "lime-lamps.example")
    press(page, "Add customer")
    expect(page.locator("h1")).to_have_text("Lime Lamps")
    assert steps_left(page, instance) == 0
    expect(page.locator("main")).to_contain_text("Everything is there")

    olga.goto(web + "/partners/")
    follow(olga, "Juno Net")
    assert "Lime" not in olga.content()
