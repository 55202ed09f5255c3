"""What ends, ends at once: the next page, the next call of a program, the one that is running, and what is streamed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from conftest import Browser, Cast
from freehold.accounts.actions.create_group import create_group
from freehold.accounts.actions.open_mail_session import open_mail_session
from freehold.accounts.models import Group
from freehold.audit.actions.record import record
from freehold.audit.queries import log_lines
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.middleware import GRANT_SESSION_KEY, ScopeMiddleware
from freehold.delegation.queries import enter_token, still_holds
from freehold.delegation.tests.conftest import lines_of
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotPermitted
from freehold.services.mail.inbox.queries import find_own_mailbox
from freehold.tenants.row_security import scope
from tests.conftest import Caller, client_of, make_token

__all__ = ["client_of"]

SignedIn = Callable[[Actor], Browser]


def ended_by_customer(cast: Cast, inside: Actor) -> None:
    assert inside.grant_id is not None
    with scope(cast.customer.tenant_id, person_id=cast.customer.person_id):
        end_grant(inside.grant_id, actor=cast.customer)


def groups_of(actor: Actor) -> list[str]:
    with scope(actor.tenant_id):
        return list(Group.objects.filter(tenant_id=actor.tenant_id).values_list("name", flat=True))


def test_the_next_click_is_refused_and_nothing_is_done_anywhere(cast: Cast, signed_in: SignedIn) -> None:
    inside = cast.under_grant()
    browser = signed_in(inside)
    assert browser.post("/groups/new/", {"name": "Before"}).status_code == 302

    ended_by_customer(cast, inside)
    clicked = browser.post("/groups/new/", {"name": "After"})

    assert clicked.status_code == 403
    page = clicked.content.decode()
    assert "Your access to Acme Dental is over" in page
    assert "Ada Acme ended it" in page
    assert groups_of(cast.customer) == ["Before"]
    assert groups_of(cast.partner) == []  # nor at home, where the same person would be allowed to
    assert browser.get("/groups/").status_code == 200
    assert "Before" not in browser.get("/groups/").content.decode()


def test_a_part_of_a_page_that_is_asked_for_leads_to_the_same_words(cast: Cast, signed_in: SignedIn) -> None:
    inside = cast.under_grant()
    browser = signed_in(inside)
    ended_by_customer(cast, inside)

    part = browser.get("/people/", headers={"HX-Request": "true"})
    led_to = browser.get(part["HX-Redirect"])

    assert part.status_code == 403
    assert "Your access to Acme Dental is over" in led_to.content.decode()


def test_a_page_of_somebody_elses_access_says_nothing_of_it(cast: Cast, signed_in: SignedIn) -> None:
    inside = cast.under_grant()

    page = signed_in(cast.rival).get(f"/access/over/?grant={inside.grant_id}").content.decode()

    assert "Acme" not in page
    assert signed_in(cast.rival).get("/access/over/?grant=no").status_code == 200


def test_it_ends_by_itself_to_the_second_before_any_sweep(
    cast: Cast, signed_in: SignedIn, tamper: Callable[..., None]
) -> None:
    browser = signed_in(cast.under_grant())
    assert browser.get("/people/").status_code == 200

    tamper("update delegation_grant set ends_at = clock_timestamp()")

    refused = browser.get("/people/")
    assert refused.status_code == 403
    assert "Its time has ended" in refused.content.decode()


def test_a_programs_next_call_is_refused(cast: Cast, client_of: Caller) -> None:
    inside = cast.under_grant()
    program = client_of(cast.partner, **{"Freehold-Grant": str(inside.grant_id)})
    assert program.get("/api/v1/people").status_code == 200

    ended_by_customer(cast, inside)
    answer = program.post("/api/v1/groups", json.dumps({"name": "After"}), content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (403, "no_such_grant")
    assert groups_of(cast.customer) == groups_of(cast.partner) == []


def test_a_browser_that_calls_the_api_is_refused_as_well(cast: Cast, signed_in: SignedIn) -> None:
    inside = cast.under_grant()
    browser = signed_in(inside)
    assert browser.get("/api/v1/people").status_code == 200

    ended_by_customer(cast, inside)

    assert browser.get("/api/v1/people").json()["code"] == "no_such_grant"


def request_under(inside: Actor, cast: Cast, *, by_token: bool) -> HttpRequest:
    """A request of Anna's, in Acme under the grant."""
    factory = RequestFactory()
    if by_token:
        headers = {
            "Authorization": f"Bearer {make_token(cast.partner)}",
            "Freehold-Grant": str(inside.grant_id),
        }
        request = factory.post("/api/v1/groups", headers=headers)
        request.session = SessionStore()  # type: ignore[assignment]
        return request
    request = factory.post("/groups/new/")
    request.session = SessionStore()  # type: ignore[assignment]
    request.session[SESSION_KEY] = str(cast.partner.person_id)
    request.session[GRANT_SESSION_KEY] = str(inside.grant_id)
    return request


