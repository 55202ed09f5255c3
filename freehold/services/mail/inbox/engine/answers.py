"""What IMAP's answers mean: rows, messages, addresses, instants."""

import base64
import quopri
import string
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from imapclient import IMAPClient
from imapclient.imapclient import _literal
from imapclient.response_types import Envelope

from freehold.kernel import clock
from freehold.services.mail.inbox.rules.keys import MessageKey
from freehold.services.mail.inbox.rules.search import Criterion
from freehold.services.mail.inbox.rules.structure import Structure
from freehold.services.mail.inbox.rules.words import Address, address_of, decoded_bytes, header_text, one_line

MOST_ADDRESSES = 300


NOT_BASE64 = bytes(set(range(256)) - set(string.ascii_letters.encode() + string.digits.encode() + b"+/"))


ATTACHMENT_FLAG = b"$HasAttachment"


FORWARDED_FLAG = "$Forwarded"


READ, FLAGGED, ANSWERED, DRAFT = "\\Seen", "\\Flagged", "\\Answered", "\\Draft"


@dataclass(frozen=True, slots=True)
class Row:
    """One message in a list."""

    key: MessageKey
    people: tuple[Address, ...]
    subject: str
    preview: str
    at: datetime
    unread: bool
    flagged: bool
    answered: bool
    forwarded: bool
    attachment: bool


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


def row_of(key: MessageKey, found: dict[bytes, object], *, outgoing: bool) -> Row:
    """One message of a list, from what FETCH gave."""
    envelope = found.get(b"ENVELOPE")
    flags = found.get(b"FLAGS") or ()
    assert isinstance(flags, tuple)  # noqa: S101 - as IMAPClient gives it
    if isinstance(envelope, Envelope):
        people = people_of(envelope.to if outgoing else envelope.from_)
        subject = header_text(envelope.subject, most=300)
    else:
        raw = next((value for name, value in found.items() if name.startswith(b"BODY[")), b"")
        headers = dict(reversed(headers_of(raw if isinstance(raw, bytes) else b"")))
        people = (Address(one_line(headers.get("to" if outgoing else "from", ""), most=200), ""),)
        subject = headers.get("subject", "")
    preview = found.get(b"PREVIEW")
    return Row(
        key=key,
        people=people[:20],
        subject=subject,
        preview=one_line(decoded_bytes(preview), most=200) if isinstance(preview, bytes) else "",
        at=instant_of(found.get(b"INTERNALDATE")),
        unread=READ.encode() not in flags,
        flagged=FLAGGED.encode() in flags,
        answered=ANSWERED.encode() in flags,
        forwarded=FORWARDED_FLAG.encode() in flags,
        attachment=ATTACHMENT_FLAG in flags,
    )


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
    # IMAPClient gives local time without a zone; the process's zone is UTC (settings.TIME_ZONE).
    """An instant of IMAP's, aware."""
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
