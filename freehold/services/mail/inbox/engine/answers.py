"""What IMAP's answers mean: rows, messages, addresses, instants."""

import base64
import quopri
import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from imapclient import IMAPClient
from imapclient.imapclient import _literal

from freehold.kernel import clock
from freehold.services.mail.inbox.rules.keys import MessageKey
from freehold.services.mail.inbox.rules.search import Criterion
from freehold.services.mail.inbox.rules.structure import Structure
from freehold.services.mail.inbox.rules.words import Address, address_of, decoded_bytes, header_text, one_line

MOST_ADDRESSES = 300
MOST_IN_A_ROW = 20
ENVELOPE_FIELDS, ADDRESS_FIELDS = 10, 4  # RFC 3501, 7.4.2
MONTHS = b"JanFebMarAprMayJunJulAugSepOctNovDec"
INSTANT = re.compile(
    rb" ?(\d{1,2})-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-(\d{4}) (\d\d):(\d\d):([0-5]\d) ([+-])(\d\d)(\d\d)$"
)
NOT_BASE64 = bytes(set(range(256)) - set(string.ascii_letters.encode() + string.digits.encode() + b"+/"))
ATTACHMENT_FLAG = b"$HasAttachment"
FORWARDED_FLAG = "$Forwarded"
READ, FLAGGED, ANSWERED, DRAFT = "\\Seen", "\\Flagged", "\\Answered", "\\Draft"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: a message, or a conversation by its newest message in the folder.

    `keys` are all its messages there, the oldest first, and `authors` those who wrote them.
    """

    folder: str
    key: MessageKey
    keys: tuple[MessageKey, ...]
    authors: tuple[Address, ...]
    recipients: tuple[Address, ...]
    subject: str
    preview: str
    message_id: str
    at: datetime
    unread: bool
    flagged: bool
    answered: bool
    forwarded: bool
    attachment: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """The messages that belong to one, the oldest first, also of other folders; `here` are those of the folder it was
    opened in. `newer` and `older` are its neighbours there."""

    rows: tuple[Row, ...]
    here: tuple[MessageKey, ...]
    newer: MessageKey | None
    older: MessageKey | None


@dataclass(frozen=True, slots=True)
class Quota:
    """How much of a mailbox is taken; both in bytes."""

    used_bytes: int
    limit_bytes: int

    @property
    def percent(self) -> int:
        """How much of it is taken, in hundredths."""
        return min(100, self.used_bytes * 100 // self.limit_bytes)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a folder, the newest first."""

    rows: tuple[Row, ...]
    total: int
    number: int
    last: int


@dataclass(frozen=True, slots=True)
class Message:
    """One message without the contents of its parts."""

    key: MessageKey
    author: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    more_people: int
    subject: str
    at: datetime
    unread: bool
    flagged: bool
    message_id: str
    in_reply_to: str
    headers: tuple[tuple[str, str], ...]
    structure: Structure
    size_bytes: int

    def header(self, name: str) -> list[str]:
        """Every value of a header, the topmost first."""
        return [value for key, value in self.headers if key == name.lower()]


@dataclass(frozen=True, slots=True)
class Moved:
    """Where messages went, so that they can be brought back; `keys` is empty when the server did not say."""

    source: str
    target: str
    keys: tuple[MessageKey, ...]
    count: int


def imap_criteria(criteria: Iterable[Criterion]) -> list[object]:
    """A search as IMAP's keys; a person's words go as literals."""
    out: list[object] = []
    for criterion in criteria:
        out.append(criterion.key)
        if criterion.words:
            # A literal cannot be broken out of; IMAPClient quotes what it can.
            out.append(_literal(criterion.words.encode()))
        elif criterion.atom:
            out.append(criterion.atom)
        elif criterion.day:
            out.append(criterion.day)
    return out


def row_of(folder: str, key: MessageKey, found: Mapping[bytes, object]) -> Row:
    """One message of a list, from what FETCH gave (rules/fetched.py)."""
    envelope, flags = _envelope(found), _flags(found)
    if envelope:
        recipients = _people_in(envelope[5])
        subject, message_id = _text(envelope[1], most=300), _text(envelope[9], most=500)
    else:
        headers = dict(reversed(headers_of(body_of(found))))
        recipients = (Address(one_line(headers.get("to", ""), most=200), ""),)
        subject, message_id = headers.get("subject", ""), ""
    preview = found.get(b"PREVIEW")
    return Row(
        folder=folder,
        key=key,
        keys=(key,),
        authors=authors_of(found),
        recipients=recipients,
        subject=subject,
        preview=one_line(decoded_bytes(preview), most=200) if isinstance(preview, bytes) else "",
        message_id=message_id,
        at=instant_in(found),
        unread=READ.encode() not in flags,
        flagged=FLAGGED.encode() in flags,
        answered=ANSWERED.encode() in flags,
        forwarded=FORWARDED_FLAG.encode() in flags,
        attachment=ATTACHMENT_FLAG in flags,
    )


