"""The pages of a brand's host names."""

from collections.abc import Callable

from django.test import Client

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
