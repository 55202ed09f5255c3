"""How long links are good, and what may be typed by somebody whom nobody knows."""

import re
from datetime import datetime, timedelta
from hashlib import sha256

INVITATION_LASTS = timedelta(days=14)
PROOF_LASTS = timedelta(days=2)
LONGEST_NAME = 120
LONGEST_SITE = 200
LONGEST_MESSAGE = 2000
LONGEST_REASON = 1000
LONGEST_TERMS = 60_000
COUNTRY = re.compile(r"[A-Z]{2}")
SITE = re.compile(r"(https?://)?[^\s/@:]+\.[^\s/@:]+(/\S*)?")


def is_line(text: str, *, most: int = LONGEST_NAME) -> bool:
    """One line that says something and can be printed."""
    return bool(text.strip()) and len(text) <= most and text.isprintable()


def says_link(text: str) -> bool:
    """Whether a name is used to carry an address into somebody's mail."""
    return "://" in text or "www." in text.casefold()


def is_text(text: str, *, most: int) -> bool:
    """Some lines that can be printed, or none."""
    return len(text) <= most and all(one.isprintable() for one in text.splitlines())


def is_site(text: str) -> bool:
    """A web address, with or without its scheme; empty is none."""
    return not text or (len(text) <= LONGEST_SITE and bool(SITE.fullmatch(text)))


def is_open(*, expires_at: datetime, closed: bool, now: datetime) -> bool:
    """Whether a link still does something."""
    return not closed and now < expires_at


def digest_of(text: str) -> str:
    """By which one knows later which text somebody agreed to."""
    return sha256(text.encode()).hexdigest()
