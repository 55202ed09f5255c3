"""Two requests with one key: whoever comes second is told, or waits for the first to end."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from conftest import Cast
from freehold.delegation.actions.keep_reply import keep_reply
from freehold.delegation.actions.lock_reply import Reply, await_reply, lock_reply
from freehold.host import database
from freehold.kernel.errors import Conflict
from freehold.tenants.row_security import scope

OPERATION, KEY = "POST /things/", "k"


@pytest.fixture
def first(
    cast: Cast, cluster: tuple[database.Cluster, dict[str, str]], django_db_setup: None
) -> Iterator[psycopg.Connection]:
    """Another connection, whose request with the same key is not answered yet."""
    running, passwords = cluster
    name = f"{cast.partner.tenant_id} {cast.partner.person_id} {OPERATION} {KEY}"
    with psycopg.connect(running.dsn(database.SUPERUSER, passwords[database.SUPERUSER])) as raw:
        raw.execute("select pg_advisory_xact_lock(hashtextextended(%s, 24))", [name])
        yield raw


def keep(cast: Cast, *, body: str | None) -> None:
    """The reply of the first request, kept."""
    assert cast.partner.person_id is not None
    keep_reply(
        OPERATION,
        KEY,
        digest="d",
        status=302,
        body=body,
        person_id=cast.partner.person_id,
        actor=cast.partner,
    )


def test_a_program_is_told_that_the_first_is_not_answered_yet(cast: Cast, first: psycopg.Connection) -> None:
    assert cast.partner.person_id is not None

    with scope(cast.partner.tenant_id), pytest.raises(Conflict) as refusal:
        lock_reply(OPERATION, KEY, digest="d", person_id=cast.partner.person_id, actor=cast.partner)

    assert refusal.value.code == "request_in_flight"


def test_a_form_waits_until_the_first_has_ended(cast: Cast, first: psycopg.Connection) -> None:
    assert cast.partner.person_id is not None
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (ours,) = cursor.fetchone()

    def end_once_we_wait() -> bool:
        """Let the first end when PostgreSQL says that our request stands in its way."""
        blocked = "select cardinality(pg_blocking_pids(%s)) > 0"
        saw = any(first.execute(blocked, [ours]).fetchone()[0] for _ in range(100_000))  # type: ignore[index]
        first.commit()
        return saw

    with scope(cast.partner.tenant_id), ThreadPoolExecutor(1) as pool:
        waited = pool.submit(end_once_we_wait)
        reply = await_reply(OPERATION, KEY, digest="d", person_id=cast.partner.person_id, actor=cast.partner)

    assert waited.result()
    assert reply is None


@pytest.mark.parametrize("look", [lock_reply, await_reply])
def test_what_was_kept_is_given_to_the_same_person_and_to_nobody_else(cast: Cast, look) -> None:  # type: ignore[no-untyped-def]
    with scope(cast.partner.tenant_id):
        keep(cast, body="there")

        found = look(OPERATION, KEY, digest="d", person_id=cast.partner.person_id, actor=cast.partner)
        others = look(OPERATION, KEY, digest="d", person_id=uuid4(), actor=cast.partner)

    assert found == Reply(status=302, body="there")
    assert others is None


@pytest.mark.parametrize("look", [lock_reply, await_reply])
def test_a_reply_that_bore_a_secret_is_gone(cast: Cast, look) -> None:  # type: ignore[no-untyped-def]
    with scope(cast.partner.tenant_id):
        keep(cast, body=None)

        with pytest.raises(Conflict) as refusal:
            look(OPERATION, KEY, digest="d", person_id=cast.partner.person_id, actor=cast.partner)

    assert refusal.value.code == "reply_not_kept"
