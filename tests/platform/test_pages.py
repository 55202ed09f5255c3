"""The story in Chromium, as a partner plays it, and every page that each audience can reach: none leaves anybody out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.platform.clients import wait_for
from tests.platform.conftest import Instance

pytestmark = [pytest.mark.engines, pytest.mark.browser]

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
FEWEST_KINDS = 10  # of pages that anybody reaches
PARTNER, OPERATOR = "anna@alder-it.example", "olga@meridian-hosting.example"
ADMINISTRATOR, PERSON = "bea@bright-bakery.example", "ben@bright-bakery.example"
CUSTOMERS = (ADMINISTRATOR, PERSON)
# "Ask {partner}", and how: beside the page, below it on a phone, under the card of a page without navigation
ASKED = (
    ":is(.side-foot, .ask-below, .plain-main > p):has(a[href^='tel:'], a[href^='mailto:']) >> visible=true"
)
HOST = "portal.alder-it.example"
NUMBER = re.compile(r"SUB-[0-9A-Z]{8}")
# Parts of addresses that name one thing of many: pages of the same kind are looked at once.
ONE_OF_MANY = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|SUB-[0-9A-Z]{8}|(?<=/)\d+(-\d+)?(?=/)|[^/]+@[^/]+|(?<=/inbox/in/)[^/]+"
)
NO_PAGES = re.compile(r"^/(account/logout|source|static|api|domains/[^/]+/zone)|\.mobileconfig$")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield found
        found.close()


def sign_in(chromium: Browser, instance: Instance, email: str, *, theme: str = "light") -> Page:
    """A browser of its own in which somebody of the demo has signed in."""
    context = chromium.new_context(viewport=DESK, reduced_motion="reduce", color_scheme=theme)
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(instance.paper["web"])
    page.fill("[name=login]", email)
    page.fill("[name=password]", instance.people[email]["password"])
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("h1")).to_have_text("Overview")
    return page


def test_a_partner_sells_a_customer_mail_in_the_browser(chromium: Browser, instance: Instance) -> None:
    page = sign_in(chromium, instance, PARTNER)

    page.get_by_role("link", name="Customers").first.click()
    page.get_by_role("link", name="Add customer").first.click()
    page.fill("main form [name=name]", "Fir Florists")
    page.fill("main form [name=domain]", "fir-florists.example")
    page.get_by_role("button", name="Add customer").click()
    expect(page.locator("h1")).to_have_text("Fir Florists")

    page.get_by_role("button", name="Act for Fir Florists").click()
    expect(page.locator("body")).to_contain_text("You act for Fir Florists")
    page.get_by_role("link", name="Domains").first.click()
    page.get_by_role("link", name="fir-florists.example").first.click()
    page.get_by_role("button", name="Publish records").click()
    wait_for(lambda: _reads(page, "Proven"), what="the proof of the domain")

    page.goto(instance.paper["web"] + "/subscriptions/new/")
    row = page.locator("main").get_by_role("link", name="Order")
    row.nth(_plans(page).index("Mail Standard")).click()
    expect(page.locator("h1")).to_have_text("Order Mail Standard")
    page.fill("main form [name=seats]", "3")
    page.get_by_role("button", name="See the summary").click()
    page.get_by_role("button", name="Order Mail Standard").click()
    page.wait_for_url(re.compile(NUMBER.pattern))
    expect(page.locator("main")).to_contain_text("The service is running.", timeout=60_000)

    for number, word in enumerate(("Fay", "Finn", "Flo")):
        page.goto(instance.paper["web"] + "/mail/new/")
        page.fill("main form [name=name]", f"{word} Fir")
        page.fill("main form [name=local_part]", word.lower())
        page.fill("main form [name=contact_email]", ADMINISTRATOR)
        page.get_by_role("button", name="Add mailbox").click()
        page.goto(instance.paper["web"] + "/mail/")
        expect(page.locator("tbody tr")).to_have_count(number + 1)
    expect(page.locator("main")).to_contain_text("fay@fir-florists.example")


def _reads(page: Page, word: str) -> bool:
    page.reload()
    return word in page.locator("main").inner_text()


def _plans(page: Page) -> list[str]:
    return [name for name in ("Mail Plus", "Mail Standard") if name in page.locator("main").inner_text()]


@pytest.mark.parametrize(
    ("email", "theme"),
    [(ADMINISTRATOR, "light"), (PARTNER, "dark"), (OPERATOR, "light"), (PERSON, "dark")],
)
def test_every_page_that_somebody_reaches_is_accessible_and_fits_a_phone(
    chromium: Browser, instance: Instance, email: str, theme: str
) -> None:
    page = sign_in(chromium, instance, email, theme=theme)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    faults: dict[str, object] = {}
    left = ["/"]
    seen: set[str] = set()

    while left:
        path = left.pop(0)
        kind = ONE_OF_MANY.sub("*", urlsplit(path).path)
        if kind in seen or NO_PAGES.search(urlsplit(path).path):
            continue
        seen.add(kind)
        try:
            answer = page.goto(instance.paper["web"] + path)
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            continue  # a file, not a page
        assert answer is not None
        if answer.status != 200:
            faults[path] = answer.status
            continue
        if email in CUSTOMERS and page.locator(ASKED).count() != 1:
            faults[f"{path} for help"] = "does not say whom to ask"
        violations = Axe().run(page).response["violations"]
        if violations:
            faults[path] = [(one["id"], one["nodes"][0]["target"]) for one in violations]
        left += page.eval_on_selector_all("a[href^='/']", "links => links.map(a => a.getAttribute('href'))")
        page.set_viewport_size(PHONE)
        if email in CUSTOMERS and page.locator(ASKED).count() != 1:
            faults[f"{path} for help on a phone"] = "does not say whom to ask"
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults[f"{path} on a phone"] = "scrolls sideways"
        page.set_viewport_size(DESK)

    assert faults == {}
    assert [text for text in refused if "Content Security Policy" in text] == []
    assert len(seen) >= FEWEST_KINDS


def test_a_partner_brands_its_platform_and_a_customer_signs_in_at_its_own_host_name(
    chromium: Browser, instance: Instance, tmp_path: Path
) -> None:
    page = sign_in(chromium, instance, PARTNER)
    anna, before = instance.program(PARTNER), instance.program(PARTNER).get("/tenant/brand")
    logo = tmp_path / "logo.png"
    Image.new("RGB", (200, 60), "#aa3322").save(logo)
    host_id = ""
    try:
        page.get_by_role("link", name="Brand", exact=True).click()
        page.fill("main form [name=name]", "Alder Digital")
        page.locator("main form [name=accent]").fill("#ffd400")
        preview = page.frame_locator("iframe[title='The page of sign-in']")
        expect(preview.locator("body")).to_contain_text("Alder Digital")
        expect(page.locator("#previews")).to_contain_text("This colour is hard to read as text")
        page.locator("main form [name=accent]").fill("#aa3322")
        page.set_input_files("main form [name=logo]", str(logo))
        expect(preview.locator("img.brand-logo")).to_be_visible()
        expect(page.locator("#previews")).to_contain_text("The colour can be read as text")
        page.get_by_role("button", name="Save brand").click()
        expect(page.locator("body")).to_contain_text("Brand saved.")

        page.get_by_role("link", name="Host names").first.click()
        page.fill("main form [name=name]", HOST)
        page.get_by_role("button", name="Add host name").click()
        expect(page.locator("h1")).to_have_text(HOST)
        host_id = page.url.rstrip("/").rpartition("/")[2]
        shown = anna.get(f"/hosts/{host_id}")
        instance.publish(str(shown["proof_name"]), "TXT", f'"{shown["proof_value"]}"')
        instance.publish(HOST, "CNAME", f"{shown['leads_to']}.")
        wait_for(lambda: _checked(page, "In use"), what="the proof of the host name")

        with browser_at(chromium, HOST) as elsewhere:
            customer = elsewhere.new_page()
            customer.goto(f"http://{HOST}:{instance.paper['web'].rpartition(':')[2]}/account/login/")
            expect(customer.locator("img.brand-logo")).to_have_attribute("alt", "Alder Digital")
            button = customer.locator("main form [type=submit]").first
            expect(button).to_have_css("background-color", "rgb(170, 51, 34)")
            customer.fill("[name=login]", ADMINISTRATOR)
            customer.fill("[name=password]", instance.people[ADMINISTRATOR]["password"])
            button.click()
            expect(customer.locator("h1")).to_have_text("Overview")
            assert urlsplit(customer.url).hostname == HOST
            assert {cookie["domain"] for cookie in elsewhere.cookies()} == {HOST}
            expect(customer.locator("header img.brand-logo")).to_have_attribute("alt", "Alder Digital")
            assert "Meridian" not in customer.content()
    finally:
        kept = {name: value for name, value in before.items() if name not in {"has_logo", "version"}}
        anna.put("/tenant/brand", kept)
        if host_id:
            assert anna.ask("DELETE", f"/hosts/{host_id}").status == 204


def _checked(page: Page, word: str) -> bool:
    page.get_by_role("button", name="Check now").click()
    return word in page.locator("main").inner_text()


@contextmanager
def browser_at(chromium: Browser, host: str) -> Iterator[BrowserContext]:
    """A browser of its own that finds a host name on this machine, as DNS would lead it."""
    found = chromium.browser_type.launch(
        executable_path="/usr/bin/chromium",
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            f"--host-resolver-rules=MAP {host} 127.0.0.1",
        ],
    )
    try:
        context = found.new_context(viewport=DESK, reduced_motion="reduce")
        context.set_default_timeout(30_000)
        yield context
    finally:
        found.close()