def conversation_row(folder: str, found: Sequence[tuple[MessageKey, Mapping[bytes, object]]]) -> Row:
    """One line for a conversation, given its messages the oldest first. Of all but the newest little is read."""
    flags = [_flags(items) for _, items in found]
    return replace(
        row_of(folder, *found[-1]),
        keys=tuple(key for key, _ in found),
        authors=tuple(author for _, items in found for author in authors_of(items)[:1]),
        unread=any(READ.encode() not in one for one in flags),
        flagged=any(FLAGGED.encode() in one for one in flags),
        attachment=any(ATTACHMENT_FLAG in one for one in flags),
    )


def authors_of(found: Mapping[bytes, object]) -> tuple[Address, ...]:
    """Who wrote a message."""
    envelope = _envelope(found)
    if envelope:
        return _people_in(envelope[2])
    headers = dict(reversed(headers_of(body_of(found))))
    return (Address(one_line(headers.get("from", ""), most=200), ""),)


def instant_in(found: Mapping[bytes, object]) -> datetime:
    """When a message arrived."""
    return _written_instant(found.get(b"INTERNALDATE"))


def _envelope(found: Mapping[bytes, object]) -> tuple[object, ...]:
    value = found.get(b"ENVELOPE")
    return value if isinstance(value, tuple) and len(value) == ENVELOPE_FIELDS else ()


def _flags(found: Mapping[bytes, object]) -> tuple[object, ...]:
    value = found.get(b"FLAGS")
    return value if isinstance(value, tuple) else ()


def body_of(found: Mapping[bytes, object]) -> bytes:
    """The one BODY[…] among a message's items."""
    value = next((value for name, value in found.items() if name.startswith(b"BODY[")), b"")
    return value if isinstance(value, bytes) else b""


def _people_in(node: object) -> tuple[Address, ...]:
    """The first addresses of an envelope's field."""
    if not isinstance(node, tuple):
        return ()
    found = []
    for person in node[:MOST_IN_A_ROW]:
        if isinstance(person, tuple) and len(person) == ADDRESS_FIELDS:
            name, _, mailbox, host = (one if isinstance(one, bytes) else None for one in person)
            found.append(address_of(name, mailbox, host))
    return tuple(person for person in found if person is not None)


def _text(value: object, *, most: int) -> str:
    return header_text(value, most=most) if isinstance(value, bytes) else ""


def _written_instant(value: object) -> datetime:
    """An instant as IMAP writes it: ` 1-Nov-2026 13:51:45 +0000`."""
    found = INSTANT.match(value) if isinstance(value, bytes) else None
    if found is None:
        return clock.now()
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    place = MONTHS.index(month) // 3 + 1
    try:
        local = datetime(int(year), place, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        return local - ahead if sign == b"+" else local + ahead
    except (ValueError, OverflowError):
        return clock.now()  # no such day


def people_of(raw: object) -> tuple[Address, ...]:
    """The addresses of an envelope's field; what is none is left out."""
    if not isinstance(raw, tuple):
        return ()
    found = (address_of(person.name, person.mailbox, person.host) for person in raw)
    return tuple(person for person in found if person is not None)


def headers_of(raw: bytes) -> tuple[tuple[str, str], ...]:
    """Headers unfolded and in order; what is no header is left out."""
    lines: list[bytes] = []
    for line in raw.replace(b"\r\n", b"\n").split(b"\n"):
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1] += line
        else:
            lines.append(line)
    out = []
    for line in lines:
        name, colon, value = line.partition(b":")
        if colon and name.strip().isascii() and b" " not in name.strip():
            out.append((name.strip().decode().lower(), header_text(value, most=8000)))
    return tuple(out)


def instant_of(value: object) -> datetime:
    """An instant of IMAP's, aware."""
    # IMAPClient gives local time without a zone; the process's zone is UTC (settings.TIME_ZONE).
    return value.astimezone(UTC) if isinstance(value, datetime) else clock.now()


def decoded_part(raw: bytes, encoding: str) -> bytes:
    """A part's bytes without their transfer encoding; what is broken is read as far as it goes."""
    if encoding == "quoted-printable":
        return quopri.decodestring(raw)
    if encoding != "base64":
        return raw
    clean = raw.translate(None, NOT_BASE64)
    whole = len(clean) // 4 * 4
    rest = clean[whole:] if len(clean) % 4 > 1 else b""
    return base64.b64decode(clean[:whole] + rest + b"=" * (-len(rest) % 4))


def copied_keys(client: IMAPClient) -> tuple[MessageKey, ...]:
    """The new keys from a MOVE's untagged COPYUID. Source: RFC 4315, 3; RFC 6851, 4.3."""
    _, data = client._imap.response("COPYUID")
    if not data or not isinstance(data[-1], bytes):
        return ()
    validity, _, target = data[-1].decode("ascii", "replace").split(" ", 2)
    uids: list[int] = []
    for piece in target.split(","):
        first, _, last = piece.partition(":")
        uids.extend(range(int(first), int(last or first) + 1))
    return tuple(MessageKey(int(validity), uid) for uid in uids)
