"""Changing one's own name, language and time zone."""

import pytest

from conftest import Cast, signed_in_browser
from freehold.accounts.actions.change_profile import change_profile
from freehold.accounts.models import Person
from freehold.accounts.tests.people import change_state
from freehold.audit.queries import log_lines
from freehold.kernel.actor import Via, platform_actor
from freehold.kernel.errors import Conflict, NotPermitted, Refused
from freehold.tenants.queries import get_tenant
from freehold.tenants.row_security import scope

WANTED = {"name": "Maxi Acme", "language": "de", "time_zone": "Asia/Tokyo"}


def row_of(cast: Cast) -> Person:
    """Max's row."""
    with scope(cast.member.tenant_id):
        return Person.objects.get(id=cast.member.person_id)


def test_the_change_is_kept_and_on_record(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        assert change_profile(**WANTED, version=1, actor=cast.member) == 2

        line = log_lines(cast.member.tenant_id)[0]
    row = row_of(cast)
    assert (row.name, row.language, row.time_zone, row.version) == (*WANTED.values(), 2)
    assert (line.action, line.facts["was"]) == (
        "accounts.change_own", {"name": "Max Acme", "language": "", "time_zone": ""},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": ""}, "not_a_name"), ({"name": "Max\nBcc: x"}, "not_a_name"), ({"name": "x" * 121}, "not_a_name"),
        ({"language": "tlh"}, "language"), ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
    ],
)  # fmt: skip
def test_what_cannot_be_changes_nothing(cast: Cast, fields: dict[str, str], code: str) -> None:
    with scope(cast.member.tenant_id), pytest.raises(Refused) as refusal:
        change_profile(**{**WANTED, **fields}, version=1, actor=cast.member)

    assert refusal.value.code == code
    assert row_of(cast).version == 1


def test_whoever_was_overtaken_by_an_administrator_is_told(cast: Cast) -> None:
    change_state(cast.member, version=2)
    with scope(cast.member.tenant_id), pytest.raises(Conflict):
        change_profile(**WANTED, version=1, actor=cast.member)

    assert row_of(cast).name == "Max Acme"


def test_nobody_changes_themselves_under_a_grant_nor_the_platform_anybody(cast: Cast) -> None:
    actor = cast.under_grant()
    with scope(actor.tenant_id, person_id=actor.person_id), pytest.raises(NotPermitted):
        change_profile(**WANTED, version=1, actor=actor)
    with scope(cast.customer.tenant_id), pytest.raises(Refused):
        change_profile(**WANTED, version=1, actor=platform_actor(cast.customer.tenant_id, via=Via.COMMAND))


def test_the_page_tells_who_one_is_and_whom_to_ask(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        zone = get_tenant(cast.member.tenant_id).time_zone

    page = signed_in_browser(cast.member).get("/profile/").content.decode()

    assert "max@acme-dental.example" in page
    assert "Ada Acme" in page
    assert f"As in the company: {zone}" in page


def test_pages_tell_times_in_the_persons_zone_from_the_next_one_on(cast: Cast) -> None:
    browser = signed_in_browser(cast.member)
    browser.post("/devices/", {"name": "phone"})
    before = browser.get("/devices/").content.decode()

    saved = browser.post(
        "/profile/", {"name": "Max Acme", "language": "", "time_zone": "Asia/Tokyo", "version": 1}
    )

    assert saved["Location"] == "/profile/"
    after = browser.get("/devices/").content.decode()
    assert "JST" not in before
    assert "JST" in after


def test_a_stale_page_keeps_what_was_typed(cast: Cast) -> None:
    browser = signed_in_browser(cast.member)
    change_state(cast.member, version=2, name="Maximilian Acme")

    answer = browser.post("/profile/", {"name": "Maxi", "language": "", "time_zone": "", "version": 1})

    assert answer.status_code == 422
    assert "Meanwhile it is “Maximilian Acme”." in answer.content.decode()
    assert 'value="Maxi"' in answer.content.decode()
