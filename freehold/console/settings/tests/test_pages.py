"""The pages of settings and brand, with two people at them."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Cast
from freehold.kernel.actor import Actor
from freehold.tenants.queries import brand_of, find_logo, get_tenant
from freehold.tenants.row_security import scope
from freehold.tenants.tests.test_pictures import picture

SignedIn = Callable[[Actor], Client]
SETTINGS = {"name": "Acme Care", "language": "de", "time_zone": "Europe/Vienna", "version": "1"}
BRAND = {"name": "Alder", "accent": "#aa3322", "version": "1"}


def test_of_two_who_change_the_settings_the_second_is_told_and_loses_nothing(
    cast: Cast, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.customer)

    first = browser.post("/settings/", SETTINGS)
    told = browser.post("/settings/", SETTINGS | {"name": "Acme Teeth", "language": "en"})
    page = told.content.decode()

    assert (first.status_code, told.status_code) == (302, 422)
    assert "„Acme Care“" in page or "“Acme Care”" in page
    assert 'value="Acme Teeth"' in page
    assert 'name="version" value="2"' in page
    with scope(cast.customer.tenant_id):
        assert get_tenant(cast.customer.tenant_id).name == "Acme Care"
    assert browser.post("/settings/", SETTINGS | {"name": "Acme Teeth", "version": "2"}).status_code == 302


def test_of_two_who_change_the_brand_the_second_is_told_and_loses_nothing(
    cast: Cast, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.partner)

    first = browser.post("/settings/brand/", BRAND)
    told = browser.post("/settings/brand/", BRAND | {"name": "Elder"})

    assert (first.status_code, told.status_code) == (302, 422)
    assert "Meanwhile it is “Alder”." in told.content.decode()
    assert brand_of(cast.customer.tenant_id).name == "Alder"


def test_a_logo_is_served_as_we_have_drawn_it(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)
    sent = picture("PNG") + b"<script>alert(1)</script>"

    browser.post("/settings/brand/", BRAND | {"logo": SimpleUploadedFile("logo.png", sent)})
    served = browser.get(f"/brand/{cast.partner.tenant_id}/logo")

    assert served["Content-Type"] == "image/png"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert b"script" not in served.content


def test_rubbish_behind_a_pictures_first_bytes_is_told_beside_the_field(
    cast: Cast, signed_in: SignedIn
) -> None:
    logo = SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n" + b"rubbish" * 50, content_type="image/png")

    told = signed_in(cast.partner).post("/settings/brand/", BRAND | {"logo": logo})

    assert told.status_code == 422
    assert 'id="id_logo_error"' in told.content.decode()
    assert find_logo(cast.partner.tenant_id) is None


def test_a_form_with_a_file_that_is_sent_twice_is_one_change(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)

    answers = [
        browser.post(
            "/settings/brand/", BRAND | {"once": "k", "logo": SimpleUploadedFile("logo.png", picture("PNG"))}
        )
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[1]["Idempotency-Replayed"] == "true"
    assert find_logo(cast.partner.tenant_id) is not None
