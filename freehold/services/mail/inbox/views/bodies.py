"""The words of a message, as a page shows them and as an answer quotes them."""

from dataclasses import dataclass

from django.utils.safestring import mark_safe

from freehold.services.mail.inbox.engine.answers import Message
from freehold.services.mail.inbox.engine.mailbox import Mail
from freehold.services.mail.inbox.rules.html import MOST_CHARACTERS
from freehold.services.mail.inbox.rules.keys import MessageKey
from freehold.services.mail.inbox.rules.structure import Part
from freehold.services.mail.inbox.rules.text import shown_text, text_of_html, unflowed
from freehold.services.mail.inbox.rules.words import decoded_bytes

LARGEST_TEXT_BYTES = 3 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Body:
    """What the page shows of a message."""

    text: str
    has_html: bool
    cut: bool


def body_of(mail: Mail, message: Message, *, as_text: bool) -> Body:
    """What is shown of a message: its HTML in a frame of its own, or its text."""
    structure = message.structure
    if structure.html is not None and not as_text:
        return Body("", has_html=True, cut=structure.cut)
    part = structure.plain or structure.html
    too_long = part is not None and part.size_bytes > LARGEST_TEXT_BYTES
    safe = mark_safe(shown_text(readable_text(mail, message)))  # noqa: S308 - escaped line by line in rules/text.py
    return Body(safe, has_html=structure.html is not None, cut=structure.cut or too_long)


def readable_text(mail: Mail, message: Message) -> str:
    """The words of a message, from its text or else from its HTML."""
    structure = message.structure
    if structure.plain is not None and (structure.plain.size_bytes or structure.html is None):
        text = text_of_part(mail, message.key, structure.plain)
        return unflowed(text, delete_space=structure.plain.delete_space) if structure.plain.flowed else text
    return text_of_html(text_of_part(mail, message.key, structure.html)) if structure.html is not None else ""


def text_of_part(mail: Mail, key: MessageKey, part: Part) -> str:
    """A part's text, as far as it is shown."""
    return decoded_bytes(mail.part_bytes(key, part, most=LARGEST_TEXT_BYTES), part.charset)[:MOST_CHARACTERS]
