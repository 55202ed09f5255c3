"""Errors are pages in plain words, with the right status."""

import re

import pytest
from django.http import HttpResponse
from django.urls import URLResolver, path

from freehold.audit.queries import log_lines
from freehold.config.urls import handler404, handler500  # noqa: F401 - Django looks for them here
from freehold.config.urls import urlpatterns as all_addresses
from freehold.console.middleware import page_above
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused, Unreachable
from freehold.kernel.permission import DECLARED
from freehold.tenants.actions.change_settings import change_settings
from freehold.tenants.queries import get_tenant
from freehold.tenants.row_security import scope

EXAMPLES = {"uuid": "00000000-0000-7000-8000-000000000000", "int": "1"}
ERRORS = {
    "found": NotFound(),
    "permitted": NotPermitted("not_permitted", "Your role does not allow this."),
    "refused": Refused("not_active", "Only an active order can be suspended."),
    "conflict": Conflict("changed", "Somebody has changed the settings meanwhile."),
    "unreachable": Unreachable("doveadm", "The mail server does not answer.", retry_after_seconds=7),
    "broken": RuntimeError("a secret detail"),
}


def fail(request, kind):
    """A view that fails in one of the ways."""
    tenant = get_tenant(request.actor.tenant_id)
    change_settings(
        actor=request.actor, name="Changed", language="en", time_zone="Europe/Berlin", version=tenant.version
    )
    raise ERRORS[kind]


urlpatterns = [
    path("fail/<kind>/", fail),
    path("fine/", lambda request: HttpResponse("fine")),
    *all_addresses,
]


@pytest.fixture(autouse=True)
def addresses(settings):
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        ("found", 404, "There is nothing here"),
        ("permitted", 403, "Your role does not allow this."),
        ("refused", 422, "Only an active order can be suspended."),
        ("conflict", 409, "Somebody has changed the settings meanwhile."),
        ("unreachable", 503, "The mail server does not answer."),
    ],
)
def test_each_error_has_its_status_and_changes_nothing(cast, signed_in, kind, status, said):
    answer = signed_in(cast.partner).get(f"/fail/{kind}/")

    assert answer.status_code == status
    assert said in answer.content.decode()
    with scope(cast.partner.tenant_id):
        assert get_tenant(cast.partner.tenant_id).name == "Alder IT"


def test_a_wait_is_told_to_programs_too(cast, signed_in):
    assert signed_in(cast.partner).get("/fail/unreachable/")["Retry-After"] == "7"


def test_for_htmx_an_error_is_a_message(cast, signed_in):
    answer = signed_in(cast.partner, **{"HX-Request": "true"}).get("/fail/refused/")

    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#messages"
    assert "<html" not in answer.content.decode()


def test_a_missing_permission_stands_in_the_actors_own_log(cast, signed_in):
    signed_in(cast.partner).get("/fail/permitted/")

    with scope(cast.partner.tenant_id):
        assert log_lines(cast.partner.tenant_id)[0].action == "refused"


def test_whoever_may_not_is_told_what_and_whom_to_ask(cast, signed_in):
    answer = signed_in(cast.member).get("/people/")

    said = answer.content.decode()
    assert answer.status_code == 403
    assert "You may not see people and groups: your role does not allow it." in said
    assert "Ask Ada Acme, who is an administrator of your company." in said
    assert "accounts." not in said.partition("<main")[2].partition("</main")[0]


def test_under_a_grant_nobody_of_ones_own_company_is_named(cast, signed_in):
    said = signed_in(cast.under_grant()).get("/security/").content.decode()

    assert "Under a grant you may not see your own account here" in said
    assert "Anna Alder, who" not in said


def test_every_permission_of_people_says_what_it_allows():
    assert [declared.code for declared in DECLARED.values() if declared.roles and not str(declared.to)] == []


def test_a_broken_page_tells_nothing_of_the_inside(cast, signed_in):
    client = signed_in(cast.partner)
    client.raise_request_exception = False

    answer = client.get("/fail/broken/")

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    assert "a secret detail" not in answer.content.decode()


def test_what_is_not_there_is_a_page_with_the_brand(cast, signed_in):
    answer = signed_in(cast.customer).get("/no-such-page/")

    assert answer.status_code == 404
    assert "Alder IT" in answer.content.decode()


def test_a_stale_form_says_what_to_do(cast, signed_in):
    client = signed_in(cast.partner)
    client.handler.enforce_csrf_checks = True

    answer = client.post("/access/leave/")

    assert answer.status_code == 403
    assert "This page was open for too long" in answer.content.decode()


def test_for_htmx_what_is_not_there_is_a_message_too(cast, signed_in):
    answer = signed_in(cast.customer, **{"HX-Request": "true"}).get("/no-such-page/")

    assert answer.status_code == 404
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("query", ["search=%00", "search=Acme%00", "after=%00", "search=fine&search=%00"])
def test_the_zero_character_is_a_bad_request(cast, signed_in, query):
    assert signed_in(cast.partner).get(f"/customers/?{query}").status_code == 400


def _addresses(patterns, before=""):
    """Every address of the platform's own pages, with something in the place of what is named."""
    for one in patterns:
        address = before + re.sub(
            r"<(?:(\w+):)?\w+>", lambda found: EXAMPLES.get(found[1], "a"), str(one.pattern)
        )
        if isinstance(one, URLResolver):
            yield from _addresses(one.url_patterns, address)
        else:
            yield f"/{address}"


def test_no_address_answers_with_an_empty_page_whoever_opens_it(cast, signed_in):
    browser = signed_in(cast.customer)
    opened = [path for path in _addresses(all_addresses) if not path.startswith("/api/") and "^" not in path]

    empty = [path for path in opened if browser.get(path).status_code == 405]

    assert len(opened) > 50
    assert empty == []


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/access/leave/", "/access/"),
        ("/inbox/settings/answer/", "/inbox/settings/"),
        ("/mail/groups/x/y/", "/mail/groups/"),
    ],
)
def test_the_page_above_is_the_nearest_that_exists(address, above):
    assert page_above(address) == above


def test_a_form_sent_to_a_page_that_takes_none_is_told_so(cast, signed_in):
    answer = signed_in(cast.customer).post("/access/")

    assert answer.status_code == 405
    assert "This page does not work like that" in answer.content.decode()
