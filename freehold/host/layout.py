"""Where everything of one instance is: folders, ports, names, secrets, connection strings."""

import base64
import json
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from freehold.host import database
from freehold.host.certificates import Certificates, certificates_in
from freehold.host.engines.settings import (
    SAFE_PATH,
    SOCKET_PATH_LIMIT,
    EngineSettings,
    Ports,
    engine_database,
)
from freehold.host.ports import ports
from freehold.host.reach import USER, reachable_by_others
from freehold.kernel.errors import Refused
from freehold.services.mail.rules.dkim import new_key

NOTICES_KEY = "notices_key"  # signs what the platform itself writes
SECRETS = (
    "secret_key",
    "doveadm_key",
    "metrics_token",
    "dns_key",
    NOTICES_KEY,
    database.SUPERUSER,
    *database.LOGINS,
)
DNS_KEY = "demo"
ELSEWHERE = Path("/var/lib/freehold")
NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """One instance. `folder` is what the person named; `root` holds what unprivileged engines must reach.

    They are the same, unless `folder` cannot be reached by other users or is too long for a unix socket:
    then `root` is a folder of its own below /var/lib/freehold, and `folder/instance` points there.
    """

    folder: Path
    root: Path
    offset: int
    ports: dict[str, int]
    secrets: dict[str, str]
    certificates: Certificates
    origin: str
    hosts: tuple[str, ...]
    neutral_domain: str
    resolver: str
    dsn: dict[str, str]  # by role; empty strings are the embedded database's
    defer_suspended: bool
    listen: str
    log_bytes: int  # the size at which a log is turned over
    is_demo: bool
    publishes_by: str  # the key for RFC 2136, as FREEHOLD_RFC2136 has it

    @property
    def name(self) -> str:
        """A short name of the instance, for logs."""
        return NAME.sub("-", self.root.name.lower()).strip("-") or "freehold"

    @property
    def run(self) -> Path:
        """Sockets, pids and the state of the supervisor."""
        return self.root / "run"

    @property
    def log(self) -> Path:
        """Logs of all parts."""
        return self.root / "log"

    @property
    def postfix_log(self) -> Path:
        """Where Postfix writes."""
        return self.log / "postfix.log"

    @property
    def followed_log(self) -> Path:
        """A link of the trace's own to Postfix's log, which still leads to the old one when that was turned over."""
        return self.log / "postfix.followed"

    @property
    def names(self) -> tuple[str, ...]:
        """The host names that the engines' own certificate is for: never the web's, which may be somebody's brand."""
        return _names(self.neutral_domain)

    @property
    def own(self) -> Path:
        """What our own processes may write for themselves; they are not root."""
        return self.root / "state" / "freehold"

    @property
    def zones(self) -> Path:
        """The zones of the demo's DNS server."""
        return self.root / "dns"

    @property
    def is_embedded(self) -> bool:
        """Whether PostgreSQL is ours to run."""
        return not self.dsn["freehold_app"]

    @property
    def cluster(self) -> database.Cluster:
        """The embedded PostgreSQL."""
        return database.cluster_at(self.root / "db", self.ports["database"])

    def dsn_of(self, role: str) -> str:
        """How a role connects: the operator's own DSN wins over the embedded database."""
        if self.dsn.get(role):
            return self.dsn[role]
        return database.dsn(self.ports["database"], role, self.secrets[role])

    @property
    def engines(self) -> EngineSettings:
        """What the templates of the mail engines are filled with."""
        return EngineSettings(
            name=self.name,
            root=self.root,
            ports=Ports(
                **{
                    name: self.ports[name]
                    for name in (
                        "smtp", "submission", "submissions", "inject", "imap", "imaps", "sieve", "doveadm",
                        "stats",
                    )
                }
            ),
            database=engine_database(
                self.dsn_of("freehold_engine"),
                sockets=None if self.dsn.get("freehold_engine") else self.cluster.sockets,
            ),
            certificate=self.certificates.certificate,
            key=self.certificates.key,
            ca=self.certificates.ca,
            host_name=f"mail.{self.neutral_domain}",
            neutral_domain=self.neutral_domain,
            api_key=self.secrets["doveadm_key"],
            resolver=self.resolver,
            listen=self.listen,
            defer_suspended=self.defer_suspended,
            notices_key=self.secrets[NOTICES_KEY],
            worker=USER,
        )  # fmt: skip

    def environment(self, role: str) -> dict[str, str]:
        """All that a process of ours sees in its environment, as web, worker or owner.

        It runs as an unprivileged user, so nothing points to where only root can look. It gets the connection of its
        own role alone; the owner's goes to `freehold migrate` only.
        """
        own = {
            "web": {"FREEHOLD_DATABASE_DSN": self.dsn_of("freehold_app"), "FREEHOLD_ROLE": "web"},
            "worker": {"FREEHOLD_WORKER_DSN": self.dsn_of("freehold_worker"), "FREEHOLD_ROLE": "worker"},
            "owner": {"FREEHOLD_OWNER_DSN": self.dsn_of("freehold_owner"), "FREEHOLD_ROLE": "owner"},
            "none": {},
        }[role]
        inherited = {
            name: value
            for name, value in os.environ.items()
            if (name.startswith("FREEHOLD_") and not name.endswith("_DSN")) or name == "LANG"
        }
        return {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            **inherited,
            "HOME": str(self.own),
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "freehold.config.settings",
            "FREEHOLD_DATA": str(self.root),
            "FREEHOLD_PORT_OFFSET": str(self.offset),
            "FREEHOLD_SECRET_KEY": self.secrets["secret_key"],
            "FREEHOLD_DOVEADM_KEY": self.secrets["doveadm_key"],
            "FREEHOLD_METRICS_TOKEN": _setting("FREEHOLD_METRICS_TOKEN", self.secrets["metrics_token"]),
            "FREEHOLD_PROBES": _setting("FREEHOLD_PROBES", f"127.0.0.1:{self.ports['probes']}"),
            "FREEHOLD_ORIGIN": self.origin,
            "FREEHOLD_HOSTS": ",".join(self.hosts),
            "FREEHOLD_NEUTRAL_DOMAIN": self.neutral_domain,
            "FREEHOLD_RESOLVER": self.resolver,
            "FREEHOLD_RFC2136": self.publishes_by,
            "FREEHOLD_DOVEADM": _setting("FREEHOLD_DOVEADM", f"127.0.0.1:{self.ports['doveadm']}"),
            "FREEHOLD_INJECTION": _setting("FREEHOLD_INJECTION", f"127.0.0.1:{self.ports['inject']}"),
            "FREEHOLD_IMAP": _setting("FREEHOLD_IMAP", f"localhost:{self.ports['imaps']}"),
            "FREEHOLD_SUBMISSION": _setting("FREEHOLD_SUBMISSION", f"localhost:{self.ports['submission']}"),
            "FREEHOLD_MX": _setting("FREEHOLD_MX", f"localhost:{self.ports['smtp']}"),
            "FREEHOLD_ENGINE_CA": _setting("FREEHOLD_ENGINE_CA", str(self.certificates.ca or "")),
            **own,
        }


