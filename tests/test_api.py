"""The API from outside: who comes in, what is refused and how, and a POST that happens once."""

import json
from datetime import timedelta
from enum import Enum
from typing import get_args

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from ninja import Schema
from pytest_django.plugin import DjangoDbBlocker

from conftest import Cast, signed_in_browser
from freehold.accounts.models import ApiToken, Person
from freehold.audit.queries import log_lines
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.models import KeptReply
from freehold.kernel import clock
from freehold.tenants.queries import buyers_of
from freehold.tenants.row_security import scope
from tests.conftest import Caller

API = "/api/v1"
PROBLEM = "application/problem+json"


def post(client: Client, path: str, body: object, **headers: str) -> HttpResponse:
    """A POST of JSON."""
    return client.post(f"{API}{path}", body, content_type="application/json", headers=headers)  # type: ignore[return-value]


def assert_problem(response: HttpResponse, status: int, code: str) -> dict[str, object]:
    """The answer is a problem document of this status and code."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == PROBLEM
    body = json.loads(response.content)
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"] == "about:blank"
    assert body["title"]
    assert body["detail"]
    return body  # type: ignore[no-any-return]


def test_the_description_is_read_without_signing_in(db: None) -> None:
    response = Client().get(f"{API}/openapi.json")

    assert response.status_code == 200
    described = response.json()
    assert described["openapi"].startswith("3.1")
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert "_" in operation["operationId"], f"{method} {path} needs a name of verb and noun"
            assert operation["summary"]
            assert "401" in operation["responses"]
            named = {parameter["name"] for parameter in operation["parameters"]}
            assert ("Idempotency-Key" in named) == (method == "post")
    names = [o["operationId"] for methods in described["paths"].values() for o in methods.values()]
    assert len(names) == len(set(names))


def test_no_two_schemas_of_the_description_bear_one_name() -> None:
    """The later one would take the other's place in it, without a word."""
    described = [found for found in _below(Schema) if found.__module__.startswith("freehold.")]
    names = [found.__name__ for found in described if "[" not in found.__name__]
    words = {
        word
        for found in described
        for field in found.model_fields.values()
        for word in _words(field.annotation)
    }
    names += [word.__name__ for word in words]

    assert sorted({name for name in names if names.count(name) > 1}) == []


