"""The embedded PostgreSQL: made, started, killed and started again, from the system and from the wheel."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from freehold.host import database
from freehold.host.engines.settings import engine_database
from freehold.host.reach import reachable_by_others


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the database's own user can reach."""
    made = Path(tempfile.mkdtemp(prefix="freehold-db-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.parametrize("source", ["system", "wheel"])
def test_a_cluster_is_made_answers_and_survives_a_kill(
    source: str, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    if source == "wheel":
        monkeypatch.setattr(database, "find_programs", database.programs_of_the_wheel)
        # As where it lies below /root: another user runs a copy.
        monkeypatch.setattr(database, "reachable_by_others", lambda path: False)
    passwords = {role: database.new_password() for role in (database.SUPERUSER, *database.LOGINS)}
    cluster = database.cluster_at(folder / "db", database.free_port())
    cluster.initialise(passwords[database.SUPERUSER])
    assert reachable_by_others(cluster.programs) or os.geteuid() != 0

    process = cluster.start()
    cluster.wait_until_ready(passwords[database.SUPERUSER])
    database.create_roles(
        cluster.dsn(database.SUPERUSER, passwords[database.SUPERUSER], "postgres"), passwords
    )
    with psycopg.connect(cluster.dsn("freehold_owner", passwords["freehold_owner"])) as connection:
        connection.execute("create table kept (id int)")
        version = connection.info.server_version
    process.send_signal(signal.SIGKILL)
    process.wait()
    cluster.forget_dead_postmaster()
    again = cluster.start()
    try:
        cluster.wait_until_ready(passwords[database.SUPERUSER])
        with psycopg.connect(cluster.dsn("freehold_owner", passwords["freehold_owner"])) as connection:
            assert connection.execute("select count(*) from kept").fetchone() == (0,)
    finally:
        database.stop(again)

    assert version >= database.MINIMUM_MAJOR * 10_000


def test_a_wrong_password_does_not_open_the_cluster(cluster: tuple[database.Cluster, dict[str, str]]):
    running, _ = cluster

    assert not running.answers("wrong")


def test_its_unix_socket_asks_for_the_password_too(cluster: tuple[database.Cluster, dict[str, str]]):
    running, passwords = cluster
    way = f"host={running.sockets} port={running.port} user=freehold_engine dbname=postgres"

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"{way} password=wrong")
    with psycopg.connect(f"{way} password={passwords['freehold_engine']}") as connection:
        assert connection.execute("select inet_client_addr()").fetchone() == (None,)


def test_postfix_finds_the_socket_by_a_uri_and_a_database_elsewhere_by_its_port():
    elsewhere = "postgresql://freehold_engine:a%2Fb@db.example:6000/freehold"

    assert engine_database(elsewhere).address == "db.example:6000"
    assert (
        engine_database(elsewhere, sockets=Path("/r/db")).address
        == "postgresql://freehold_engine:a%2Fb@%2Fr%2Fdb:6000/freehold"
    )
