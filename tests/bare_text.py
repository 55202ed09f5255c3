"""Words of a template that no language can take the place of."""

import re
from html.parser import HTMLParser

SPOKEN = ("alt", "aria-label", "title", "placeholder", "data-label")
SILENT = ("script", "style", "code", "kbd", "svg")  # what stands there is the same in every language
WORDS = re.compile("[^\\W\\d_]{2}")
COMMENT = re.compile(r"{%\s*comment\b.*?endcomment\s*%}|{#.*?#}", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.silent: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that are shown or read out; the value of a button is shown where it is an input's."""
        if tag in SILENT:
            self.silent.append(tag)
        given = dict(attrs)
        shown = ["value"] if tag == "input" and given.get("type") in ("submit", "button") else []
        self.found += [str(given[name]) for name in (*SPOKEN, *shown) if WORDS.search(given.get(name) or "")]

    def handle_endtag(self, tag: str) -> None:
        """Speak again."""
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        """Text between elements."""
        if not self.silent and WORDS.search(data):
            self.found.append(data.strip())


def bare_text(template: str) -> list[str]:
    """Every piece of text and spoken attribute outside `translate` and `blocktranslate`."""
    for pattern in (COMMENT, TRANSLATED, TAG):
        template = pattern.sub("", template)
    reader = _Reader()
    reader.feed(template)
    return reader.found
