"""Plain text as a page can show it: escaped, links made, quotations marked by their depth."""

import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser

MOST_CHARACTERS = 400_000
DEEPEST_QUOTE = 12
LINK = re.compile(r"""\b(?:https?://|www\.)[^\s<>"'`{}|\\^\u00a0]{1,2000}""", re.IGNORECASE)
TRAILING = ".,;:!?)]*_"


def unflowed(text: str, *, delete_space: bool = False) -> str:
    """Join the soft line breaks of format=flowed. Source: RFC 3676, 4."""
    lines: list[str] = []
    open_depth: int | None = None
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        depth = len(raw) - len(raw.lstrip(">"))
        content = raw[depth:]
        content = content.removeprefix(" ")
        fixed = content == "-- " or not content.endswith(" ")
        if not fixed and delete_space:
            content = content[:-1]
        if open_depth == depth and content != "-- ":
            lines[-1] += content
        else:
            lines.append((">" * depth + " " if depth else "") + content)
        open_depth = None if fixed else depth
    return "\n".join(lines)


def shown_text(text: str) -> str:
    """Strangers' text as safe HTML: everything escaped, links opened elsewhere, quotations as nested blocks."""
    out: list[str] = []
    depth = 0
    for line_depth, line in _quoted_lines(text[:MOST_CHARACTERS]):
        while depth < line_depth:
            out.append('<blockquote class="quotation">')
            depth += 1
        while depth > line_depth:
            out.append("</blockquote>")
            depth -= 1
        out.append(_with_links(line) + "\n")
    out.append("</blockquote>" * depth)
    return "".join(out)


def quoted(text: str) -> str:
    """Text as the quotation of an answer."""
    lines = text.rstrip().split("\n")
    return "\n".join(f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in lines)


def text_of_html(html: str) -> str:
    """The words of an HTML message, for an answer's quotation: blocks become lines, nothing is run or fetched."""
    reader = _Words()
    reader.feed(html[:MOST_CHARACTERS])
    joined = "".join(reader.words)
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in joined.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _quoted_lines(text: str) -> Iterator[tuple[int, str]]:
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        rest, depth = line, 0
        while rest.startswith(">") and depth < DEEPEST_QUOTE:
            rest = rest[1:].removeprefix(" ")
            depth += 1
        yield depth, rest


def _with_links(line: str) -> str:
    out: list[str] = []
    end = 0
    for found in LINK.finditer(line):
        address = found.group()
        kept = address.rstrip(TRAILING)
        if "(" in kept and address[len(kept) :].startswith(")"):
            kept += ")"
        target = kept if "://" in kept else f"http://{kept}"
        out.append(escape(line[end : found.start()]))
        out.append(
            f'<a href="{escape(target)}" target="_blank" rel="noopener noreferrer nofollow">{escape(kept)}</a>'
        )
        end = found.start() + len(kept)
    out.append(escape(line[end:]))
    return "".join(out)


class _Words(HTMLParser):
    BLOCKS = frozenset(
        {
            "p",
            "div",
            "tr",
            "table",
            "ul",
            "ol",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "blockquote",
            "pre",
            "section",
        }
    )
    SILENT = frozenset({"script", "style", "head", "title", "template", "svg", "math"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in self.SILENT:
            self.silent += 1
        elif tag == "br":
            self.words.append("\n")
        elif tag == "li":
            self.words.append("\n- ")
        elif tag in self.BLOCKS:
            self.words.append("\n")
        elif tag in ("td", "th"):
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in self.BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(re.sub(r"\s+", " ", data))
