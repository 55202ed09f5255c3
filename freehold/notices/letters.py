"""Letters: what a seller writes to a buyer's accounts under its own name, with what is attached. Filled at start by `config`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from freehold.notices.states import Attached


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes a letter, where answers go, and what is attached, if anything."""

    sender: str
    reply_to: str = ""
    attached: Attached | None = None
    attached_id: UUID | None = None


class Attachment(NamedTuple):
    """A file as it goes out."""

    content: bytes
    content_type: str
    file_name: str


_renderers: dict[Attached, Callable[[UUID], Attachment]] = {}


def register(attached: Attached, render: Callable[[UUID], Attachment]) -> None:
    """Say who renders what is attached, in the scope of the letter's tenant; the last one counts."""
    _renderers[attached] = render


def render_attachment(attached: Attached, attached_id: UUID) -> Attachment:
    """The file. Raises what its renderer raises, which is the same each time."""
    return _renderers[attached](attached_id)