def test_a_request_that_runs_while_it_ends_is_rolled_back(cast: Cast) -> None:
    """That two connections do this at the same moment is proved in the journey."""
    inside = cast.under_grant()

    def view(request: HttpRequest) -> HttpResponse:
        create_group("Half done", roles=frozenset(), actor=request.actor)  # type: ignore[attr-defined]
        ended_by_customer(cast, inside)
        return HttpResponse("done")

    answer = ScopeMiddleware(view)(request_under(inside, cast, by_token=True))

    assert answer.status_code == 403
    assert groups_of(cast.customer) == []


def test_who_ends_the_access_under_which_they_act_is_not_refused_for_it(
    cast: Cast, client_of: Caller
) -> None:
    inside = cast.under_grant()
    program = client_of(cast.partner, **{"Freehold-Grant": str(inside.grant_id)})

    assert program.delete(f"/api/v1/grants/{inside.grant_id}").status_code == 204

    with scope(cast.customer.tenant_id):
        assert not still_holds(inside.grant_id, person_id=None)  # type: ignore[arg-type]
    assert program.get("/api/v1/people").status_code == 403


def test_what_is_streamed_breaks_off(cast: Cast) -> None:
    inside = cast.under_grant()

    def pieces() -> Iterator[bytes]:
        yield b"one"
        yield b"two"
        ended_by_customer(cast, inside)
        yield b"three"

    request = request_under(inside, cast, by_token=True)
    answer = ScopeMiddleware(lambda _request: StreamingHttpResponse(pieces()))(request)  # type: ignore[arg-type,return-value]
    read: list[bytes] = []

    with pytest.raises(NotPermitted):
        read.extend(iter(answer.streaming_content))  # type: ignore[attr-defined]

    assert b"three" not in read


def test_nobodys_mail_is_open_under_a_grant_so_that_none_outlives_it(cast: Cast, signed_in: SignedIn) -> None:
    inside = cast.under_grant()

    with scope(cast.customer.tenant_id, person_id=inside.person_id):
        assert find_own_mailbox(inside) is None
        with pytest.raises(NotPermitted):
            open_mail_session(actor=inside)
    assert signed_in(inside).get("/inbox/").status_code == 404


def test_what_is_refused_under_a_grant_stands_in_both_logs_with_the_grant_and_its_reason(
    cast: Cast, signed_in: SignedIn
) -> None:
    inside = cast.under_grant()

    assert signed_in(inside).get("/access/give/").status_code == 200
    refused = signed_in(inside).post(
        "/access/give/", {"roles": ["administrator"], "lasts": "24", "reason": "x"}
    )

    assert refused.status_code == 403
    for actor in (cast.customer, cast.partner):
        newest = lines_of(actor, "refused")[0]
        assert (newest.actor_name, newest.subject_id, newest.grant_id) == (
            "Anna Alder",
            "/access/give/",
            inside.grant_id,
        )
        assert (newest.grant_holder, newest.grant_reason) == ("Alder IT", "set-up")


def test_an_act_under_a_grant_names_person_grant_and_reason_on_page_and_api(
    cast: Cast, signed_in: SignedIn, client_of: Caller
) -> None:
    inside = cast.under_grant()
    signed_in(inside).post("/groups/new/", {"name": "Front desk"})

    page = signed_in(cast.customer).get("/log/").content.decode()
    listed: Client = client_of(cast.customer)
    (line,) = listed.get(f"/api/v1/log?grant_id={inside.grant_id}&action=accounts").json()["items"]

    assert "Alder IT, under an access: set-up" in page
    assert (line["actor_name"], line["grant_id"], line["grant_holder"], line["grant_reason"]) == (
        "Anna Alder",
        str(inside.grant_id),
        "Alder IT",
        "set-up",
    )


def test_no_other_tenants_log_learns_the_reason(cast: Cast) -> None:
    """What a request under a grant does further up is recorded there without it."""
    inside = cast.under_grant()
    with scope(cast.operator.tenant_id):
        record(replace(inside), "delegation.test")
        (line,) = log_lines(cast.operator.tenant_id, action="delegation.test")

    assert line.facts == {}


def test_a_token_finds_no_way_around_it(cast: Cast, tamper: Callable[..., None]) -> None:
    inside = cast.under_grant()
    secret = make_token(cast.partner)
    tamper("update delegation_grant set ended_at = now()")

    entered = enter_token(secret, grant_id=inside.grant_id)

    assert entered is not None
    assert (entered.grant_refused, entered.actor.tenant_id) == (True, cast.partner.tenant_id)
