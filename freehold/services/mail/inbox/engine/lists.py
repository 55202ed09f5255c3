"""Lists of messages: a folder's, those that a search finds, conversations, and one conversation with all of it."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from imapclient.exceptions import ProtocolError
from imapclient.imapclient import _literal

from freehold.kernel.errors import NotFound
from freehold.services.mail.inbox.engine.answers import (
    Conversation,
    Page,
    Row,
    body_of,
    conversation_row,
    imap_criteria,
    instant_in,
    row_of,
)
from freehold.services.mail.inbox.engine.mailbox import Mail
from freehold.services.mail.inbox.rules.conversations import outside_ids, threads_of
from freehold.services.mail.inbox.rules.fetched import fetched
from freehold.services.mail.inbox.rules.keys import Folder, MessageKey
from freehold.services.mail.inbox.rules.search import Criterion
from freehold.services.mail.inbox.rules.words import header_text
from freehold.services.mail.inbox.rules.writing import message_ids

Found = TypeVar("Found")
MOST_OF_A_CONVERSATION = 100
MOST_FOLDERS = 60
ROW_ITEMS = b"(FLAGS INTERNALDATE ENVELOPE PREVIEW)"
REFERENCES = b"(BODY.PEEK[HEADER.FIELDS (REFERENCES IN-REPLY-TO)]<0.8192>)"
# For a page with an envelope that cannot be read.
PLAIN_ITEMS = b"(FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT)]<0.4096>)"


def message_page(
    mail: Mail, folder: str, *, number: int, size: int, criteria: Sequence[Criterion] = ()
) -> Page:
    """One page of a folder's messages, the newest first, or of what a search finds there. Raises: NotFound."""
    validity = mail.open(folder)
    uids = _sorted(mail, criteria)
    number, last, part = _part(uids, number, size)
    rows = _rows(mail, folder, validity, part)
    return Page(tuple(rows[uid] for uid in part if uid in rows), len(uids), number, last)


def conversation_page(mail: Mail, folder: str, *, number: int, size: int) -> Page:
    """One page of a folder's conversations, the one with the newest message first. Raises: NotFound."""
    validity = mail.open(folder)
    threads = _threads(mail)
    number, last, part = _part(threads, number, size)
    kept = [sorted(thread)[-MOST_OF_A_CONVERSATION:] for thread in part]
    items = _listed(mail, [uid for thread in kept for uid in thread])
    rows = []
    for thread in kept:
        there = sorted((uid for uid in thread if uid in items), key=lambda uid: (instant_in(items[uid]), uid))
        if there:
            found = [(MessageKey(validity, uid), items[uid]) for uid in there]
            rows.append(conversation_row(folder, found))
    return Page(tuple(rows), len(threads), number, last)


def page_everywhere(
    mail: Mail, folders: Sequence[Folder], *, number: int, size: int, criteria: Sequence[Criterion]
) -> Page:
    """One page of what a search finds in all these folders, the newest first."""
    total, candidates = 0, []
    for folder in [folder for folder in folders if folder.total][:MOST_FOLDERS]:
        try:
            validity = mail.open(folder.name)
        except NotFound:
            continue  # gone meanwhile
        uids = _sorted(mail, criteria)
        total += len(uids)
        newest = uids[: number * size]
        dates = _fetched(mail, newest, b"(INTERNALDATE)")
        candidates += [(instant_in(dates[uid]), folder.name, uid) for uid in newest if uid in dates]
    candidates.sort(reverse=True)
    number, last = _bounds(total, number, size)
    part = candidates[(number - 1) * size : number * size]
    rows: dict[tuple[str, int], Row] = {}
    for name in dict.fromkeys(name for _, name, _ in part):
        validity = mail.open(name)
        uids = [uid for _, where, uid in part if where == name]
        rows |= {(name, uid): row for uid, row in _rows(mail, name, validity, uids).items()}
    return Page(tuple(rows[name, uid] for _, name, uid in part if (name, uid) in rows), total, number, last)


def conversation_of(mail: Mail, folder: str, key: MessageKey, *, beside: Sequence[str]) -> Conversation:
    """The whole conversation of a message, with what of it lies in the folders `beside`. Raises: NotFound."""
    validity = mail.open(folder)
    if validity != key.validity:
        raise NotFound
    threads = _threads(mail)
    place = next((place for place, thread in enumerate(threads) if key.uid in thread), None)
    if place is None:
        raise NotFound
    uids = sorted(threads[place])[-MOST_OF_A_CONVERSATION:]
    uids = uids if key.uid in uids else [key.uid, *uids]
    rows = list(_rows(mail, folder, validity, uids).values())
    searched = _searched_ids(mail, uids, [row.message_id for row in rows])
    for name in beside:
        rows += _of_conversation(
            mail, name, searched, held={row.message_id for row in rows if row.message_id}
        )
    return Conversation(
        rows=tuple(_in_order(rows)),
        here=tuple(MessageKey(validity, uid) for uid in uids),
        newer=MessageKey(validity, max(threads[place - 1])) if place else None,
        older=MessageKey(validity, max(threads[place + 1])) if place + 1 < len(threads) else None,
    )


