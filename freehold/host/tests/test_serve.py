"""Web, worker, trace and commands run as a role that row security binds, or not at all."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from conftest import Browser
from freehold.delegation.commands import app as grants
from freehold.host import database, serve
from freehold.kernel.errors import Refused
from freehold.tenants.runtime_role import check_runtime_role

Running = tuple[database.Cluster, dict[str, str]]
SIGN_IN = "/account/login/"
SENTENCE = "so that no tenant would be walled off: connect as freehold_app or freehold_worker."

# Each looks over the walls in a way of its own.
UNWALLED = {
    database.SUPERUSER: "is a superuser",
    "freehold_owner": "owns tables",
    "test_bypasses": "bypasses row security",
    "test_owns_through_another": "owns tables",
}


@pytest.fixture
def roles(cluster: Running, django_db_setup: None) -> Iterator[None]:
    """Two roles that nobody should run the platform as."""
    running, passwords = cluster
    with psycopg.connect(
        running.dsn(database.SUPERUSER, passwords[database.SUPERUSER]), autocommit=True
    ) as raw:
        raw.execute("create role test_bypasses bypassrls")
        raw.execute("create role test_owns_through_another noinherit")
        raw.execute("grant freehold_owner to test_owns_through_another")
        yield
        raw.execute("drop role test_bypasses, test_owns_through_another")


@pytest.fixture
def unchecked(db: None) -> Iterator[None]:
    """A web that has not looked at its role yet."""
    serve.check_once.cache_clear()
    yield
    serve.check_once()


@pytest.mark.parametrize("role", UNWALLED)
def test_a_role_that_walls_do_not_bind_is_refused(roles, as_role, role):
    with as_role(role), pytest.raises(Refused) as refusal:
        check_runtime_role()

    assert refusal.value.code == "runtime_role"
    assert f"{role} {UNWALLED[role]}" in refusal.value.sentence


@pytest.mark.parametrize("role", ["freehold_app", "freehold_worker"])
def test_the_roles_of_web_and_worker_are_bound(as_role, role):
    with as_role(role):
        check_runtime_role()


@pytest.mark.parametrize(
    "process",
    [
        ("-c", "import freehold.config.wsgi"),
        ("-m", "freehold.host.main", "worker"),
        ("-m", "freehold.host.trace", "{folder}/postfix.log", "{folder}/trace.json"),
    ],
    ids=["web", "worker", "trace"],
)
def test_a_process_does_not_start_with_a_role_that_walls_do_not_bind(
    cluster: Running, django_db_setup: None, tmp_path: Path, process: tuple[str, ...]
):
    running, passwords = cluster

    ended = run([part.format(folder=tmp_path) for part in process], dsn_of(running, passwords), tmp_path)

    assert ended.returncode != 0
    assert f"The database role {database.SUPERUSER} is a superuser" in ended.stderr
    assert SENTENCE in ended.stderr


def test_a_command_does_nothing_with_a_role_that_walls_do_not_bind(cast, as_role):
    with as_role(database.SUPERUSER):
        answer = CliRunner().invoke(grants, ["grants", "list", "--tenant", str(cast.customer.tenant_id)])

    assert isinstance(answer.exception, Refused)
    assert "Acme" not in answer.output


def test_the_web_lets_nobody_in_before_it_saw_a_walled_role(unchecked, as_role, client, capfd):
    with as_role(database.SUPERUSER):
        refused = client.get(SIGN_IN)
    let_in = Browser().get(SIGN_IN)

    assert let_in.status_code == 200
    assert (refused.status_code, refused.content.decode()) == (503, serve.CLOSED)
    assert SENTENCE in capfd.readouterr().err


LATE = """
from freehold.config.wsgi import application  # the database is away now
from django.db import connection
from django.test import Client

HOST = dict(host="localhost")
browser = Client(raise_request_exception=False)
away = browser.get("/account/login/", headers=HOST)
connection.close()
connection.settings_dict.update(PORT="{port}", USER="{user}", PASSWORD="{password}")
print(away.status_code, browser.get("/account/login/", headers=HOST).status_code)
"""


def test_a_database_that_comes_late_is_looked_at_before_the_first_request(
    cluster: Running, django_db_setup: None, tmp_path: Path
):
    running, passwords = cluster
    script = LATE.format(port=running.port, user=database.SUPERUSER, password=passwords[database.SUPERUSER])
    nowhere = database.dsn(database.free_port(), "freehold_app", "x")

    ended = run(["-c", script], nowhere, tmp_path)

    assert ended.stdout.split() == ["503", "503"]
    assert "The database does not answer yet" in ended.stderr
    assert SENTENCE in ended.stderr


def dsn_of(running: database.Cluster, passwords: dict[str, str]) -> str:
    """How root of the database connects."""
    return running.dsn(database.SUPERUSER, passwords[database.SUPERUSER])


def run(command: list[str], dsn: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run one of our processes with this connection, until it ends."""
    return subprocess.run(
        [sys.executable, *command],
        env={
            "PATH": os.defpath,
            "DJANGO_SETTINGS_MODULE": "freehold.config.settings",
            "FREEHOLD_DATA": str(folder),
            "FREEHOLD_SECRET_KEY": "of a test",
            "FREEHOLD_DATABASE_DSN": dsn,
            "FREEHOLD_WORKER_DSN": dsn,
        },
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