def _words(annotation: object) -> set[type[Enum]]:
    """The enumerations that a field may hold a word of."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return {annotation}
    return {word for part in get_args(annotation) for word in _words(part)}


def _below(kind: type[Schema]) -> set[type[Schema]]:
    return {kind} | {found for below in kind.__subclasses__() for found in _below(below)}


# Who comes in


def test_nobody_comes_in_without_a_token(db: None) -> None:
    response = Client().get(f"{API}/tenant")

    assert_problem(response, 401, "not_signed_in")
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer nonsense", "Basic YTpi", "Bearer \x00"])
def test_a_strange_token_opens_nothing(db: None, header: str) -> None:
    assert_problem(Client().get(f"{API}/tenant", headers={"Authorization": header}), 401, "not_signed_in")


def test_a_token_opens_its_own_tenant(cast: Cast, client_of: Caller) -> None:
    response = client_of(cast.customer).get(f"{API}/tenant")

    assert response.status_code == 200
    assert response.json()["id"] == str(cast.customer.tenant_id)
    assert response["Cache-Control"] == "no-store"


def test_an_expired_token_opens_nothing(cast: Cast, client_of: Caller) -> None:
    client = client_of(cast.customer, lasts=timedelta(seconds=-1))

    assert_problem(client.get(f"{API}/tenant"), 401, "not_signed_in")


def test_a_revoked_token_opens_nothing(cast: Cast, client_of: Caller) -> None:
    client = client_of(cast.customer)
    with scope(cast.customer.tenant_id):
        ApiToken.objects.update(revoked_at=clock.now())

    assert_problem(client.get(f"{API}/tenant"), 401, "not_signed_in")


def test_the_token_of_somebody_who_left_opens_nothing(cast: Cast, client_of: Caller) -> None:
    client = client_of(cast.member)
    with scope(cast.member.tenant_id):
        Person.objects.filter(id=cast.member.person_id).update(is_active=False)

    assert_problem(client.get(f"{API}/tenant"), 401, "not_signed_in")


def test_a_token_may_no_more_than_its_scopes(cast: Cast, client_of: Caller) -> None:
    client = client_of(cast.partner, scopes=("audit",))

    assert client.get(f"{API}/log").status_code == 200
    assert_problem(client.get(f"{API}/customers"), 403, "not_permitted")


def test_a_session_reads_and_needs_the_csrf_token_to_write(cast: Cast) -> None:
    client = signed_in_browser(cast.partner)
    client.handler.enforce_csrf_checks = True

    assert client.get(f"{API}/tenant").status_code == 200
    assert post(client, "/customers", {"name": "Forged"}).status_code == 403
    with scope(cast.partner.tenant_id):
        assert [buyer.name for buyer in buyers_of(cast.partner)] == ["Acme Dental"]


# Under a grant


def test_under_a_grant_a_token_acts_in_the_customers_tenant_and_its_log_says_so(
    cast: Cast, client_of: Caller
) -> None:
    grant_id = cast.under_grant().grant_id
    client = client_of(cast.partner, **{"Freehold-Grant": str(grant_id)})

    answers = [client.get(f"{API}/tenant") for _ in range(3)]

    assert {answer.json()["id"] for answer in answers} == {str(cast.customer.tenant_id)}
    with scope(cast.customer.tenant_id):
        entered = [line for line in log_lines(cast.customer.tenant_id) if line.action == "delegation.enter"]
    assert [line.actor_name for line in entered] == ["Anna Alder"]


@pytest.mark.parametrize("named", ["", "ended", "foreign", "nonsense"])
def test_a_grant_that_does_not_hold_never_falls_back_to_ones_own_tenant(
    cast: Cast, client_of: Caller, named: str
) -> None:
    grant_id = str(cast.under_grant().grant_id)
    actor = cast.partner
    if named == "ended":
        with scope(cast.customer.tenant_id):
            end_grant(cast.under_grant().grant_id, actor=cast.customer)  # type: ignore[arg-type]
    if named == "foreign":
        actor = cast.rival
    header = grant_id if named in ("ended", "foreign") else (named or " ")

    response = post(client_of(actor, **{"Freehold-Grant": header}), "/customers", {"name": "Astray"})

    assert_problem(response, 403, "no_such_grant")
    with scope(actor.tenant_id):
        assert "Astray" not in [buyer.name for buyer in buyers_of(actor)]


def test_a_token_with_scopes_enters_only_where_they_say_so(cast: Cast, client_of: Caller) -> None:
    grant = {"Freehold-Grant": str(cast.under_grant().grant_id)}

    assert_problem(
        client_of(cast.partner, scopes=("audit",), **grant).get(f"{API}/log"), 403, "not_permitted"
    )
    allowed = client_of(cast.partner, scopes=("audit", "delegation.enter"), **grant)
    assert allowed.get(f"{API}/log").status_code == 200


# What belongs to others


def test_somebody_elses_ids_do_not_exist_and_leave_no_trace_with_them(cast: Cast, client_of: Caller) -> None:
    client = client_of(cast.rival)
    grant_id = cast.under_grant().grant_id
    with scope(cast.customer.tenant_id):
        before = log_lines(cast.customer.tenant_id)

    assert_problem(client.get(f"{API}/customers/{cast.customer.tenant_id}"), 404, "not_found")
    assert_problem(client.get(f"{API}/partners/{cast.partner.tenant_id}"), 404, "not_found")
    assert_problem(client.delete(f"{API}/grants/{grant_id}"), 404, "not_found")
    assert client.get(f"{API}/grants/held?tenant_id={cast.customer.tenant_id}").json()["items"] == []

    with scope(cast.customer.tenant_id):
        assert log_lines(cast.customer.tenant_id) == before


def test_the_operator_does_not_see_its_partners_customers(cast: Cast, client_of: Caller) -> None:
    client = client_of(cast.operator)

    assert client.get(f"{API}/customers").json() == {"items": [], "next": None}
    assert_problem(client.get(f"{API}/customers/{cast.customer.tenant_id}"), 404, "not_found")


def test_a_refusal_stands_in_the_actors_own_log(cast: Cast, client_of: Caller) -> None:
    assert_problem(post(client_of(cast.member), "/groups", {"name": "Mine"}), 403, "not_permitted")

    with scope(cast.member.tenant_id):
        assert log_lines(cast.member.tenant_id)[0].action == "refused"


# Lists


def test_a_list_is_read_to_its_end_by_cursor(cast: Cast, client_of: Caller) -> None:
    client = client_of(cast.partner)
    for name in ("Cask", "Bark", "Dune", "Bark"):
        assert post(client, "/customers", {"name": name}).status_code == 201

    names, cursor, pages = [], "", 0
    while cursor is not None:
        page = client.get(f"{API}/customers", {"limit": 2, "cursor": cursor}).json()
        names += [item["name"] for item in page["items"]]
        cursor, pages = page["next"], pages + 1

    assert names == ["Acme Dental", "Bark", "Bark", "Cask", "Dune"]
    assert pages == 3


@pytest.mark.parametrize("cursor", ["x", "!!!", "bm9uc2Vuc2U", "WyJhIl0", "WyJcdTAwMDAiLCAieCJd", "é"])
def test_a_made_up_cursor_is_refused(cast: Cast, client_of: Caller, cursor: str) -> None:
    body = assert_problem(
        client_of(cast.partner).get(f"{API}/customers", {"cursor": cursor}), 422, "bad_cursor"
    )

    assert body["errors"][0]["field"] == "cursor"  # type: ignore[index]


# A POST that happens once


def test_a_repeated_post_is_answered_as_the_first_time_and_done_once(cast: Cast, client_of: Caller) -> None:
    client = client_of(cast.partner)

    first = post(client, "/customers", {"name": "Once"}, **{"Idempotency-Key": "a"})
    again = post(client, "/customers", {"name": "Once"}, **{"Idempotency-Key": "a"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert json.loads(again.content) == json.loads(first.content)
    assert again["Idempotency-Replayed"] == "true"
    with scope(cast.partner.tenant_id):
        assert [buyer.name for buyer in buyers_of(cast.partner)] == ["Acme Dental", "Once"]


def test_a_key_with_another_request_is_refused(cast: Cast, client_of: Caller) -> None:
    client = client_of(cast.partner)
    post(client, "/customers", {"name": "First"}, **{"Idempotency-Key": "a"})

    response = post(client, "/customers", {"name": "Second"}, **{"Idempotency-Key": "a"})

    assert_problem(response, 422, "key_reused")
    with scope(cast.partner.tenant_id):
        assert [buyer.name for buyer in buyers_of(cast.partner)] == ["Acme Dental", "First"]


def test_keys_of_two_people_are_two(cast: Cast, client_of: Caller) -> None:
    for actor in (cast.partner, cast.rival):
        response = post(client_of(actor), "/customers", {"name": "Same"}, **{"Idempotency-Key": "a"})
        assert response.status_code == 201
        assert "Idempotency-Replayed" not in response


def test_a_refused_post_may_be_mended_and_sent_again_with_its_key(cast: Cast, client_of: Caller) -> None:
    client = client_of(cast.partner)

    refused = post(client, "/customers", {"name": "New\nline"}, **{"Idempotency-Key": "a"})
    mended = post(client, "/customers", {"name": "New line"}, **{"Idempotency-Key": "a"})

    assert_problem(refused, 422, "not_a_name")
    assert mended.status_code == 201


def test_a_day_later_a_key_is_new(cast: Cast, client_of: Caller) -> None:
    client = client_of(cast.partner)
    post(client, "/customers", {"name": "Old"}, **{"Idempotency-Key": "a"})
    with scope(cast.partner.tenant_id):
        KeptReply.objects.update(created_at=clock.now() - timedelta(hours=25))

    response = post(client, "/customers", {"name": "Other"}, **{"Idempotency-Key": "a"})

    assert response.status_code == 201
    assert "Idempotency-Replayed" not in response


@pytest.mark.parametrize("path", ["/me/tokens", "/me/app-passwords"])
def test_a_reply_that_bears_a_secret_is_done_once_and_never_kept(
    cast: Cast, client_of: Caller, path: str
) -> None:
    client = client_of(cast.customer)

    first = post(client, path, {"name": "Backup"}, **{"Idempotency-Key": "a"})
    again = post(client, path, {"name": "Backup"}, **{"Idempotency-Key": "a"})

    assert first.status_code == 201, first.content
    secret = json.loads(first.content)["secret"]
    assert_problem(again, 409, "reply_not_kept")
    assert secret not in again.content.decode()
    names = [item["name"] for item in client.get(f"{API}{path}").json()["items"]]
    assert names.count("Backup") == 1
    with scope(cast.customer.tenant_id):
        assert [reply.body for reply in KeptReply.objects.all()] == [None]


def test_a_token_made_by_a_token_is_no_wider(cast: Cast, client_of: Caller) -> None:
    client = client_of(cast.customer, scopes=("audit", "accounts"))

    made = post(client, "/me/tokens", {"name": "Narrow", "scopes": ["audit"]})
    wider = post(client, "/me/tokens", {"name": "Wide", "scopes": ["mail"]})

    assert made.status_code == 201
    assert_problem(wider, 422, "wider_than_own")


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_strange_key_is_refused(cast: Cast, client_of: Caller, key: str) -> None:
    response = post(client_of(cast.partner), "/customers", {"name": "Odd"}, **{"Idempotency-Key": key})

    assert_problem(response, 400, "bad_key")


# Hostile input


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "invalid"),
        (b"{", 400, "bad_request"),
        (b"\xff\xfe", 400, "bad_request"),
        (b"[]", 400, "bad_request"),
        (b'"text"', 400, "bad_request"),
        (b'{"name": NaN}', 400, "bad_request"),
        (b'{"name": "a", "name": "b"}', 400, "bad_request"),
        (b'{"name": "a\\u0000b"}', 400, "bad_request"),
        (b'{"name": "\\ud800"}', 400, "bad_request"),
        (b"[" * 100_000, 400, "bad_request"),
        (b'{"a":' * 100_000, 400, "bad_request"),
        (b'{"name": ' + b"9" * 5000 + b"}", 400, "bad_request"),
        (b'{"name": null}', 422, "invalid"),
        (b'{"name": 7}', 422, "invalid"),
        (b'{"name": ""}', 422, "invalid"),
        (b'{"name": "a", "colour": "red"}', 422, "invalid"),
        (b'{"name": "' + b"a" * 121 + b'"}', 422, "invalid"),
        (b'{"name": "a", "country": "Germany"}', 422, "invalid"),
        (b'{"name": "' + b"a" * 3_000_000 + b'"}', 413, "too_large"),
    ],
)
def test_hostile_json_is_refused_and_changes_nothing(
    cast: Cast, client_of: Caller, body: bytes, status: int, code: str
) -> None:
    assert_problem(post(client_of(cast.partner), "/customers", body), status, code)

    with scope(cast.partner.tenant_id):
        assert [buyer.name for buyer in buyers_of(cast.partner)] == ["Acme Dental"]


def test_an_unknown_field_is_named(cast: Cast, client_of: Caller) -> None:
    response = post(client_of(cast.partner), "/customers", {"name": "a", "colour": "red"})

    assert assert_problem(response, 422, "invalid")["errors"][0]["field"] == "colour"  # type: ignore[index]


def test_a_body_that_does_not_call_itself_json_is_refused(cast: Cast, client_of: Caller) -> None:
    response = client_of(cast.partner).post(f"{API}/customers", b'{"name": "a"}', content_type="text/plain")

    assert_problem(response, 415, "not_json")


@pytest.mark.parametrize("path", ["/nothing", "/customers/not-an-id", "/customers/%00", ""])
def test_an_unknown_address_is_a_problem_too(cast: Cast, client_of: Caller, path: str) -> None:
    assert_problem(client_of(cast.partner).get(f"{API}{path}/"), 404, "not_found")


def test_a_wrong_method_is_a_problem_too(cast: Cast, client_of: Caller) -> None:
    response = client_of(cast.partner).put(f"{API}/customers")

    assert_problem(response, 405, "method_not_allowed")
    assert "GET" in response["Allow"]


def test_too_many_requests_wait(cast: Cast, client_of: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "API_RATE", 3)
    client = client_of(cast.partner)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)  # within one minute

    statuses = [client.get(f"{API}/tenant").status_code for _ in range(4)]
    last = client.get(f"{API}/tenant")
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=1))

    assert statuses == [200, 200, 200, 429]
    assert_problem(last, 429, "too_many_requests")
    assert 0 < int(last["Retry-After"]) <= 60
    assert client.get(f"{API}/tenant").status_code == 200


@pytest.mark.parametrize("path", [f"{API}/tenant", "/people/"])
def test_while_the_database_is_away_the_web_says_so(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    with django_db_blocker.unblock():
        connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")  # where nobody listens
    client = Client(raise_request_exception=False, headers={"Authorization": "Bearer x"})

    with django_db_blocker.unblock():
        response = client.get(path)
        connection.close()

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    if path.startswith(API):
        assert_problem(response, 503, "unreachable")
