"""The gallery in Chromium: accessible, and at home on a phone, in light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 740}}


@pytest.fixture(params=["light", "dark"])
def theme(request):
    return request.param


@pytest.fixture
def page(request, browser, theme):
    context = browser.new_context(
        viewport=SIZES[getattr(request, "param", "desk")], color_scheme=theme, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("page", SIZES, indirect=True)
@pytest.mark.parametrize("query", ["", "?acting"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page, gallery, query):
    page.goto(gallery + query)

    found = Axe().run(page).response["violations"]

    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_policy_is_not_broken(page, gallery):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))

    page.goto(gallery)
    page.wait_for_timeout(300)

    assert [text for text in complaints if "Content Security Policy" in text] == []


def test_keys_reach_the_search_and_the_list_of_keys(page, gallery):
    page.goto(gallery)
    page.evaluate("document.activeElement.blur()")

    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"

    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("dialog.keys").is_visible()


@pytest.mark.parametrize("page", ["phone"], indirect=True)
def test_on_a_phone_the_navigation_folds_and_needs_no_script(browser, page, gallery):
    context = browser.new_context(viewport=SIZES["phone"], java_script_enabled=False)
    without_script = context.new_page()
    without_script.goto(gallery)

    assert not without_script.locator(".navigation").is_visible()
    without_script.locator(".side-toggle-button").click()
    assert without_script.locator(".navigation").is_visible()
    context.close()


def test_focus_goes_to_the_sum_of_errors(page, gallery):
    page.goto(gallery)

    assert page.evaluate("document.activeElement.className") == "error-summary"


def test_searching_changes_the_address_and_keeps_the_focus(page, gallery):
    page.goto(gallery)

    page.locator("input[type=search]").click()
    page.keyboard.type("acme")
    page.wait_for_url("**/ui/?q=acme")

    assert page.evaluate("document.activeElement.value") == "acme"
    assert "q=acme" in page.locator(".chip", has_text="Suspended").get_attribute("href")
