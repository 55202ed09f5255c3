"""What the templates of the mail engines are filled with: folders, ports, keys, and how they reach the database."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from freehold.kernel.errors import Unreachable

# Debian's own user of mail: it exists on every machine, and nothing else of ours runs as it.
MAIL_USER = "mail"
SOCKET_PATH_LIMIT = 90  # of 107 bytes, less the longest name that an engine adds. Source: unix(7)
SAFE_NAME = re.compile(r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")
SAFE_PATH = re.compile(r"^[A-Za-z0-9/._-]+$")


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of the mail engines, offset included."""

    smtp: int
    submission: int
    submissions: int
    inject: int
    imap: int
    imaps: int
    sieve: int
    doveadm: int
    stats: int


@dataclass(frozen=True, slots=True)
class EngineDatabase:
    """The engines' sign-in to the platform's database, role `freehold_engine`."""

    host: str
    port: int
    name: str
    user: str
    password: str
    sockets: Path | None = None  # the folder of its socket, when it is our own on this host

    @property
    def address(self) -> str:
        """Where Postfix finds it. A socket's port fits into a URI alone. Source: pgsql_table(5), `hosts`."""
        if self.sockets is None:
            return f"{self.host}:{self.port}"
        user, password, folder = (
            quote(part, safe="") for part in (self.user, self.password, str(self.sockets))
        )
        return f"postgresql://{user}:{password}@{folder}:{self.port}/{self.name}"


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Everything that a configuration needs to know of this host."""

    name: str
    root: Path  # holds etc, run, log, state, store, queue and keys of the engines
    ports: Ports
    database: EngineDatabase
    certificate: Path
    key: Path
    ca: Path | None
    host_name: str
    neutral_domain: str
    api_key: str
    resolver: str = ""  # host:port
    listen: str = "127.0.0.1"  # or `all`
    defer_suspended: bool = False
    notices_key: str = ""  # signs what the platform itself writes; PEM
    worker: str = "root"  # as whom the worker runs, who writes signing keys and has sign-ins forgotten

    @property
    def etc(self) -> Path:
        """Rendered configuration; holds passwords, so root's alone but for what an engine must read."""
        return self.root / "etc"

    @property
    def run(self) -> Path:
        """Sockets and pids."""
        return self.root / "run"

    @property
    def log(self) -> Path:
        """The engines' logs."""
        return self.root / "log"

    @property
    def state(self) -> Path:
        """What an engine remembers for itself."""
        return self.root / "state"

    @property
    def store(self) -> Path:
        """Mail, as `<tenant id>/<handle>`."""
        return self.root / "store"

    @property
    def queue(self) -> Path:
        """Postfix's queue."""
        return self.root / "queue"

    @property
    def keys(self) -> Path:
        """Signing keys, and the maps of our domains."""
        return self.root / "keys"


def engine_database(dsn: str, *, sockets: Path | None = None) -> EngineDatabase:
    """Read the engines' connection string, which names a host and a password. Raises: Unreachable."""
    parts = urlsplit(dsn)
    database = EngineDatabase(
        host=parts.hostname or "",
        port=parts.port or 5432,
        name=parts.path.lstrip("/"),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sockets=sockets,
    )
    if not (database.host and database.name and database.user and database.password):
        raise Unreachable(
            "engine_dsn", "FREEHOLD_ENGINE_DSN must be postgresql://user:password@host:port/database."
        )
    if re.search(r"[\s'\"\\#]", database.password):
        raise Unreachable(
            "engine_dsn", "The password in FREEHOLD_ENGINE_DSN has a blank, a quote, a backslash or a #."
        )
    return database


def check_settings(settings: EngineSettings) -> None:
    """Refuse folders and names that the engines' configuration or unix sockets cannot bear. Raises: Unreachable."""
    for name in (settings.host_name, settings.neutral_domain):
        if not SAFE_NAME.fullmatch(name):
            raise Unreachable("name_unsafe", f"{name!r} is not a host name in lower case.")
    if len(str(settings.run)) > SOCKET_PATH_LIMIT:
        raise Unreachable(
            "path_too_long", f"The folder {settings.run} is too long for a unix socket. Choose a shorter one."
        )
    for path in (settings.root, settings.certificate, settings.key):
        if not SAFE_PATH.fullmatch(str(path)):
            raise Unreachable(
                "path_unsafe", f"The path {path} has characters other than letters, digits and /._-"
            )
