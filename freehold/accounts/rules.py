"""What may be said of people, and the secrets that they are given."""

import re
import secrets
from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network
from uuid import UUID

import idna

APP_PASSWORD_LETTERS = 26  # 131 bits
SECRET_BYTES = 32
LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?")
LOCAL_LENGTH = 64
ADDRESS_LENGTH = 254
NAME_LENGTH = 120
LABEL_LENGTH = 60
MOST_APP_PASSWORDS = 50
MOST_TOKENS = 100
LONGEST_TOKEN = timedelta(days=366)
TOKEN_PREFIX = "freehold_"  # so that scanners for leaked secrets find it  # noqa: S105
SCOPE = re.compile(r"[a-z_]{2,40}(\.[a-z_]{2,60})?")
# The first mark that is found counts, since each browser also claims to be those before it.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
ALPHABET = (
    "abcdefghijkmnopqrstuvwxyz23456789"  # nothing that looks like something else; see `new_app_password`
)


def digest(secret: str) -> str:
    """What is kept of a random secret: it has too many bits for a slow hash to add anything."""
    return sha256(secret.encode()).hexdigest()


def new_app_password() -> str:
    """A device's password of more than 128 random bits, in groups that can be typed: `abcde-fghij-…`."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(APP_PASSWORD_LETTERS))
    return "-".join(text[start : start + 5] for start in range(0, len(text), 5))


def new_secret() -> str:
    """A secret of 256 random bits for links and tokens."""
    return secrets.token_urlsafe(SECRET_BYTES)


def new_token() -> str:
    """An API token of 256 random bits."""
    return TOKEN_PREFIX + new_secret()


def is_label(name: str) -> bool:
    """A short name that a person gives to something of their own."""
    return bool(name.strip()) and len(name) <= LABEL_LENGTH and name.isprintable()


def is_scope(scope: str) -> bool:
    """Whether this could be a scope of a token: a package, or one permission of it."""
    return bool(SCOPE.fullmatch(scope))


def normalised_address(text: str) -> str | None:
    """The sign-in address that `text` means: lower case, the domain as A-labels; None when it is no address.

    Local parts are dot-atoms of ASCII, since not every mail system takes others.
    Source: RFC 5321, 4.5.3.1 (lengths); RFC 5322, 3.2.3; RFC 5891 and UTS 46 (domains).
    """
    local, _, domain = text.strip().rpartition("@")
    if not LOCAL_PART.fullmatch(local) or len(local) > LOCAL_LENGTH:
        return None
    try:
        domain = idna.encode(domain.rstrip("."), uts46=True).decode().lower()
    except idna.IDNAError:
        return None
    if not DOMAIN.fullmatch(domain):
        return None
    address = f"{local.lower()}@{domain}"
    return address if len(address) <= ADDRESS_LENGTH else None


def network_of(ip: str) -> str:
    """Whom a limit by address counts as one: an IPv4 address, or the /64 that an IPv6 customer holds."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    return str(address) if address.version == 4 else str(ip_network(f"{address}/64", strict=False))


def is_person_name(name: str) -> bool:
    """A name on one line that says something; it stands in mail and on pages."""
    return bool(name.strip()) and len(name) <= NAME_LENGTH and name.isprintable()


def loses_last_administrator(before: frozenset[UUID], after: frozenset[UUID]) -> bool:
    """Whether a tenant that had somebody to manage people and access has nobody left."""
    return bool(before) and not after


def browser_name(user_agent: str) -> str:
    """A browser and its system as their owner calls them: "Firefox, Windows"; nothing where neither is known."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part)
