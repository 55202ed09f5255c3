"""The pages of a brand's host names."""

import re
from collections.abc import Callable

from django.test import Client
from pytest_django import Settings

from conftest import Cast
from freehold.domains.tests.conftest import World
from freehold.domains.tests.hosts import HOST, certificate, proven
from freehold.kernel.actor import Actor

SignedIn = Callable[[Actor], Client]
PAGE = "/settings/brand/hosts/"


def test_a_host_is_added_and_its_records_are_shown(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)

    added = browser.post(PAGE, {"name": HOST}, follow=True)
    page = added.content.decode()

    assert f"_freehold-challenge.{HOST}" in page
    assert "freehold-proof=" in page
    assert "mail.test" in page
    assert HOST in browser.get(PAGE).content.decode()


def test_a_name_that_cannot_be_is_told_beside_the_field(cast: Cast, signed_in: SignedIn) -> None:
    told = signed_in(cast.partner).post(PAGE, {"name": "mail.test"})

    assert told.status_code == 422
    assert 'id="id_name_error"' in told.content.decode()


def test_a_certificate_is_kept_and_its_key_never_shown_again(
    cast: Cast, signed_in: SignedIn, world: World
) -> None:
    browser, pair = signed_in(cast.partner), certificate(HOST)
    path = f"{PAGE}{proven(cast.partner, world)}/"

    refused = browser.post(path, {"chain": pair.chain, "key": "no key"})
    kept = browser.post(path, {"chain": pair.chain, "key": pair.key}, follow=True)

    assert refused.status_code == 422
    assert 'id="id_key_error"' in refused.content.decode()
    assert "Certificate kept" in kept.content.decode()
    assert "PRIVATE KEY" not in kept.content.decode()


def test_a_host_is_removed_once_its_name_was_typed(cast: Cast, signed_in: SignedIn, world: World) -> None:
    browser = signed_in(cast.partner)
    path = f"{PAGE}{proven(cast.partner, world)}/"

    assert browser.post(f"{path}remove/", {"typed": "other"}).status_code == 422
    assert browser.get(path).status_code == 200
    assert browser.post(f"{path}remove/", {"typed": HOST}).status_code == 302
    assert browser.get(path).status_code == 404


def test_anothers_host_is_not_there(cast: Cast, signed_in: SignedIn, world: World) -> None:
    path = f"{PAGE}{proven(cast.partner, world)}/"
    browser = signed_in(cast.rival)

    for one in (path, f"{path}remove/"):
        assert browser.get(one).status_code == 404
    assert browser.post(f"{path}check/").status_code == 404


def test_what_a_host_name_lacks_stands_on_the_start_page(
    cast: Cast, signed_in: SignedIn, world: World, settings: Settings
) -> None:
    browser = signed_in(cast.partner)
    settings.HTTPS = True
    proven(cast.partner, world)
    assert f"{HOST} needs a certificate" in browser.get("/").content.decode()

    path = f"{PAGE}{_host_of(browser)}/"
    short, pair = certificate(HOST, days=9), certificate(HOST, days=90)
    browser.post(path, {"chain": short.chain, "key": short.key})
    assert f"The certificate of {HOST} ends soon" in browser.get("/").content.decode()

    browser.post(path, {"chain": pair.chain, "key": pair.key})
    assert "See host name" not in browser.get("/").content.decode()


def _host_of(browser: Client) -> str:
    """The id of the one host name."""
    return re.findall(r"/settings/brand/hosts/([0-9a-f-]{36})/", browser.get(PAGE).content.decode())[0]
