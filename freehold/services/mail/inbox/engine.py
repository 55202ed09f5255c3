"""Speaks IMAP and submission as the person: the only code of the inbox that talks to a network.

Lists are fetched without bodies, bodies part by part. Every word of a person goes to the server as a literal or a
quoted string. Source: RFC 3501 (IMAP), 5256 (SORT), 6154 (special use), 6851 (MOVE), 8970 (PREVIEW), 4315 (UIDPLUS).
"""

import base64
import imaplib
import quopri
import smtplib
import ssl
import string
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError, ProtocolError
from imapclient.imapclient import _literal
from imapclient.response_types import Envelope

from freehold.kernel import clock
from freehold.kernel.errors import Conflict, FreeholdError, NotFound, Refused, Unreachable
from freehold.services.mail.inbox.rules.keys import (
    USUAL,
    Folder,
    FolderRole,
    MessageKey,
    in_order,
    may_be_folder,
    role_of,
)
from freehold.services.mail.inbox.rules.search import Criterion
from freehold.services.mail.inbox.rules.structure import Part, Structure, structure_of
from freehold.services.mail.inbox.rules.words import Address, address_of, decoded_bytes, header_text, one_line
from freehold.services.mail.inbox.rules.writing import Letter, message_of

TIMEOUT_SECONDS = 20
SENDING_TIMEOUT_SECONDS = 60
MOST_ADDRESSES = 300
MOST_HEADER_BYTES = 64 * 1024
ROW_ITEMS = ("FLAGS", "INTERNALDATE", "ENVELOPE", "PREVIEW")
NOT_BASE64 = bytes(set(range(256)) - set(string.ascii_letters.encode() + string.digits.encode() + b"+/"))
PLAIN_ROW_ITEMS = ("FLAGS", "INTERNALDATE", "BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT)]<0.4096>")
ATTACHMENT_FLAG = b"$HasAttachment"
FORWARDED_FLAG = "$Forwarded"
READ, FLAGGED, ANSWERED, DRAFT = "\\Seen", "\\Flagged", "\\Answered", "\\Draft"


@dataclass(frozen=True, slots=True)
class Access:
    """How one person's mail is reached: a sign-in name, and a password that is theirs for a short while."""

    login: str
    password: str


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


@dataclass(frozen=True, slots=True)
class RefusedRecipient:
    """An address that submission does not take, with the reply's code and words."""

    address: str
    code: int
    words: str


class RecipientsRefused(FreeholdError):
    """Submission refused some of the recipients; the message went to nobody."""

    def __init__(self, refused: Sequence[RefusedRecipient]) -> None:
        super().__init__("recipients_refused")
        self.refused = tuple(refused)


