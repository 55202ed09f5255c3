"""The pages on which a seller words its mail."""

from collections.abc import Callable

import pytest
from django.test import Client

from conftest import Cast
from freehold.kernel.actor import Actor
from freehold.notices.queries import find_wording
from freehold.notices.rules import WORDED
from freehold.notices.states import NoticeTemplate

SignedIn = Callable[[Actor], Client]
PAGE = "/settings/brand/words/"
INVITATION = f"{PAGE}invitation/en/"
OWN = {"subject": "Welcome to {organisation}", "body": "Dear {name},\n\nyou are {address}:\n\n{link}"}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("template", sorted(WORDED))
def test_each_begins_with_the_standard_words_which_can_be_kept_as_they_are(
    cast: Cast, signed_in: SignedIn, template: str, language: str
) -> None:
    browser = signed_in(cast.partner)
    page = browser.get(f"{PAGE}{template}/{language}/")
    form = page.context["form"]

    assert browser.post(f"{PAGE}{template}/{language}/", form.initial).status_code == 302


def test_own_words_are_shown_before_they_are_kept_and_the_standard_ones_come_back(
    cast: Cast, signed_in: SignedIn
) -> None:
    browser, template = signed_in(cast.partner), NoticeTemplate.INVITATION

    shown = browser.post(INVITATION, OWN | {"preview": "1"}).content.decode()
    assert "Welcome to Example Ltd" in shown
    assert find_wording(cast.partner.tenant_id, template, "en") is None

    browser.post(INVITATION, OWN)
    assert find_wording(cast.partner.tenant_id, template, "en") == (OWN["subject"], OWN["body"])
    assert "Your words" in browser.get(PAGE).content.decode()

    browser.post(f"{INVITATION}reset/")
    assert find_wording(cast.partner.tenant_id, template, "en") is None


def test_what_is_wrong_is_told_beside_the_field_and_kept_for_mending(cast: Cast, signed_in: SignedIn) -> None:
    told = signed_in(cast.partner).post(INVITATION, OWN | {"body": "no link for {name}"})

    assert told.status_code == 422
    assert 'id="id_body_error"' in told.content.decode()
    assert "no link for {name}" in told.content.decode()


@pytest.mark.parametrize("path", [PAGE, INVITATION])
def test_a_customer_words_nothing(cast: Cast, signed_in: SignedIn, path: str) -> None:
    assert signed_in(cast.customer).get(path).status_code == 404


@pytest.mark.parametrize("path", ["nothing/en/", "erased/en/", "invitation/fr/"])
def test_what_cannot_be_worded_is_not_there(cast: Cast, signed_in: SignedIn, path: str) -> None:
    assert signed_in(cast.partner).get(PAGE + path).status_code == 404
