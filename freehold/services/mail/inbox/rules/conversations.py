"""Conversations: which messages belong together, and who speaks in them. Source: RFC 5256 (THREAD)."""

import re
from collections.abc import Iterable, Sequence

from freehold.services.mail.inbox.rules.keys import FolderRole
from freehold.services.mail.inbox.rules.words import Address

TOKEN = re.compile(rb"\(([\d ]+)\)|([()])|(\d+)")  # a conversation without branches is one token
GROUPED = frozenset({FolderRole.INBOX, FolderRole.ARCHIVE, FolderRole.OWN, FolderRole.SHARED})
ALONE = frozenset({FolderRole.DRAFTS, FolderRole.JUNK, FolderRole.TRASH})
MOST_NAMES = 3
MOST_IDS_OUTSIDE = 8


def are_listed_together(role: FolderRole) -> bool:
    """Whether a folder's list shows conversations; where one tidies up, each message stands alone."""
    return role in GROUPED


def are_opened_together(role: FolderRole) -> bool:
    """Whether an opened message of such a folder brings its conversation along."""
    return role not in ALONE


def threads_of(answer: bytes) -> list[tuple[int, ...]]:
    """The messages of each conversation, in the order given, from what THREAD answers."""
    threads: list[tuple[int, ...]] = []
    depth, uids = 0, list[int]()
    for flat, bracket, number in TOKEN.findall(answer):
        if flat:
            uids += map(int, flat.split())
        elif number:
            uids.append(int(number))
        else:
            depth += 1 if bracket == b"(" else -1
        if not depth and uids:
            threads.append(tuple(uids))
            uids = []
    return threads


def outside_ids(*, known: Iterable[str], referred: Iterable[str]) -> tuple[str, ...]:
    """The ids of messages that a conversation names and does not hold: the first of them and the newest."""
    missing = [one for one in dict.fromkeys(referred) if one not in set(known)]
    return tuple(
        missing if len(missing) <= MOST_IDS_OUTSIDE else [missing[0], *missing[-MOST_IDS_OUTSIDE + 1 :]]
    )


def speakers(authors: Sequence[Address], *, own: frozenset[str], me: str) -> str:
    """Who speaks in a conversation, in the order of their first word: one by the whole name, several by first names."""
    unique = list({(one.address or one.name).lower(): one for one in authors}.values())
    if len(unique) == 1:
        return me if unique[0].address.lower() in own else unique[0].label
    names = [me if one.address.lower() in own else _first_name(one) for one in unique]
    if len(names) > MOST_NAMES:
        names = [names[0], "…", *names[-MOST_NAMES + 1 :]]
    return ", ".join(names).replace(", …, ", " … ")


def _first_name(person: Address) -> str:
    words = person.name.replace(",", " ").split()
    if not words:
        return person.address.partition("@")[0] or person.label
    # “Miller, Anna” is Anna
    return words[1] if "," in person.name and len(words) > 1 else words[0]