def layout_at(folder: Path, *, offset: int | None = None, demo: bool = False) -> Layout:
    """The instance in `folder`: made if there is none, with its secrets and certificates.

    Its port offset is remembered, and that it is a demo; another offset given now moves it. Raises: Refused.
    """
    folder = folder.expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    root = _root_of(folder)
    for part in (folder, root, root / "run"):
        part.mkdir(parents=True, exist_ok=True)
        part.chmod(0o755)
    (root / "log").mkdir(exist_ok=True)
    remembered = _remembered(root)
    if offset is None:
        offset = int(remembered.get("port_offset", os.environ.get("FREEHOLD_PORT_OFFSET") or "0"))
    numbers = ports(offset)
    is_demo = demo or bool(remembered.get("demo"))
    facts: dict[str, str | int] = {"port_offset": offset, "folder": str(folder), "demo": int(is_demo)}
    if remembered != facts:
        _write(root / "instance.json", json.dumps(facts))
    neutral = _setting("FREEHOLD_NEUTRAL_DOMAIN", "mail.test")
    origin = _setting("FREEHOLD_ORIGIN", f"http://localhost:{numbers['web']}").rstrip("/")
    hosts = [
        h.strip() for h in _setting("FREEHOLD_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h.strip()
    ]
    if (own_host := urlsplit(origin).hostname or "localhost") not in hosts:
        hosts.append(own_host)
    own_secrets = _secrets_of(folder)
    own_dns = f"127.0.0.1:{numbers['dns']}" if is_demo else ""
    return Layout(
        folder=folder,
        root=root,
        offset=offset,
        ports=numbers,
        secrets=own_secrets,
        certificates=certificates_in(
            root / "tls",
            names=_names(neutral),
            certificate=_setting("FREEHOLD_TLS_CERTIFICATE", ""),
            key=_setting("FREEHOLD_TLS_KEY", ""),
        ),
        origin=origin,
        hosts=tuple(hosts),
        neutral_domain=neutral,
        resolver=_setting("FREEHOLD_RESOLVER", own_dns),
        dsn={
            "freehold_app": _setting("FREEHOLD_DATABASE_DSN", ""),
            "freehold_worker": _setting("FREEHOLD_WORKER_DSN", ""),
            "freehold_owner": _setting("FREEHOLD_OWNER_DSN", ""),
            "freehold_engine": _setting("FREEHOLD_ENGINE_DSN", ""),
        },
        defer_suspended=_setting("FREEHOLD_SUSPENDED_MAIL", "accept") == "defer",
        listen=_setting("FREEHOLD_LISTEN", "127.0.0.1"),
        log_bytes=_whole("FREEHOLD_LOG_MEGABYTES", "50", least=1, most=100_000) * 1_000_000,
        is_demo=is_demo,
        publishes_by=_setting(
            "FREEHOLD_RFC2136", f"{own_dns}/{DNS_KEY}/hmac-sha256/{own_secrets['dns_key']}" if is_demo else ""
        ),
    )


def exists(folder: Path) -> bool:
    """Whether an instance was made in `folder` before."""
    return (folder.expanduser().resolve() / "secrets").is_dir()


def _names(neutral: str) -> tuple[str, ...]:
    return ("localhost", f"mail.{neutral}", neutral)


def _root_of(folder: Path) -> Path:
    pointer = folder / "instance"
    if pointer.is_symlink():
        return pointer.resolve()
    longest = len(str(folder / "run"))
    if os.geteuid() != 0 or (
        reachable_by_others(folder.parent) and longest <= SOCKET_PATH_LIMIT and SAFE_PATH.match(str(folder))
    ):
        return folder
    root = ELSEWHERE / secrets.token_hex(6)
    root.mkdir(parents=True)
    ELSEWHERE.chmod(0o755)
    pointer.symlink_to(root)
    return root


def _remembered(root: Path) -> dict[str, str | int]:
    file = root / "instance.json"
    if not file.exists():
        return {}
    found: dict[str, str | int] = json.loads(file.read_text())
    return found


def _secrets_of(folder: Path) -> dict[str, str]:
    """Made once, one file each, readable by the owner of the instance alone; the environment's key wins."""
    store = folder / "secrets"
    store.mkdir(mode=0o700, exist_ok=True)
    store.chmod(0o700)
    found: dict[str, str] = {}
    for name in SECRETS:
        file = store / name
        if not file.exists():
            _write(file, _new_secret(name))
        found[name] = file.read_text().strip()
    if key := os.environ.get("FREEHOLD_SECRET_KEY"):
        found["secret_key"] = key
    return found


def _new_secret(name: str) -> str:
    match name:
        case "secret_key":
            return secrets.token_urlsafe(48)
        case "dns_key":
            return base64.b64encode(secrets.token_bytes(32)).decode()
        case "notices_key":
            return new_key().private_pem
        case _:
            return database.new_password()


def _write(file: Path, text: str) -> None:
    draft = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(text)
    draft.replace(file)


def _setting(name: str, default: str) -> str:
    return os.environ.get(name) or default


def _whole(name: str, default: str, *, least: int, most: int) -> int:
    value = _setting(name, default)
    if not value.isdigit() or not least <= int(value) <= most:
        raise Refused("setting", f"{name} is {value!r}; it takes a whole number from {least} to {most}.")
    return int(value)


def remove(folder: Path) -> None:
    """Take an instance away with all its data: for tests and for throw-away demos. Raises: Refused."""
    folder = folder.expanduser().resolve()
    if not exists(folder):
        raise Refused("no_instance", f"There is no instance in {folder}.")
    root = _root_of(folder)
    shutil.rmtree(root, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
