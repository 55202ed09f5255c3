"""What stands in logs and in the table of sessions: opaque ids, and nothing that opens a door or names anybody."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory
from django.urls import resolve
from django.utils.log import log_response

from conftest import Browser, Cast
from freehold.accounts.actions.invite_person import invite_person
from freehold.accounts.tests.people import give_password, sign_in
from freehold.accounts.tests.test_want_password_reset import link_of
from freehold.tenants.row_security import scope

ADDRESS = "nina@acme-dental.example"


@pytest.fixture
def written() -> Iterator[Callable[[], str]]:
    """All that the process writes into its log from here on, in the form in which it is written."""
    handlers = [h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler]
    stream = io.StringIO()
    before = [(handler, handler.setStream(stream)) for handler in handlers]
    assert before, "logging is not set up"
    yield stream.getvalue
    for handler, former in before:
        handler.setStream(former)


def lines(text: str) -> list[dict[str, object]]:
    """The objects of a log."""
    return [json.loads(line) for line in text.splitlines()]


def test_a_followed_invitation_leaves_its_secret_in_no_log(
    client: Browser, cast: Cast, written: Callable[[], str]
) -> None:
    with scope(cast.customer.tenant_id):
        secret = invite_person("Nina Acme", email=ADDRESS, actor=cast.customer).secret

    client.get(f"/account/invitation/{secret}/?from={ADDRESS}")
    page = client.get("/account/invitation/")

    assert page.status_code == 200
    assert [line["route"] for line in lines(written())] == [
        "account/invitation/<str:secret>/",
        "account/invitation/",
    ]
    assert secret not in written()
    assert ADDRESS not in written()


def test_a_followed_reset_link_leaves_its_key_in_no_log(
    client: Browser, cast: Cast, written: Callable[[], str]
) -> None:
    client.post("/account/password/reset/", {"email": "max@acme-dental.example"})
    link = link_of(cast)
    key = link.rstrip("/").rpartition("-")[2]

    form = client.get(link, follow=True)

    assert form.status_code == 200
    assert len(lines(written())) == 3
    assert key not in written()
    assert "max@" not in written()


def test_a_line_names_the_route_and_the_ids_in_it(
    cast: Cast, signed_in: Callable[..., Browser], written: Callable[[], str]
) -> None:
    signed_in(cast.customer).get(f"/people/{cast.member.person_id}/?q=whatever")

    (line,) = lines(written())
    assert (line["route"], line["ids"]) == (
        "people/<uuid:person_id>/",
        {"person_id": str(cast.member.person_id)},
    )
    assert "whatever" not in written()


def test_what_django_says_of_a_request_names_no_path(client: Browser, written: Callable[[], str]) -> None:
    path = "/account/invitation/an-invitations-secret/"
    request = RequestFactory().get(path, {"q": "typed"})
    request.resolver_match = resolve(path)
    response = client.get("/account/login/")
    response.status_code = 500

    log_response("Internal Server Error: %s", request.path, response=response, request=request)
    Browser(enforce_csrf_checks=True).post(path)

    assert "Internal Server Error: account/invitation/<str:secret>/" in written()
    assert "Forbidden (CSRF cookie not set.): account/invitation/<str:secret>/" in written()
    assert "an-invitations-secret" not in written()


def test_an_error_of_the_database_is_told_without_the_rows_values(
    cast: Cast, written: Callable[[], str]
) -> None:
    taken = "max@acme-dental.example"
    with scope(cast.customer.tenant_id):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "update accounts_person set email = %s where id = %s", [taken, cast.customer.person_id]
                )
        except IntegrityError:
            logging.getLogger("freehold").exception("could not be done")

    (line,) = lines(written())
    assert "accounts_person" in str(line["exception"])
    assert "max@" not in written()


def session_rows() -> list[str]:
    """What the table of sessions holds, as it stands there."""
    with connection.cursor() as cursor:
        cursor.execute("select session_data from django_session")
        return [row[0] for row in cursor.fetchall()]


class AsItStands:
    """What a reader of the table finds once the signature is taken off."""

    def loads(self, kept: bytes) -> bytes:
        """The same."""
        return kept


def test_the_table_of_sessions_holds_nothing_that_can_be_read(client: Browser, cast: Cast) -> None:
    """Neither the secret of an invitation, nor who is signed in, nor what a page had to say."""
    give_password(cast.member)
    sign_in(client)
    with scope(cast.customer.tenant_id):
        secret = invite_person("Nina Acme", email=ADDRESS, actor=cast.customer).secret
    client.get(f"/account/invitation/{secret}/")

    held = client.session
    (row,) = session_rows()
    readable = signing.loads(row, salt=SessionStore().key_salt, serializer=AsItStands)
    assert (held["invitation"], held["_auth_user_id"]) == (secret, str(cast.member.person_id))
    for word in (secret, str(cast.member.person_id), "invitation", "_auth_user_id"):
        assert word.encode() not in readable


def test_a_session_that_no_key_opens_is_an_empty_one(client: Browser, cast: Cast, settings: object) -> None:
    give_password(cast.member)
    sign_in(client)
    assert client.get("/security/").status_code == 200

    settings.FREEHOLD_SECRET_KEYS = ["another key"]  # type: ignore[attr-defined]

    assert client.get("/security/").status_code == 302
