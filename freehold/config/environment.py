"""What the environment may set: every variable, its default and its meaning. A wrong one is refused at start."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

# Which variable tells how a process of each role connects.
DSN_OF_ROLE = {
    "web": "FREEHOLD_DATABASE_DSN",
    "worker": "FREEHOLD_WORKER_DSN",
    "owner": "FREEHOLD_OWNER_DSN",
}
BOOLEAN = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: its default (None: must be set by the host or by hand) and one sentence about it."""

    name: str
    default: str
    about: str


VARIABLES = {
    variable.name: variable
    for variable in (
        Variable("FREEHOLD_DATA", "demo-data", "the folder of this instance: database, mail, keys, logs"),
        Variable(
            "FREEHOLD_DATABASE_DSN", "", "how the web connects (role app); empty: the embedded PostgreSQL"
        ),
        Variable("FREEHOLD_WORKER_DSN", "", "how the workers connect (role worker)"),
        Variable("FREEHOLD_OWNER_DSN", "", "for `freehold migrate` alone (role owner)"),
        Variable("FREEHOLD_ENGINE_DSN", "", "how Dovecot and Postfix connect (role engine)"),
        Variable(
            "FREEHOLD_SECRET_KEY", "", "seals secrets; several, newest first, split by commas, for a rotation"
        ),
        Variable("FREEHOLD_DEBUG", "no", "yes shows /ui/ and Django's error pages; never in production"),
        Variable("FREEHOLD_HOSTS", "localhost,127.0.0.1,[::1]", "host names the web answers to"),
        Variable(
            "FREEHOLD_ORIGIN",
            "http://localhost:8000",
            "the web's own address, for links in mail and passkeys of those whose seller has no host name: nobody's brand",
        ),
        Variable(
            "FREEHOLD_SOURCE_URL",
            "",
            "where this instance's source stands, linked on every page (AGPL, section 13); empty: it serves itself",
        ),
        Variable(
            "FREEHOLD_NEUTRAL_DOMAIN",
            "mail.test",
            "the name in banners of shared engines, before anyone is known: nobody's brand",
        ),
        Variable(
            "FREEHOLD_HOST_TARGET",
            "",
            "the name that host names of brands lead to by CNAME; empty: FREEHOLD_NEUTRAL_DOMAIN",
        ),
        Variable(
            "FREEHOLD_HOST_CERTIFICATES",
            "",
            "where certificates of brands' host names are written for the reverse proxy; empty: in the instance's folder",
        ),
        Variable(
            "FREEHOLD_INJECTION",
            "127.0.0.1:1026",
            "host:port where Postfix takes the platform's own mail, on loopback or a closed network",
        ),
        Variable(
            "FREEHOLD_MAIL_PORTS",
            "",
            "where people's programs reach the mail engines, such as imaps=993,submissions=465; empty: their own ports",
        ),
        Variable("FREEHOLD_PORT_OFFSET", "0", "added to every port, so that instances run side by side"),
        Variable(
            "FREEHOLD_TLS_CERTIFICATE",
            "",
            "a certificate file for the engines; empty: from the instance's own CA",
        ),
        Variable("FREEHOLD_TLS_KEY", "", "the key of FREEHOLD_TLS_CERTIFICATE"),
        Variable(
            "FREEHOLD_IMAP", "127.0.0.1:993", "host:port of IMAP with TLS, for the inbox in the browser"
        ),
        Variable(
            "FREEHOLD_SUBMISSION",
            "127.0.0.1:587",
            "host:port of submission with STARTTLS, for the inbox in the browser",
        ),
        Variable(
            "FREEHOLD_MX",
            "127.0.0.1:25",
            "host:port of the door for other mail servers, which is asked once a minute whether it answers",
        ),
        Variable(
            "FREEHOLD_ENGINE_CA",
            "",
            "the CA file that the engines' certificate is checked with; empty: the system's",
        ),
        Variable("FREEHOLD_DOVEADM", "127.0.0.1:1080", "host:port of Dovecot's HTTP API, on loopback"),
        Variable("FREEHOLD_DOVEADM_KEY", "", "opens Dovecot's HTTP API; made by the host for its processes"),
        Variable("FREEHOLD_RESOLVER", "", "host:port of the DNS resolver; empty: the system's"),
        Variable(
            "FREEHOLD_SUSPENDED_MAIL",
            "accept",
            "mail for suspended mailboxes: accept, or defer (three days at most)",
        ),
        Variable(
            "FREEHOLD_TRACE_DAYS",
            "30",
            "days that the message trace is kept, which names senders and recipients",
        ),
        Variable(
            "FREEHOLD_RETRIEVAL_DAYS",
            "30",
            "days that data is kept after a cancellation; 30 at least (Data Act, art. 25)",
        ),
        Variable(
            "FREEHOLD_RFC2136",
            "",
            "server:port/keyname/algorithm/secret for publishing DNS records; empty: by hand",
        ),
        Variable("FREEHOLD_ROLE", "web", "web, worker or owner: which database role this process uses"),
        Variable(
            "FREEHOLD_LISTEN", "127.0.0.1", "where the mail ports listen: 127.0.0.1, or all for a real server"
        ),
        Variable(
            "FREEHOLD_LOG_MEGABYTES",
            "50",
            "the size at which each part's log is turned over; four older ones are kept",
        ),
        Variable(
            "FREEHOLD_METRICS_TOKEN",
            "",
            "opens /metrics of web and workers; made by the host for its processes; empty: shut",
        ),
        Variable(
            "FREEHOLD_PROBES",
            "",
            "host:port where a worker answers /metrics, /healthz and /readyz, on loopback; empty: nowhere",
        ),
        Variable("FREEHOLD_API_RATE", "600", "requests a minute that one API token may make in one tenant"),
        Variable(
            "FREEHOLD_PROXIES",
            "0",
            "reverse proxies of one's own before the web: that many addresses of X-Forwarded-For are believed",
        ),
    )
}


