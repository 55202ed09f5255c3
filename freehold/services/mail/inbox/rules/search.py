"""The search box: plain words and a few `name:value` terms, as IMAP criteria.

`from:anna subject:"root canal" has:attachment is:unread after:2026-01-31 lunch`
"""

import re
from dataclasses import dataclass
from datetime import date

from freehold.services.mail.inbox.rules.words import one_line

LONGEST = 300
MOST_TERMS = 12
TERM = re.compile(r'(?:([a-z]{2,10}):)?(?:"([^"]*)"|(\S+))', re.IGNORECASE)
FIELDS = {"from": "FROM", "to": "TO", "cc": "CC", "subject": "SUBJECT", "body": "BODY"}
DAYS = {"before": "BEFORE", "after": "SINCE", "on": "ON"}
STATES = {
    ("is", "unread"): ("UNSEEN",),
    ("is", "read"): ("SEEN",),
    ("is", "flagged"): ("FLAGGED",),
    ("is", "answered"): ("ANSWERED",),
    ("has", "attachment"): ("KEYWORD", "$HasAttachment"),
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One search key with its value: a person's words, an atom of ours, or a day."""

    key: str
    words: str = ""
    atom: str = ""
    day: date | None = None


def criteria_of(query: str) -> tuple[Criterion, ...]:
    """Read a search; all of its terms must hold. What is not a term of ours is searched for as words."""
    found: list[Criterion] = []
    for name, phrase, word in TERM.findall(one_line(query, most=LONGEST)):
        value = phrase or word
        if value and len(found) < MOST_TERMS:
            found.append(_criterion(name.lower(), value, whole=f"{name}:{value}" if name else value))
    return tuple(found)


def _criterion(name: str, value: str, *, whole: str) -> Criterion:
    if name in FIELDS:
        return Criterion(FIELDS[name], words=value)
    state = STATES.get((name, value.lower()))
    if state:
        return Criterion(state[0], atom=state[1] if len(state) > 1 else "")
    if name in DAYS:
        try:
            return Criterion(DAYS[name], day=date.fromisoformat(value))
        except ValueError:
            pass
    return Criterion("TEXT", words=whole)
