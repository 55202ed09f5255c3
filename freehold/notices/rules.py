"""From a notice's text to the two forms in which it is sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from freehold.notices.states import NoticeTemplate

LINK = re.compile(r"https?://\S+")
LANGUAGES = frozenset({"en", "de"})
PLACEHOLDER = re.compile(r"\{([a-z_]{1,30})\}")
BRACES = re.compile(r"[{}]")
LONGEST_SUBJECT, LONGEST_BODY = 150, 4000


@dataclass(frozen=True, slots=True)
class Worded:
    """What a seller's own words for a notice may hold in braces, and what its body must hold."""

    takes: frozenset[str]
    needs: frozenset[str] = frozenset()


WORDED = {
    NoticeTemplate.INVITATION: Worded(
        frozenset({"name", "inviter", "organisation", "address", "link"}), frozenset({"address", "link"})
    ),
    NoticeTemplate.PASSWORD_RESET: Worded(
        frozenset({"name", "address", "link"}), frozenset({"address", "link"})
    ),
    NoticeTemplate.NEW_SIGN_IN: Worded(
        frozenset({"name", "address", "at", "ip", "browser"}), frozenset({"address"})
    ),
    NoticeTemplate.SUBSCRIPTION_SUSPENDED: Worded(
        frozenset({"name", "plan", "number", "reason"}), frozenset({"plan"})
    ),
    NoticeTemplate.SUBSCRIPTION_RESUMED: Worded(frozenset({"name", "plan", "number"}), frozenset({"plan"})),
    NoticeTemplate.SUBSCRIPTION_CANCELLED: Worded(
        frozenset({"name", "plan", "number", "ends_on", "kept_until"}),
        frozenset({"plan", "ends_on", "kept_until"}),  # the Data Act has customers told: art. 25 (2) (g)
    ),
    NoticeTemplate.ERASURE_AHEAD: Worded(
        frozenset({"name", "plan", "number", "erased_on", "days"}), frozenset({"plan", "erased_on"})
    ),
}


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


def filled(text: str, values: Mapping[str, object]) -> str:
    """A seller's own words with what belongs in them; what has no value is a dash. One pass: values are never read again."""
    return PLACEHOLDER.sub(lambda found: str(values.get(found[1]) or "–"), text)


def fault_in_wording(wording: Worded, subject: str, body: str) -> tuple[str, str] | None:
    """The field that is wrong with a seller's own words, and the word in question ("" where it is the whole); else None."""
    for field, text, most in (("subject", subject, LONGEST_SUBJECT), ("body", body, LONGEST_BODY)):
        lines = text.split("\n") if field == "body" else [text]
        if not text.strip() or len(text) > most or not all(line.isprintable() for line in lines):
            return field, ""
        found = set(PLACEHOLDER.findall(text))
        if BRACES.search(PLACEHOLDER.sub("", text)):
            return field, "{ }"
        if unknown := found - wording.takes:
            return field, min(unknown)
    if missing := wording.needs - set(PLACEHOLDER.findall(body)):
        return "body", min(missing)
    return None