def text(name: str) -> str:
    """The value of a variable, or its documented default."""
    return os.environ.get(name) or VARIABLES[name].default


def boolean(name: str) -> bool:
    """A yes-or-no variable."""
    value = text(name).lower()
    if value not in BOOLEAN:
        refuse(name, f"is {value!r}; say yes or no")
    return BOOLEAN[value]


def number(name: str, *, least: int, most: int) -> int:
    """A whole number within bounds."""
    value = text(name)
    if not value.isdigit() or not least <= int(value) <= most:
        refuse(name, f"is {value!r}; it takes a whole number from {least} to {most}")
    return int(value)


def ports(name: str, defaults: dict[str, int]) -> dict[str, int]:
    """Ports by name, such as `imaps=993,submissions=465`; those that are not given keep their default."""
    found = dict(defaults)
    for word in words(name):
        key, _, value = word.partition("=")
        if key not in defaults or not value.isdigit() or not 0 < int(value) < 65_536:
            refuse(name, f"has {word!r}; it takes {', '.join(f'{known}=PORT' for known in defaults)}")
        found[key] = int(value)
    return found


def choice(name: str, *choices: str) -> str:
    """One word of a few."""
    value = text(name)
    if value not in choices:
        refuse(name, f"is {value!r}; it takes one of {', '.join(choices)}")
    return value


def address(name: str) -> tuple[str, int]:
    """A host and a port."""
    host, _, port = text(name).rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        refuse(name, f"is {text(name)!r}; it takes host:port")
    return host.strip("[]"), int(port)


def words(name: str) -> list[str]:
    """A list split by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def folder(name: str) -> Path:
    """An absolute path."""
    return Path(text(name)).expanduser().resolve()


def refuse(name: str, reason: str) -> None:
    """End the process with one clear sentence."""
    sys.exit(f"{name} {reason}.")
