"""Where a page of a list begins."""

import base64
from uuid import UUID

import pytest
from django.test import RequestFactory
from pydantic import AwareDatetime

from freehold.kernel.errors import Refused
from freehold.kernel.schemas import cursor_of, read_cursor
from freehold.ui.paging import place_in

PLACE = ("Acme, Dental: \N{SNOWMAN}\n", UUID("0190a000-0000-7000-8000-000000000002"))


def coded(text: str) -> str:
    """A cursor that somebody made up."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_a_page_begins_after_the_place_that_the_page_before_named() -> None:
    request = RequestFactory().get("/people/", {"after": cursor_of(PLACE)})

    assert place_in(request, tuple[str, UUID]) == PLACE
    assert place_in(request, tuple[str, UUID], parameter="before") is None


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "%", "ü", "Acme,0190a000-0000-7000-8000-000000000002", "A" * 5000,
        coded("[]"), coded('["Acme"]'), coded('["Acme", "no id"]'), coded('["Acme", 7, 8]'), coded("{"),
        coded('["\\u0000", "0190a000-0000-7000-8000-000000000002"]'),
        coded('["\\ud800", "0190a000-0000-7000-8000-000000000002"]'),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_read_shows_the_first_page(text: str) -> None:
    assert place_in(RequestFactory().get("/people/", {"after": text}), tuple[str, UUID]) is None


def test_an_instant_without_a_zone_is_no_place() -> None:
    cursor = coded('["2026-03-01T12:00:00", "0190a000-0000-7000-8000-000000000002"]')

    assert place_in(RequestFactory().get("/log/", {"after": cursor}), tuple[AwareDatetime, UUID]) is None


def test_the_zero_character_is_no_place_for_programs_either() -> None:
    with pytest.raises(Refused) as refusal:
        read_cursor(coded('["a\\u0000", "0190a000-0000-7000-8000-000000000002"]'), tuple[str, UUID])

    assert refusal.value.code == "bad_cursor"