class Mail:
    """An open IMAP connection, signed in as the person."""

    def __init__(self, client: IMAPClient) -> None:
        self.client = client

    def folders(self) -> list[Folder]:
        """Every folder that can be opened, with its counts."""
        found: list[Folder] = []
        for flags, _, name in self.client.list_folders("", "*"):
            if isinstance(name, bytes) or {b"\\Noselect", b"\\NonExistent"} & set(flags):
                continue
            try:
                counts = self.client.folder_status(name, ["MESSAGES", "UNSEEN"])
            except IMAPClientError:
                continue  # listed, but this person may not read it
            role = role_of(name, frozenset(flags))
            found.append(Folder(name, role, counts.get(b"UNSEEN", 0), counts.get(b"MESSAGES", 0)))
        return in_order(found)

    def open(self, folder: str, *, writing: bool = False) -> int:
        """Select a folder and give its UIDVALIDITY. Raises: NotFound."""
        try:
            return int(self.client.select_folder(folder, readonly=not writing)[b"UIDVALIDITY"])
        except ProtocolError:
            raise
        except IMAPClientError as error:
            raise NotFound from error

    def page(self, folder: str, *, number: int, size: int, criteria: Sequence[Criterion] = ()) -> Page:
        """One page of a folder, the newest first, optionally only what a search finds. Raises: NotFound."""
        validity = self.open(folder)
        uids = self.client.sort("ARRIVAL", _imap_criteria(criteria) or "ALL", "UTF-8")
        uids.reverse()
        last = max(1, -(-len(uids) // size))
        number = min(number, last)
        rows = self._rows(
            uids[(number - 1) * size : number * size], validity, role=role_of(folder, frozenset())
        )
        return Page(rows, len(uids), number, last)

    def neighbours(self, folder: str, key: MessageKey) -> tuple[MessageKey | None, MessageKey | None]:
        """The next newer and the next older message of the open folder."""
        del folder
        uids = self.client.sort("ARRIVAL", "ALL", "UTF-8")
        if key.uid not in uids:
            return None, None
        place = uids.index(key.uid)
        newer = uids[place + 1] if place + 1 < len(uids) else None
        older = uids[place - 1] if place else None
        return (
            MessageKey(key.validity, newer) if newer else None,
            MessageKey(key.validity, older) if older else None,
        )

    def message(self, folder: str, key: MessageKey, *, writing: bool = False) -> Message:
        """One message's headers and structure. Raises: NotFound."""
        self._open_at(folder, key, writing=writing)
        items = ("FLAGS", "INTERNALDATE", "ENVELOPE", "BODYSTRUCTURE", "RFC822.SIZE")
        header_item = f"BODY.PEEK[HEADER]<0.{MOST_HEADER_BYTES}>"
        found = self.client.fetch([key.uid], [*items, header_item]).get(key.uid)
        if not found or b"ENVELOPE" not in found:
            raise NotFound
        envelope: Envelope = found[b"ENVELOPE"]
        people = {name: _people(getattr(envelope, name)) for name in ("from_", "reply_to", "to", "cc", "bcc")}
        headers = next((value for name, value in found.items() if name.startswith(b"BODY[HEADER]")), b"")
        return Message(
            key=key,
            author=people["from_"],
            reply_to=people["reply_to"],
            to=people["to"][:MOST_ADDRESSES],
            cc=people["cc"][:MOST_ADDRESSES],
            bcc=people["bcc"][:MOST_ADDRESSES],
            more_people=sum(max(0, len(people[name]) - MOST_ADDRESSES) for name in ("to", "cc", "bcc")),
            subject=header_text(envelope.subject),
            at=_instant(found.get(b"INTERNALDATE")),
            unread=READ.encode() not in found[b"FLAGS"],
            flagged=FLAGGED.encode() in found[b"FLAGS"],
            message_id=header_text(envelope.message_id, most=500),
            in_reply_to=header_text(envelope.in_reply_to, most=500),
            headers=_headers(headers or b""),
            structure=structure_of(found.get(b"BODYSTRUCTURE")),
            size_bytes=int(found.get(b"RFC822.SIZE", 0)),
        )

    def part_bytes(self, key: MessageKey, part: Part, *, most: int | None = None) -> bytes:
        """The decoded contents of one part of a message of the open folder, at most `most` transferred bytes."""
        span = f"<0.{most}>" if most else ""
        found = self.client.fetch([key.uid], [f"BODY.PEEK[{part.section}]{span}"]).get(key.uid) or {}
        raw = next((value for name, value in found.items() if name.startswith(b"BODY[")), b"") or b""
        return _decoded(raw, part.encoding)

    def source(self, folder: str, key: MessageKey) -> bytes:
        """The whole message as it came. Raises: NotFound."""
        self._open_at(folder, key)
        found = self.client.fetch([key.uid], ["BODY.PEEK[]"]).get(key.uid)
        if not found:
            raise NotFound
        return bytes(found[b"BODY[]"])

    def mark(self, folder: str, keys: Sequence[MessageKey], flag: str, *, on: bool) -> None:
        """Set or take a flag. Raises: NotFound."""
        uids = self._open_all(folder, keys)
        change = self.client.add_flags if on else self.client.remove_flags
        change(uids, [flag], silent=True)

    def move(self, folder: str, keys: Sequence[MessageKey], target: str) -> Moved:
        """Move messages to another folder, which is made when it is one of the usual. Raises: NotFound, Refused."""
        uids = self._open_all(folder, keys)
        if not self.client.folder_exists(target):
            if target not in USUAL.values():
                raise NotFound
            self.client.create_folder(target)
        with _said_no():
            self.client.move(uids, target)
        return Moved(folder, target, _copied(self.client), len(uids))

    def delete_for_good(self, folder: str, keys: Sequence[MessageKey]) -> int:
        """Delete messages so that nothing brings them back. Raises: NotFound."""
        uids = self._open_all(folder, keys)
        self.client.delete_messages(uids, silent=True)
        self.client.uid_expunge(uids)
        return len(uids)

    def empty(self, folder: str) -> int:
        """Delete all messages of a folder for good. Raises: NotFound."""
        self.open(folder, writing=True)
        uids = self.client.search("ALL")
        if uids:
            self.client.delete_messages(uids, silent=True)
            self.client.uid_expunge(uids)
        return len(uids)

    def keep(self, folder: str, data: bytes, flags: Sequence[str]) -> MessageKey | None:
        """Append a message to a folder. Raises: Refused("mailbox_full")."""
        if not self.client.folder_exists(folder):
            self.client.create_folder(folder)
        with _said_no():
            answer = self.client.append(folder, data, flags, clock.now())
        words = answer.decode("ascii", "replace") if isinstance(answer, bytes) else str(answer)
        _, found, rest = words.partition("APPENDUID ")
        numbers = rest.partition("]")[0].split()
        return MessageKey(int(numbers[0]), int(numbers[1])) if found and len(numbers) == 2 else None

    def make_folder(self, name: str) -> None:
        """Make a folder of the person's own. Raises: Refused, Conflict."""
        if not may_be_folder(name):
            raise Refused("folder_name", field="name")
        if self.client.folder_exists(name):
            raise Conflict("folder_exists")
        with _said_no():
            self.client.create_folder(name)
            self.client.subscribe_folder(name)

    def special(self, role: FolderRole) -> str:
        """The folder of that role, made by its usual name when there is none."""
        flag = {FolderRole.JUNK: b"\\Junk", FolderRole.TRASH: b"\\Trash", FolderRole.SENT: b"\\Sent"}.get(
            role, {FolderRole.DRAFTS: b"\\Drafts", FolderRole.ARCHIVE: b"\\Archive"}.get(role, b"")
        )
        found = self.client.find_special_folder(flag) if flag else None
        return found if isinstance(found, str) else USUAL[role]

    def _open_at(self, folder: str, key: MessageKey, *, writing: bool = False) -> None:
        if self.open(folder, writing=writing) != key.validity:
            raise NotFound

    def _open_all(self, folder: str, keys: Sequence[MessageKey]) -> list[int]:
        validity = self.open(folder, writing=True)
        if not keys or any(key.validity != validity for key in keys):
            raise NotFound
        return [key.uid for key in keys]

    def _rows(self, uids: Sequence[int], validity: int, *, role: FolderRole) -> tuple[Row, ...]:
        if not uids:
            return ()
        try:
            found = self.client.fetch(list(uids), ROW_ITEMS)
        except (ProtocolError, ValueError, TypeError, IndexError, AttributeError):
            found = self._one_by_one(uids)
        outgoing = role in (FolderRole.SENT, FolderRole.DRAFTS)
        return tuple(
            _row(MessageKey(validity, uid), found[uid], outgoing=outgoing) for uid in uids if uid in found
        )

    def _one_by_one(self, uids: Sequence[int]) -> dict[int, dict[bytes, object]]:
        """The same page without envelopes, for when one of them cannot be read."""
        return dict(self.client.fetch(list(uids), PLAIN_ROW_ITEMS))


@contextmanager
def open_mail(access: Access) -> Iterator[Mail]:
    """Sign in to IMAP as the person. Raises: Refused("mail_sign_in"), Unreachable."""
    try:
        host, port = settings.IMAP
        client = IMAPClient(host, port=port, ssl=True, ssl_context=tls_context(), timeout=TIMEOUT_SECONDS)
    except (OSError, IMAPClientError) as error:
        raise Unreachable("imap") from error
    try:
        try:
            client.login(access.login, access.password)
        except LoginError as error:
            raise Refused("mail_sign_in") from error
        yield Mail(client)
    except (OSError, imaplib.IMAP4.abort, ProtocolError) as error:
        raise Unreachable("imap") from error
    finally:
        _leave(client)


def send(letter: Letter, access: Access) -> bytes:
    """Hand a letter to submission and give back the copy for the Sent folder, with its Bcc.

    It goes to all of its recipients or to none.
    Raises: RecipientsRefused, Refused("sender", "too_large", "refused"), Unreachable.
    """
    message = message_of(letter, with_bcc=False)
    copy = message_of(letter, with_bcc=True)
    copy.replace_header("Message-ID", message["Message-ID"])
    options = ["SMTPUTF8"] if letter.needs_utf8_addresses else []
    try:
        host, port = settings.SUBMISSION
        with smtplib.SMTP(host, port, timeout=SENDING_TIMEOUT_SECONDS) as server:
            server.starttls(context=tls_context())
            server.login(access.login, access.password)
            _submit(server, letter, message.as_bytes(), options)
    except smtplib.SMTPAuthenticationError as error:
        raise Refused("mail_sign_in") from error
    except smtplib.SMTPResponseException as error:
        raise Unreachable("submission", _words(error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable("submission") from error
    return copy.as_bytes()


def _submit(server: smtplib.SMTP, letter: Letter, data: bytes, options: list[str]) -> None:
    server.ehlo_or_helo_if_needed()
    code, words = server.mail(letter.sender.address, [*options, "BODY=8BITMIME", f"size={len(data)}"])
    _check("too_large" if code == 552 else "sender", code, words)
    refused = []
    for recipient in letter.recipients:
        code, words = server.rcpt(recipient)
        if code >= 400:
            refused.append(RefusedRecipient(recipient, code, _words(words)))
    if refused:
        server.rset()
        raise RecipientsRefused(refused)
    code, words = server.data(data)
    _check("too_large" if code == 552 else "refused", code, words)


def _check(kind: str, code: int, words: bytes) -> None:
    if code >= 500:
        raise Refused(kind, _words(words))
    if code >= 400:
        raise Unreachable("submission", _words(words))


def _words(reply: bytes | str) -> str:
    return one_line(decoded_bytes(reply) if isinstance(reply, bytes) else reply, most=300)


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """The trust for our own engines: the instance's CA, or the system's when it has none."""
    return ssl.create_default_context(cafile=settings.ENGINE_CA or None)


@contextmanager
def _said_no() -> Iterator[None]:
    """Turn a server's NO into a refusal. Source: RFC 9208 (OVERQUOTA), RFC 5530 (codes)."""
    try:
        yield
    except ProtocolError:
        raise
    except IMAPClientError as error:
        words = str(error)
        if "OVERQUOTA" in words or "quota" in words.lower():
            raise Refused("mailbox_full") from error
        if "TRYCREATE" in words or "NONEXISTENT" in words:
            raise NotFound from error
        raise Refused("mail_refused", one_line(words, most=200)) from error


def _leave(client: IMAPClient) -> None:
    try:
        client.logout()
    except (OSError, IMAPClientError, imaplib.IMAP4.error):
        client.shutdown()


def _imap_criteria(criteria: Iterable[Criterion]) -> list[object]:
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


def _row(key: MessageKey, found: dict[bytes, object], *, outgoing: bool) -> Row:
    envelope = found.get(b"ENVELOPE")
    flags = found.get(b"FLAGS") or ()
    assert isinstance(flags, tuple)  # noqa: S101 - as IMAPClient gives it
    if isinstance(envelope, Envelope):
        people = _people(envelope.to if outgoing else envelope.from_)
        subject = header_text(envelope.subject, most=300)
    else:
        raw = next((value for name, value in found.items() if name.startswith(b"BODY[")), b"")
        headers = dict(reversed(_headers(raw if isinstance(raw, bytes) else b"")))
        people = (Address(one_line(headers.get("to" if outgoing else "from", ""), most=200), ""),)
        subject = headers.get("subject", "")
    preview = found.get(b"PREVIEW")
    return Row(
        key=key,
        people=people[:20],
        subject=subject,
        preview=one_line(decoded_bytes(preview), most=200) if isinstance(preview, bytes) else "",
        at=_instant(found.get(b"INTERNALDATE")),
        unread=READ.encode() not in flags,
        flagged=FLAGGED.encode() in flags,
        answered=ANSWERED.encode() in flags,
        forwarded=FORWARDED_FLAG.encode() in flags,
        attachment=ATTACHMENT_FLAG in flags,
    )


def _people(raw: object) -> tuple[Address, ...]:
    if not isinstance(raw, tuple):
        return ()
    found = (address_of(person.name, person.mailbox, person.host) for person in raw)
    return tuple(person for person in found if person is not None)


def _headers(raw: bytes) -> tuple[tuple[str, str], ...]:
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


def _instant(value: object) -> datetime:
    # IMAPClient gives local time without a zone; the process's zone is UTC (settings.TIME_ZONE).
    return value.astimezone(UTC) if isinstance(value, datetime) else clock.now()


def _decoded(raw: bytes, encoding: str) -> bytes:
    if encoding == "quoted-printable":
        return quopri.decodestring(raw)
    if encoding != "base64":
        return raw
    clean = raw.translate(None, NOT_BASE64)
    whole = len(clean) // 4 * 4
    rest = clean[whole:] if len(clean) % 4 > 1 else b""
    return base64.b64decode(clean[:whole] + rest + b"=" * (-len(rest) % 4))


def _copied(client: IMAPClient) -> tuple[MessageKey, ...]:
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
