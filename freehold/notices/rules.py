"""From a notice's text to the two forms in which it is sent."""

import re
from dataclasses import dataclass

LINK = re.compile(r"https?://\S+")
LANGUAGES = frozenset({"en", "de"})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of a notice: text, or a link that stands alone and becomes a button."""

    text: str
    is_link: bool


def language_of(wanted: str) -> str:
    """The language a notice is written in: `de-AT` gets German, what nobody has translated gets English."""
    short = wanted.partition("-")[0].lower()
    return short if short in LANGUAGES else "en"


def subject_and_body(text: str) -> tuple[str, str]:
    """A template's first line is the subject; the rest is the body."""
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.strip() + "\n"


def paragraphs(body: str) -> tuple[Paragraph, ...]:
    """The body's paragraphs, which blank lines part."""
    pieces = (piece.strip() for piece in re.split(r"\n\s*\n", body))
    return tuple(Paragraph(piece, bool(LINK.fullmatch(piece))) for piece in pieces if piece)
