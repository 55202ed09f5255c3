"""The frame around every page: whose brand, where to, for whom."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from freehold.console.navigation import NAVIGATION, OWN, places
from freehold.kernel.actor import Role
from freehold.tenants.models import Brand
from freehold.tenants.row_security import scope
from freehold.tenants.states import TenantKind


def navigation_of(page: str) -> list[str]:
    """The labels of the main navigation."""
    found = re.search(r'<nav class="navigation".*?</nav>', page, re.DOTALL)[0]
    return [re.sub(r"<[^>]+>", "", link).strip() for link in re.findall(r"<a .*?</a>", found, re.DOTALL)]


@pytest.mark.parametrize(
    "entry",
    [*(entry for group in NAVIGATION for entry in group.entries), *OWN],
    ids=lambda entry: entry.url_name,
)
def test_every_entry_leads_to_a_page_that_exists(entry):
    assert reverse(entry.url_name).startswith("/")


def test_each_audience_reads_its_own_words(cast):
    labels = {
        kind: [place.label for place in places(actor, kind, "/")]
        for kind, actor in [(TenantKind.PARTNER, cast.partner), (TenantKind.CUSTOMER, cast.customer)]
    }

    assert "Grants" in labels[TenantKind.PARTNER]
    assert "Access" not in labels[TenantKind.PARTNER]
    assert "Access" in labels[TenantKind.CUSTOMER]
    assert "Brand" not in labels[TenantKind.CUSTOMER]


def test_what_a_role_may_not_do_is_not_shown(cast):
    labels = [place.label for place in places(cast.member, TenantKind.CUSTOMER, "/")]

    assert "Log" not in labels
    assert "Settings" not in labels
    assert "My mail" in labels


def test_a_person_finds_mail_devices_and_security_in_the_navigation(cast):
    labels = [place.label for place in places(cast.member, TenantKind.CUSTOMER, "/")]

    assert labels[:4] == ["Overview", "My mail", "Devices and passwords", "Security"]
    assert "Security" not in [place.label for place in places(cast.customer, TenantKind.CUSTOMER, "/")]
    assert "Security" not in [place.label for place in places(cast.under_grant(), TenantKind.CUSTOMER, "/")]


def test_the_nearest_entry_is_the_current_one(cast):
    found = places(cast.partner, TenantKind.PARTNER, reverse("settings:brand"))

    assert [place.label for place in found if place.current] == ["Brand"]


def test_a_customers_page_bears_its_partners_brand_and_never_the_operators(cast, signed_in):
    page = signed_in(cast.customer).get("/").content.decode()

    assert "Alder IT" in page
    assert "Meridian" not in page
    assert "/brand/2f5d50.css" in page


def test_under_a_grant_the_whole_frame_says_so_and_leads_out(cast, signed_in):
    page = signed_in(cast.under_grant()).get("/").content.decode()

    assert "frame-acting" in page
    assert "You act for <strong>Acme Dental</strong> under Alder IT’s grant until" in page
    assert f'action="{reverse("delegation:leave")}"' in page
    assert "Brand" not in navigation_of(page)


def test_at_home_nothing_says_that_one_acts_for_somebody(cast, signed_in):
    assert "frame-acting" not in signed_in(cast.partner).get("/").content.decode()


def test_before_anyone_is_known_the_brand_of_the_host_answers(cast, client):
    page = client.get("/account/login/").content.decode()

    assert "Acme" not in page
    assert "Alder" not in page


def test_a_technician_sees_what_technicians_may(cast):
    technician = replace(cast.partner, roles=frozenset({Role.TECHNICIAN}))

    labels = [place.label for place in places(technician, TenantKind.PARTNER, "/")]

    assert "Grants" in labels
    assert "Settings" not in labels


@pytest.mark.parametrize("path", ["/brand/2f5d50.css", "/brand/FFD400.css"])
def test_a_brands_stylesheet_is_public_and_cached(cast, client, path):
    answer = client.get(path)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["Cache-Control"]
    assert "--accent-text" in answer.content.decode()


@pytest.mark.parametrize("path", ["/brand/red.css", "/brand/2f5d50%7D.css", "/brand/12345.css"])
def test_what_is_no_colour_has_no_stylesheet(cast, client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("who", ["customer", "member"])
def test_a_seller_that_gave_neither_phone_nor_address_is_named_all_the_same(cast, signed_in, who):
    page = signed_in(getattr(cast, who)).get("/").content.decode()

    assert "Ask Alder IT" in page
    assert "Call or write to them as you did when you ordered." in page


def test_with_phone_and_address_both_stand_on_a_customers_page(cast, signed_in):
    with scope(cast.partner.tenant_id):
        Brand.objects.filter(tenant_id=cast.partner.tenant_id).update(
            support_phone="+49 89 123", support_email="help@alder-it.example"
        )

    page = signed_in(cast.customer).get("/").content.decode()

    assert 'href="tel:+4989123"' in page
    assert 'href="mailto:help@alder-it.example"' in page
    assert "as you did when you ordered" not in page


def test_a_partner_is_asked_for_phone_and_address_until_they_are_set(cast, signed_in):
    browser = signed_in(cast.partner)
    before = browser.get("/").content.decode()
    with scope(cast.partner.tenant_id):
        Brand.objects.filter(tenant_id=cast.partner.tenant_id).update(support_phone="+49 89 123")

    after = browser.get("/").content.decode()

    assert "Your customers do not see how to reach you" in before
    assert "Your customers do not see how to reach you" not in after
