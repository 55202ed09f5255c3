"""A brand as it would be, before it is saved."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from conftest import Cast
from freehold.domains.tests.conftest import World, prove
from freehold.kernel.actor import Actor
from freehold.tenants.queries import brand_of, find_logo
from freehold.tenants.tests.test_pictures import picture

SignedIn = Callable[[Actor], Client]
PAGE, PREVIEW = "/settings/brand/", "/settings/brand/preview/"
WANTED = {
    "name": "Elder <b>IT</b>",
    "accent": "#aa3322",
    "support_email": "desk@alder.example",
    "legal_url": "https://alder-it.example/imprint",
    "invoice_accent": "band",
    "invoice_logo": "right",
    "version": "1",
}


@pytest.mark.parametrize("path", ["sign-in/", "inside/", "mail/"])
def test_what_is_typed_is_shown_on_each_kind_of_page_and_nobody_else_sees_it(
    cast: Cast, signed_in: SignedIn, path: str
) -> None:
    browser = signed_in(cast.partner)

    assert browser.post(PREVIEW, WANTED).status_code == 200
    shown = browser.get(PREVIEW + path)
    page = shown.content.decode()

    assert "Elder &lt;b&gt;IT&lt;/b&gt;" in page
    assert "aa3322" in page
    assert "desk@alder.example" in page
    assert "https://alder-it.example/imprint" in page
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert "form-action 'none'" in shown["Content-Security-Policy"]
    assert brand_of(cast.customer.tenant_id).name == "Alder IT"
    assert "Elder" not in signed_in(cast.customer).get("/").content.decode()
    assert "Elder" not in signed_in(cast.rival).get(PREVIEW + path).content.decode()


def test_the_invoice_is_shown_as_a_picture_and_as_the_pdf_that_buyers_get(
    cast: Cast, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.partner)
    browser.post(PREVIEW, WANTED)

    shown = browser.get(PREVIEW + "invoice.png")
    paper = browser.get(PREVIEW + "invoice.pdf")

    assert Image.open(BytesIO(shown.content)).convert("RGB").getpixel((400, 5)) == (0xAA, 0x33, 0x22)
    assert paper.content.startswith(b"%PDF-")


def test_without_script_a_button_shows_it_and_nothing_is_saved(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)
    logo = SimpleUploadedFile("logo.png", picture("PNG"))

    page = browser.post(PAGE, WANTED | {"preview": "1", "logo": logo})

    assert page.status_code == 200
    assert 'value="Elder &lt;b&gt;IT&lt;/b&gt;"' in page.content.decode()
    assert 'name="kept_logo" value="1"' in page.content.decode()
    assert browser.get(PREVIEW + "logo")["Content-Type"] == "image/png"
    assert brand_of(cast.customer.tenant_id).name == "Alder IT"
    assert find_logo(cast.partner.tenant_id) is None

    browser.post(PAGE, WANTED | {"kept_logo": "1"})
    assert brand_of(cast.customer.tenant_id).name == "Elder <b>IT</b>"
    assert find_logo(cast.partner.tenant_id) is not None


def test_a_colour_that_is_hard_to_read_is_told_with_the_nearest_that_passes(
    cast: Cast, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.partner)

    told = browser.post(PREVIEW, WANTED | {"accent": "#ffd400"}).content.decode()
    (nearest,) = set(re.findall(r'name="nearest" value="(#[0-9a-f]{6})"', told))
    taken = browser.post(PAGE, WANTED | {"accent": "#ffd400", "nearest": nearest}).content.decode()

    assert "1.4:1" in told
    assert nearest == "#816a02"
    assert f'value="{nearest}"' in taken
    assert "hard to read" not in taken
    assert "hard to read" not in browser.post(PREVIEW, WANTED).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("accent", "red;}"),
        ("help_url", "http://alder-it.example"),
        ("legal_url", "javascript:alert(1)"),
        ("privacy_url", "https://user@alder-it.example/"),
        ("privacy_url", 'https://alder-it.example/"><script>'),
        ("sender", "a@b"),
        ("sender", "Alder <a@b.example>"),
        ("sender", "a@b.example\r\nBcc: x@y.example"),
        ("invoice_foot", "1\n2\n3\n4\n5"),
        ("logo", SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>")),
    ],
)
def test_what_could_break_a_page_is_neither_shown_nor_saved(
    cast: Cast, signed_in: SignedIn, field: str, value: object
) -> None:
    browser = signed_in(cast.partner)

    shown = browser.post(PREVIEW, WANTED | {field: value})
    saved = browser.post(PAGE, WANTED | {field: value})

    assert "notice-warning" in shown.content.decode()
    assert saved.status_code == 422
    assert "Alder IT" in browser.get(PREVIEW + "sign-in/").content.decode()
    assert brand_of(cast.customer.tenant_id).name == "Alder IT"


def test_only_an_address_of_an_own_proven_domain_writes(
    cast: Cast, signed_in: SignedIn, world: World
) -> None:
    browser = signed_in(cast.partner)
    wanted = WANTED | {"sender": "hello@alder-it.example"}

    refused = browser.post(PAGE, wanted)
    prove(cast.partner, world, "alder-it.example")
    saved = browser.post(PAGE, wanted)

    assert refused.status_code == 422
    assert "Prove the domain alder-it.example" in refused.content.decode()
    assert saved.status_code == 302


@pytest.mark.parametrize(
    "path", [PAGE, PREVIEW + "sign-in/", PREVIEW + "invoice.png", "/settings/brand/hosts/"]
)
def test_a_customer_has_no_brand_to_look_at(cast: Cast, signed_in: SignedIn, path: str) -> None:
    assert signed_in(cast.customer).get(path).status_code == 404


def test_the_links_of_the_seller_stand_at_the_foot_of_its_customers_pages(
    cast: Cast, signed_in: SignedIn
) -> None:
    signed_in(cast.partner).post(PAGE, WANTED)

    page = signed_in(cast.customer).get("/").content.decode()

    assert 'href="https://alder-it.example/imprint"' in page
    assert "https://alder-it.example" not in signed_in(cast.rival).get("/").content.decode()
