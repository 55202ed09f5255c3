"""Words out of strangers' headers: decoded, bounded, and without characters that lie about their order."""

import base64
import binascii
import codecs
import quopri
import re
import unicodedata
from dataclasses import dataclass

LONGEST_TEXT = 1_000
# Decoding is offered for charsets alone: Python's other codecs (punycode, idna, unicode_escape) are slow on purpose
# made input or no charsets at all.
CHARSETS = re.compile(
    r"^(us_?ascii|ascii|utf_?8|utf_?16(_?[lb]e)?|utf_?32|latin_?1|iso_?8859_?\d{1,2}(_?[ei])?|(windows|cp|x_cp)_?\d{3,4}|"
    r"koi8_?[rut]|gb2312|gb_?18030|gbk|hz(_gb_2312)?|big5(_?hkscs)?|shift_?jis(_2004|x0213)?|sjis|euc_?(jp|kr|cn)|iso_?2022_?(jp|kr)(_\d)?|"
    r"ks_c_5601_1987|mac_?(roman|cyrillic|greek|turkish|latin2)?|macintosh|tis_?620|viscii)$"
)
# Zero-width and bidirectional controls, tags, and interlinear anchors.
LYING = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
ENCODED_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,30})?\?([bBqQ])\?([^?]{0,1000})\?=")
BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Address:
    """Somebody in a header: the name as decoded, the address as it was written; both may be empty."""

    name: str
    address: str

    @property
    def label(self) -> str:
        """What a list shows."""
        return self.name or self.address

    @property
    def domain(self) -> str:
        """The address's domain in lower case, or nothing."""
        return self.address.rpartition("@")[2].lower() if "@" in self.address else ""


def decoded_bytes(data: bytes, charset: str = "") -> str:
    """Bytes as text, whatever they are: in the charset they claim, else UTF-8, else Windows-1252. Never raises."""
    wanted = charset.strip().strip("\"'").lower().replace("-", "_")
    tries = ["utf-8", "cp1252"]
    if wanted and CHARSETS.match(wanted):
        tries.insert(0, {"gb2312": "gb18030", "us_ascii": "utf-8", "ascii": "utf-8"}.get(wanted, wanted))
    for name in tries:
        try:
            return data.decode(codecs.lookup(name).name)
        except (LookupError, ValueError):
            continue
    return data.decode(tries[0] if len(tries) == 2 else "utf-8", "replace")


def header_text(raw: bytes | str | None, *, most: int = LONGEST_TEXT) -> str:
    """A header's text on one line: encoded words decoded (RFC 2047), controls taken out, cut at `most` characters."""
    if not raw:
        return ""
    text = raw if isinstance(raw, str) else decoded_bytes(raw[: most * 12])
    return one_line(_encoded_words(text[: most * 12]), most=most)


def one_line(text: str, *, most: int = LONGEST_TEXT) -> str:
    """Text without line ends, controls and characters that change the order or are not seen; cut at `most`."""
    seen = BLANKS.sub(" ", text)
    if not seen.isascii():
        seen = LYING.sub("", seen)
    if not seen.isprintable():  # most are, and need no look at each letter
        seen = "".join(
            letter for letter in seen if unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn")
        )
    seen = seen.strip()
    return seen if len(seen) <= most else seen[: most - 1] + "…"


def address_of(name: bytes | None, mailbox: bytes | None, host: bytes | None) -> Address | None:
    """One address of an envelope; None for the marks of group syntax (RFC 3501, 7.4.2)."""
    if not host:
        return None
    address = one_line(decoded_bytes((mailbox or b"")[:512]) + "@" + decoded_bytes(host[:512]), most=320)
    if address.lower().endswith("@missing_domain"):  # what Dovecot puts where there is none
        address = address.rpartition("@")[0]
    return Address(header_text(name, most=200), address.replace(" ", ""))


def _encoded_words(text: str) -> str:
    """Source: RFC 2047; blanks between two encoded words fall, and a letter split over two of one charset is joined."""
    out: list[str] = []
    waiting, charset, end = b"", "", 0
    for found in ENCODED_WORD.finditer(text):
        between = text[end : found.start()]
        if waiting and (between.strip() or found[1].lower() != charset):
            out.append(decoded_bytes(waiting, charset))
            waiting = b""
        if between.strip() or not end:
            out.append(between)
        charset, end = found[1].lower(), found.end()
        waiting += _word_bytes(found[2].lower(), found[3])
    out.append(decoded_bytes(waiting, charset) + text[end:])
    return "".join(out)


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding == "q":
        return quopri.decodestring(data, header=True)
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return data