def lone_message(mail: Mail, folder: str, key: MessageKey) -> Conversation:
    """A message as a conversation of its own. Raises: NotFound."""
    validity = mail.open(folder)
    uids = _sorted(mail, ())
    if validity != key.validity or key.uid not in uids:
        raise NotFound
    place = uids.index(key.uid)
    return Conversation(
        rows=tuple(_rows(mail, folder, validity, [key.uid]).values()),
        here=(key,),
        newer=MessageKey(validity, uids[place - 1]) if place else None,
        older=MessageKey(validity, uids[place + 1]) if place + 1 < len(uids) else None,
    )


def _sorted(mail: Mail, criteria: Sequence[Criterion]) -> list[int]:
    """The messages of the open folder, the newest first."""
    found: list[int] = mail.client.sort("REVERSE ARRIVAL", imap_criteria(criteria) or "ALL", "UTF-8")
    return found


def _threads(mail: Mail) -> list[tuple[int, ...]]:
    """The conversations of the open folder, the one with the newest message first.

    REFS goes by references alone, so that two invoices of one name stay two, and gives the newest last.
    Source: draft-ietf-morg-inthread-01.
    """
    answer = mail.client._raw_command_untagged(b"THREAD", [b"REFS", b"UTF-8", b"ALL"])
    threads = threads_of(b" ".join(part for part in answer if isinstance(part, bytes)))
    threads.reverse()
    return threads


def _searched_ids(mail: Mail, uids: Sequence[int], known: Sequence[str]) -> list[tuple[str, str]]:
    """What to look for in other folders: messages that this conversation answers, and answers to its beginning."""
    headers = _fetched(mail, uids, REFERENCES)
    referred = [
        one
        for uid in uids
        if uid in headers
        for one in message_ids(header_text(_unnamed(body_of(headers[uid])), most=8000))
    ]
    own = [one for one in known if message_ids(one)]
    first = dict.fromkeys([*referred[:1], *own[:1]])
    return [("MESSAGE-ID", one) for one in outside_ids(known=own, referred=referred)] + [
        ("REFERENCES", one) for one in first
    ]


def _unnamed(headers: bytes) -> bytes:
    """The values of References and In-Reply-To, one after the other."""
    lines = [line if line[:1].isspace() else line.partition(b":")[2] for line in headers.split(b"\r\n")]
    return b" ".join(lines).replace(b"><", b"> <")


def _of_conversation(
    mail: Mail, folder: str, searched: Sequence[tuple[str, str]], *, held: set[str]
) -> list[Row]:
    """The messages of another folder that belong to it, but for second copies."""
    if not searched:
        return []
    try:
        validity = mail.open(folder)
    except NotFound:
        return []
    criteria: list[object] = ["OR"] * (len(searched) - 1)
    for header, value in searched:
        criteria += ["HEADER", header, _literal(value.encode())]
    uids = mail.client.search(criteria)[-MOST_OF_A_CONVERSATION:]
    return [row for row in _rows(mail, folder, validity, uids).values() if row.message_id not in held]


def _rows(mail: Mail, folder: str, validity: int, uids: Sequence[int]) -> dict[int, Row]:
    items = _listed(mail, uids)
    return {uid: row_of(folder, MessageKey(validity, uid), items[uid]) for uid in uids if uid in items}


def _listed(mail: Mail, uids: Sequence[int]) -> dict[int, dict[bytes, object]]:
    """What a list tells of these messages, as far as they are still there."""
    try:
        found = _fetched(mail, uids, ROW_ITEMS)
    except (ProtocolError, ValueError):
        found = _fetched(mail, uids, PLAIN_ITEMS)
    return {uid: items for uid, items in found.items() if b"FLAGS" in items}


def _fetched(mail: Mail, uids: Sequence[int], items: bytes) -> dict[int, dict[bytes, object]]:
    if not uids:
        return {}
    numbers = b",".join(str(uid).encode() for uid in uids)
    return fetched(mail.client._raw_command_untagged(b"FETCH", [numbers, items]))


def _in_order(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.at, row.key.uid))


def _part(found: Sequence[Found], number: int, size: int) -> tuple[int, int, Sequence[Found]]:
    number, last = _bounds(len(found), number, size)
    return number, last, found[(number - 1) * size : number * size]


def _bounds(total: int, number: int, size: int) -> tuple[int, int]:
    last = max(1, -(-total // size))
    return min(number, last), last
