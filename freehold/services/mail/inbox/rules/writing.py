"""What a person writes, as a message: recipients checked, answers quoted, headers that nobody can break out of."""

import mimetypes
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, make_msgid

import idna

from freehold.services.mail.inbox.rules.structure import safe_name
from freehold.services.mail.inbox.rules.words import Address, one_line

MOST_RECIPIENTS = 200
ATTACHMENTS_LIMIT_BYTES = 25 * 1024 * 1024
LONGEST_BODY = 1_000_000
LINE = 76
MESSAGE_ID = re.compile(r"^<[^<>\s\x00-\x1f\x7f-\uffff]{1,400}>$")
MOST_REFERENCES = 30
ATOM = re.compile(r"^[^\s\x00-\x1f\x7f()<>\[\]:;@\\,\"]+$")
REPLY_PREFIX = re.compile(r"^\s*((re|aw|sv|antw)(\[\d+\])?\s*:\s*)+", re.IGNORECASE)
FORWARD_PREFIX = re.compile(r"^\s*((fwd?|wg)\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to send along."""

    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Recipients:
    """What a field of addresses came to: those that can be used, and the pieces that cannot."""

    good: tuple[Address, ...]
    bad: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A message about to be sent or kept."""

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    subject: str
    body: str
    at: datetime
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = field(default=())

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everyone it goes to, once."""
        return tuple(dict.fromkeys(person.address for person in (*self.to, *self.cc, *self.bcc)))

    @property
    def needs_utf8_addresses(self) -> bool:
        """Whether the servers on the way must know SMTPUTF8 (RFC 6531)."""
        return any(not address.isascii() for address in (self.sender.address, *self.recipients))


def recipients_of(text: str) -> Recipients:
    """Read a field of addresses, split by commas, semicolons or lines; domains are put into ASCII (IDNA)."""
    good: dict[str, Address] = {}
    bad: list[str] = []
    for piece in _pieces(text):
        address = _read(piece)
        if address is None:
            bad.append(one_line(piece, most=80))
        else:
            good.setdefault(address.address.lower(), address)
    return Recipients(tuple(good.values()), tuple(bad))


def written(people: Iterable[Address]) -> str:
    """Addresses as a field shows them, one that `recipients_of` reads back."""
    return ", ".join(_written(person) for person in people if person.address)


def checked_address(text: str) -> str | None:
    """An address whose domain is in ASCII, or None when it cannot be one. Source: RFC 5321, 4.5.3.1; RFC 6531."""
    local, at, domain = text.strip().rpartition("@")
    if not at or not local or len(local.encode()) > 64:
        return None
    if any(not ATOM.match(atom) for atom in local.split(".")):
        return None
    try:
        ascii_domain = idna.encode(domain.rstrip("."), uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return None
    if "." not in ascii_domain or len(ascii_domain) > 253 or ascii_domain.rpartition(".")[2].isdigit():
        return None
    return f"{local}@{ascii_domain.lower()}"


def message_ids(text: str) -> tuple[str, ...]:
    """The message ids in a header's or a form's text; whatever else stands there falls."""
    return tuple(word for word in text.split() if MESSAGE_ID.match(word))


def thread_of(message_id: str, references: Sequence[str]) -> tuple[str, ...]:
    """The References header of an answer: the first, and the newest. Source: RFC 5322, 3.6.4."""
    chain = tuple(dict.fromkeys((*references, *message_ids(message_id))))
    return chain if len(chain) <= MOST_REFERENCES else (chain[0], *chain[-MOST_REFERENCES + 1 :])


def reply_subject(subject: str) -> str:
    """The subject with one `Re:`."""
    return f"Re: {REPLY_PREFIX.sub('', subject)}".strip()


def forward_subject(subject: str) -> str:
    """The subject with one `Fwd:`."""
    return f"Fwd: {FORWARD_PREFIX.sub('', subject)}".strip()


def reply_recipients(
    *,
    author: Sequence[Address],
    to: Sequence[Address],
    cc: Sequence[Address],
    own: frozenset[str],
    everyone: bool,
) -> tuple[tuple[Address, ...], tuple[Address, ...]]:
    """To and Cc of an answer. Answering one's own message goes on to those it went to."""
    mine = bool(author) and all(person.address.lower() in own for person in author)
    first = tuple(to) if mine else tuple(author)
    if not everyone:
        return first[:MOST_RECIPIENTS], ()
    taken = {person.address.lower() for person in first} | own
    others = (*cc,) if mine else (*to, *cc)
    rest = {person.address.lower(): person for person in others if person.address.lower() not in taken}
    return first[:MOST_RECIPIENTS], tuple(rest.values())[:MOST_RECIPIENTS]


def message_of(letter: Letter, *, with_bcc: bool) -> EmailMessage:
    """The message itself. With `with_bcc` for one's own folders, without for those it is sent to."""
    message = EmailMessage(policy=SMTPUTF8 if letter.needs_utf8_addresses else SMTP)
    message["Date"] = format_datetime(letter.at)
    message["From"] = _header(letter.sender)
    for name, people in (("To", letter.to), ("Cc", letter.cc), ("Bcc", letter.bcc if with_bcc else ())):
        if people:
            message[name] = tuple(_header(person) for person in people)
    message["Subject"] = one_line(letter.subject, most=900)
    message["Message-ID"] = make_msgid(domain=letter.sender.domain or "localhost")
    answered = message_ids(letter.in_reply_to)
    if answered:
        message["In-Reply-To"] = answered[0]
    if letter.references:
        message["References"] = " ".join(message_ids(" ".join(letter.references)))
    message.set_content(
        flowed(letter.body), charset="utf-8", cte="quoted-printable", params={"format": "flowed"}
    )
    for attachment in letter.attachments:
        maintype, _, subtype = attachment.content_type.partition("/")
        message.add_attachment(
            attachment.data, maintype=maintype, subtype=subtype, filename=safe_name(attachment.filename)
        )
    return message


def attachment_type(filename: str) -> str:
    """The type of a file that a person sends along, by its name; what would be read as a message goes as bytes."""
    guessed = mimetypes.guess_type(filename, strict=True)[0] or "application/octet-stream"
    return "application/octet-stream" if guessed.startswith(("message/", "multipart/")) else guessed


def flowed(text: str) -> str:
    """Text with long lines broken softly, so that any reader may join them. Source: RFC 3676, 4.2."""
    out: list[str] = []
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n"):
        line = raw if raw == "-- " else raw.rstrip(" ")
        quote = re.match(r"^(?:>+ ?)*", line)
        if quote and quote.group():
            out.append(line)  # a quotation is given back as it came
            continue
        if line.startswith((" ", "From ")):
            line = f" {line}"
        while len(line) > LINE:
            cut = line.rfind(" ", 0, LINE)
            if cut <= 1:
                cut = line.find(" ", LINE)
            if cut < 0:
                break
            out.append(line[: cut + 1])
            line = line[cut + 1 :]
            if line.startswith((" ", ">", "From ")):
                line = f" {line}"
        out.append(line)
    return "\n".join(out) + "\n"


def _pieces(text: str) -> list[str]:
    """Split at commas, semicolons and line ends that stand outside quotes, angle brackets and comments."""
    pieces: list[str] = []
    start, quoted, angled = 0, False, False
    for place, letter in enumerate(text):
        if letter == '"' and (place == 0 or text[place - 1] != "\\"):
            quoted = not quoted
        elif letter == "<" and not quoted:
            angled = True
        elif letter == ">" and not quoted:
            angled = False
        elif letter in ",;\n\r" and not quoted and (not angled or letter in "\n\r"):
            pieces.append(text[start:place])
            start, angled = place + 1, False
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def _read(piece: str) -> Address | None:
    named = re.match(r"^(.*)<([^<>]*)>$", piece, re.DOTALL)
    name, address = (named[1].strip(), named[2]) if named else ("", piece)
    if len(name) >= 2 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    checked = checked_address(address)
    return Address(one_line(name, most=200), checked) if checked else None


def _written(person: Address) -> str:
    if not person.name:
        return person.address
    if re.search(r'[",;<>@:()\[\]\\]', person.name):
        escaped = person.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}" <{person.address}>'
    return f"{person.name} <{person.address}>"


def _header(person: Address) -> HeaderAddress:
    local, _, domain = person.address.rpartition("@")
    return HeaderAddress(display_name=one_line(person.name, most=200), username=local, domain=domain)
