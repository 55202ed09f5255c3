"""What a tenant and its names may be."""

import re
from urllib.parse import urlsplit

from freehold.tenants.states import TenantKind

SELLERS = frozenset({TenantKind.OPERATOR, TenantKind.PARTNER})
NAME_LENGTH = 120
ACCENT = re.compile(r"#[0-9a-fA-F]{6}")
ADDRESS = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z0-9-]+"
)
COUNTRY = re.compile(r"[A-Z]{2}")
SUBPROCESSOR_PARTS = 3
LONGEST_URL = 300
LONGEST_ADDRESS = 254
NOTE_LENGTH, NOTE_LINES = 400, 4


def may_sell_to(seller: TenantKind, buyer: TenantKind) -> bool:
    """The operator and partners sell to partners and customers, at any depth; a customer sells to nobody."""
    return seller in SELLERS and buyer is not TenantKind.OPERATOR


def is_name(name: str) -> bool:
    """A name that can stand on an invoice: something to read, on one line."""
    return bool(name.strip()) and len(name) <= NAME_LENGTH and name.isprintable()


def is_web_address(text: str) -> bool:
    """A link that may stand on pages and in mail: https, a host name, and nothing that could be read as something else."""
    if (
        len(text) > LONGEST_URL
        or not text.isascii()
        or not text.isprintable()
        or any(s in text for s in " \"'<>\\")
    ):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme == "https" and "." in (parts.hostname or "") and parts.username is None
    except ValueError:
        return False


def is_mail_address(text: str) -> bool:
    """An address that mail can be written from: plain letters on both sides, as every program takes them."""
    return len(text) <= LONGEST_ADDRESS and bool(ADDRESS.fullmatch(text))


def is_note(text: str) -> bool:
    """A few lines that can stand at the foot of an invoice."""
    lines = text.split("\n")
    return len(text) <= NOTE_LENGTH and len(lines) <= NOTE_LINES and all(line.isprintable() for line in lines)


def is_subprocessor(line: str) -> bool:
    """Who else handles data, on one line: name; what for; country."""
    parts = [part.strip() for part in line.split(";")]
    return len(parts) == SUBPROCESSOR_PARTS and all(parts) and bool(COUNTRY.fullmatch(parts[2].upper()))
