"""What a message is made of, from the server's BODYSTRUCTURE: which part to show, what is attached.

Source: RFC 3501, 7.4.2 (BODYSTRUCTURE); RFC 2046 (multiparts); RFC 2183 (dispositions); RFC 2231 (parameters).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from freehold.services.mail.inbox.rules.words import decoded_bytes, header_text, one_line

DEEPEST = 30
MOST_PARTS = 200
# What a browser may show by itself; everything else is handed over as bytes. HTML and SVG are programs.
SHOWABLE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
HARMLESS = SHOWABLE | {
    "application/pdf",
    "text/plain",
    "application/zip",
    "text/calendar",
    "audio/mpeg",
    "video/mp4",
}
# What other programs look for by its name, when it comes without one.
NAMELESS = {"text/calendar": "invitation.ics", "message/rfc822": "message.eml", "text/vcard": "card.vcf"}
TYPE = re.compile(r"^[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}$")
UNSAFE_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')

Raw = object  # a node as IMAPClient gives it: tuples, lists, bytes, numbers and None


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf: `section` is its IMAP number, `size_bytes` as transferred."""

    section: str
    content_type: str
    charset: str
    encoding: str
    size_bytes: int
    filename: str
    content_id: str
    attached: bool
    flowed: bool = False
    delete_space: bool = False

    @property
    def served_type(self) -> str:
        """The type to hand it over with."""
        return self.content_type if self.content_type in HARMLESS else "application/octet-stream"

    @property
    def is_picture(self) -> bool:
        """Whether a browser may show it as a picture."""
        return self.content_type in SHOWABLE

    @property
    def is_invitation(self) -> bool:
        """Whether it is an appointment for a calendar."""
        return self.content_type == "text/calendar"

    @property
    def decoded_bytes_about(self) -> int:
        """About how large it is once decoded."""
        return self.size_bytes * 3 // 4 if self.encoding == "base64" else self.size_bytes


@dataclass(frozen=True, slots=True)
class Structure:
    """What to show and what to list. `inline` are the pictures that the HTML may name by Content-ID."""

    plain: Part | None = None
    html: Part | None = None
    attachments: tuple[Part, ...] = ()
    inline: tuple[Part, ...] = ()
    cut: bool = False

    def part(self, section: str) -> Part | None:
        """The leaf of that number."""
        for part in (self.plain, self.html, *self.attachments, *self.inline):
            if part is not None and part.section == section:
                return part
        return None


@dataclass(slots=True)
class _Found:
    plain: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    attachments: list[Part] = field(default_factory=list)
    inline: list[Part] = field(default_factory=list)
    seen: int = 0
    cut: bool = False


def structure_of(node: Raw) -> Structure:
    """Read a BODYSTRUCTURE. Whatever is malformed, too deep or too much is left out, and `cut` says so. Never raises."""
    found = _Found()
    if _is_multipart(node):
        _walk(node, "", 0, found)
    else:
        _leaf(node, "1", found)
    return Structure(
        plain=found.plain[0] if found.plain else None,
        html=found.html[0] if found.html else None,
        attachments=tuple(found.attachments + found.plain[1:] + found.html[1:]),
        inline=tuple(found.inline),
        cut=found.cut,
    )


def safe_name(name: str, *, otherwise: str = "attachment") -> str:
    """A file name that is only a name: no folders, no controls, no bidirectional tricks, no leading dot."""
    plain = UNSAFE_IN_NAMES.sub("_", one_line(name, most=180)).strip(" .")
    return plain or otherwise


def _is_multipart(node: Raw) -> bool:
    return isinstance(node, (tuple, list)) and bool(node) and isinstance(node[0], (list, tuple))


def _walk(node: Raw, prefix: str, depth: int, found: _Found) -> None:
    if depth > DEEPEST:
        found.cut = True
        return
    if not isinstance(node, (tuple, list)):
        return
    children = node[0]
    if not isinstance(children, (list, tuple)):
        return
    for number, child in enumerate(children, start=1):
        if found.seen >= MOST_PARTS:
            found.cut = True
            return
        section = f"{prefix}.{number}" if prefix else str(number)
        if _is_multipart(child):
            _walk(child, section, depth + 1, found)
        else:
            _leaf(child, section, found)


def _leaf(node: Raw, section: str, found: _Found) -> None:
    found.seen += 1
    if not isinstance(node, (tuple, list)) or len(node) < 7:
        return
    content_type = f"{_word(node[0])}/{_word(node[1])}"
    if not TYPE.match(content_type):
        content_type = "application/octet-stream"
    parameters = _pairs(node[2])
    disposition, disposition_parameters = _disposition(node, content_type)
    filename = _name(disposition_parameters, "filename") or _name(parameters, "name")
    part = Part(
        section=section,
        content_type=content_type,
        charset=decoded_bytes(parameters.get("charset", b""))[:60],
        encoding=_word(node[5]),
        size_bytes=node[6] if isinstance(node[6], int) and node[6] >= 0 else 0,
        filename=safe_name(filename, otherwise="") if filename else NAMELESS.get(content_type, ""),
        content_id=_word(node[3], lower=False).strip("<> ")[:300],
        attached=disposition == "attachment",
        flowed=_word(parameters.get("format")) == "flowed",
        delete_space=_word(parameters.get("delsp")) == "yes",
    )
    if content_type == "text/plain" and not part.attached and not part.filename:
        found.plain.append(part)
    elif content_type == "text/html" and not part.attached and not part.filename:
        found.html.append(part)
    elif part.is_picture and part.content_id and not part.attached:
        found.inline.append(part)
    else:
        found.attachments.append(part)


def _disposition(node: Sequence[Raw], content_type: str) -> tuple[str, dict[str, bytes]]:
    # The extension data come after as many fields as the type has: 7, with lines 8, for a message 10.
    after = 10 if content_type == "message/rfc822" else 8 if content_type.startswith("text/") else 7
    value = node[after + 1] if len(node) > after + 1 else None
    if isinstance(value, (tuple, list)) and value:
        return _word(value[0]), _pairs(value[1] if len(value) > 1 else None)
    return "", {}


def _pairs(value: Raw) -> dict[str, bytes]:
    if not isinstance(value, (tuple, list)):
        return {}
    items = list(value)[:60]
    return {
        _word(key): text if isinstance(text, bytes) else str(text).encode()
        for key, text in zip(items[::2], items[1::2], strict=False)
    }


def _name(parameters: dict[str, bytes], key: str) -> str:
    """The value of a file name's parameter: continued and percent-encoded (RFC 2231), encoded words, or as it is."""
    if key in parameters:
        return header_text(parameters[key], most=300)
    pieces = [parameters.get(f"{key}*")] if f"{key}*" in parameters else []
    encoded = bool(pieces)
    for number in range(20):
        if f"{key}*{number}*" in parameters:
            pieces.append(parameters[f"{key}*{number}*"])
            encoded = True
        elif f"{key}*{number}" in parameters:
            pieces.append(parameters[f"{key}*{number}"])
        elif number:
            break
    joined = b"".join(piece for piece in pieces if piece)
    if not encoded:
        return header_text(joined, most=300)
    charset, _, rest = joined.partition(b"'")
    _, _, value = rest.partition(b"'")
    return one_line(decoded_bytes(unquote_to_bytes(value), decoded_bytes(charset)), most=300)


def _word(value: Raw, *, lower: bool = True) -> str:
    text = decoded_bytes(value) if isinstance(value, bytes) else value if isinstance(value, str) else ""
    text = text[:320]
    return text.lower() if lower else text
