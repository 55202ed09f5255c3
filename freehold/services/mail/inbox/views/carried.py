"""What goes along with a letter, as far as the limit on attachments goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext

from freehold.services.mail.inbox.engine.mailbox import Mail
from freehold.services.mail.inbox.rules.structure import Part
from freehold.services.mail.inbox.rules.writing import ATTACHMENTS_LIMIT_BYTES, Attachment, attachment_type
from freehold.services.mail.inbox.views.letter import place_of


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes along with a letter: files of this request, and parts of a message that is kept."""

    attachments: tuple[Attachment, ...]
    too_large: tuple[str, ...]


def carried_along(mail: Mail, request: HttpRequest) -> Carried:
    """The attachments that stay and the files that come, as far as the limit goes."""
    attachments: list[Attachment] = []
    too_large: list[str] = []
    room = ATTACHMENTS_LIMIT_BYTES
    place = place_of(request.POST.get("source", ""))
    wanted = set(request.POST.getlist("keep"))
    if place and wanted:
        for part in mail.message(*place).structure.attachments:
            if part.section in wanted:
                data = mail.part_bytes(place[1], part)
                room -= len(data)
                attachments.append(Attachment(part.filename or "attachment", _carried_type(part), data))
    for file in request.FILES.getlist("attached"):
        if not isinstance(file, UploadedFile) or not file.name:
            continue
        if (file.size or 0) > room:
            too_large.append(file.name)
            continue
        room -= file.size or 0
        attachments.append(Attachment(file.name, attachment_type(file.name), file.read()))
    return Carried(tuple(attachments), tuple(too_large))


def _carried_type(part: Part) -> str:
    kind = part.content_type
    return "application/octet-stream" if kind.startswith(("message/", "multipart/")) else kind


def too_large_words(names: Sequence[str]) -> str:
    """What is said of files beyond the limit."""
    return gettext(
        "Not attached, because all files together may have %(limit)s MB: %(names)s. Everything else is kept. "
        "Put large files where the other side can fetch them, and send the link."
    ) % {"limit": ATTACHMENTS_LIMIT_BYTES // 1024 // 1024, "names": ", ".join(names)}
