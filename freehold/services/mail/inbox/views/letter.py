"""The page on which a letter is written, and what its hidden fields mean."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from freehold.services.mail.inbox.forms import LetterForm
from freehold.services.mail.inbox.queries import known_people
from freehold.services.mail.inbox.rules.keys import Folder, MessageKey, read_key
from freehold.services.mail.inbox.rules.structure import Part
from freehold.services.mail.inbox.rules.writing import ATTACHMENTS_LIMIT_BYTES, written
from freehold.services.mail.inbox.views.frames import frame
from freehold.services.mail.inbox.views.visit import Visit

FIELDS = ("to", "cc", "bcc")
UNFINISHED = "x-unfinished-"  # what stands in a field of a draft and is no address yet


def letter_page(
    request: HttpRequest,
    visit: Visit,
    folders: list[Folder],
    form: LetterForm,
    parts: Sequence[Part],
    *,
    status: int = 200,
    kept: bool = False,
    set_aside: bool = False,
) -> HttpResponse:
    """The page of a letter that is begun, refused, or gone on with."""
    context = frame(folders, None) | {
        "form": form,
        "parts": parts,
        "people": [written([person]) for person in known_people(actor=visit.actor)],
        "limit_megabytes": ATTACHMENTS_LIMIT_BYTES // 1024 // 1024,
        "limit_bytes": ATTACHMENTS_LIMIT_BYTES,
        "kept": kept,
        "set_aside": set_aside,
        "show_copies": bool(
            form["cc"].value() or form["bcc"].value() or form["cc"].errors or form["bcc"].errors
        ),
    }
    return render(request, "inbox/write.html", context, status=status)


def place_of(text: str) -> tuple[str, MessageKey] | None:
    """A folder and a message, from a form."""
    folder, _, key = text[:600].rpartition("/")
    found = read_key(key)
    return (folder, found) if folder and found and folder.isprintable() else None
