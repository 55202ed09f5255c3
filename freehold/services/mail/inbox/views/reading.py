"""Folders, messages and their parts."""

import base64
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.http import content_disposition_header, urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from freehold.kernel.errors import NotFound
from freehold.services.mail.inbox.engine.answers import READ, Message
from freehold.services.mail.inbox.engine.connection import open_mail
from freehold.services.mail.inbox.engine.mailbox import Mail
from freehold.services.mail.inbox.rules.html import MOST_CHARACTERS, cleaned
from freehold.services.mail.inbox.rules.keys import Folder, FolderRole, MessageKey, role_of
from freehold.services.mail.inbox.rules.search import criteria_of
from freehold.services.mail.inbox.rules.structure import Part, safe_name
from freehold.services.mail.inbox.rules.text import shown_text, text_of_html, unflowed
from freehold.services.mail.inbox.rules.verdict import Suspicion, proofs_of, suspicion_of
from freehold.services.mail.inbox.rules.words import decoded_bytes
from freehold.services.mail.inbox.views.visit import UNDO_KEY, Visit, own_mail

ROWS = 50
LARGEST_INLINE_BYTES = 8 * 1024 * 1024
LARGEST_TEXT_BYTES = 3 * 1024 * 1024
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:{pictures}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
FRAME = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">'
    "<style>html{{color-scheme:light;background:#fff}}body{{margin:16px;font:15px/1.5 system-ui,sans-serif;color:#1b1b1f;"
    "overflow-wrap:anywhere}}img{{max-width:100%;height:auto}}"
    "img:not([src]){{outline:1px dashed #bbb}}table{{max-width:100%}}blockquote{{margin:0 0 0 8px;"
    "padding-left:12px;border-left:3px solid #ccc}}pre{{white-space:pre-wrap}}</style></head><body>{body}</body></html>"
)


@dataclass(frozen=True, slots=True)
class Body:
    """What the page shows of a message."""

    text: str
    has_html: bool
    cut: bool


@own_mail
@require_safe
def show_folder(request: HttpRequest, visit: Visit, folder: str = "INBOX") -> HttpResponse:
    """A folder's messages, or those that a search finds, the newest first."""
    query = request.GET.get("q", "").strip()[:300]
    number = _page_number(request.GET.get("page", ""))
    with open_mail(visit.access) as mail:
        folders = mail.folders()
        here = _here(folders, folder)
        page = mail.page(here.name, number=number, size=ROWS, criteria=criteria_of(query))
    first = (page.number - 1) * ROWS + 1 if page.rows else 0
    context = frame(folders, here) | {
        "page": page,
        "query": query,
        "first": first,
        "until": first + len(page.rows) - 1 if page.rows else 0,
        "newer": _page_address(here.name, page.number - 1, query) if page.number > 1 else "",
        "older": _page_address(here.name, page.number + 1, query) if page.number < page.last else "",
        "undo": request.session.pop(UNDO_KEY, None),
    }
    return render(request, "inbox/folder.html", context)


@own_mail
@require_safe
def show_message(request: HttpRequest, visit: Visit, folder: str, key: MessageKey) -> HttpResponse:
    """One message. Opening it marks it as read."""
    with open_mail(visit.access) as mail:
        folders = mail.folders()
        here = _here(folders, folder)
        message = mail.message(here.name, key, writing=True)
        wants_text = "text" in request.GET
        body = _body(mail, message, as_text=wants_text)
        if message.unread:
            mail.mark(here.name, [key], READ, on=True)
        newer, older = mail.neighbours(here.name, key)
    context = frame(folders, here) | {
        "message": message,
        "body": body,
        "as_frame": body.has_html and not wants_text,
        "pictures": "pictures" in request.GET,
        "frame_address": _frame_address(here.name, key, pictures="pictures" in request.GET),
        "suspicion": _suspicion(message).value
        if here.role not in (FolderRole.SENT, FolderRole.DRAFTS)
        else "none",
        "author": message.author[0] if message.author else None,
        "newer_key": newer,
        "older_key": older,
        "own": visit.mailbox.login,
    }
    response = render(request, "inbox/message.html", context)
    response.content_security_policy = {"frame-src": "'self'"}  # type: ignore[attr-defined]
    return response


@own_mail
@require_safe
def show_html(request: HttpRequest, visit: Visit, folder: str, key: MessageKey) -> HttpResponse:
    """The message's HTML, made harmless, for the sandboxed frame."""
    pictures = "pictures" in request.GET
    with open_mail(visit.access) as mail:
        message = mail.message(folder, key)
        part = message.structure.html
        if part is None:
            raise NotFound
        html = _text_of(mail, key, part)
        inline = _inline_pictures(mail, message) if "cid:" in html.lower() else {}
    shown = cleaned(html, inline=inline, remote_pictures=pictures)
    note = ""
    if shown.pictures_left_out:
        note = (
            '<p style="margin:0 0 12px;padding:8px 12px;background:#f2f2f4;border-radius:6px;font-size:13px">'
            f"{escape(gettext('Pictures from other servers are not shown: they tell the sender that you read this.'))}</p>"
        )
    response = HttpResponse(
        FRAME.format(language=get_language() or "en", title=escape(message.subject), body=note + shown.html)
    )
    response["Content-Security-Policy"] = FRAME_POLICY.format(pictures=" https: http:" if pictures else "")
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@own_mail
@require_safe
def download_part(
    request: HttpRequest, visit: Visit, folder: str, key: MessageKey, section: str, name: str
) -> HttpResponse:
    """One attachment, as a file: a browser never shows it as a page of ours."""
    del request, name
    with open_mail(visit.access) as mail:
        message = mail.message(folder, key)
        part = message.structure.part(section)
        if part is None:
            raise NotFound
        data = mail.part_bytes(key, part)
    return _file(data, part.filename or "attachment", part.served_type)


@own_mail
@require_safe
def download_source(request: HttpRequest, visit: Visit, folder: str, key: MessageKey) -> HttpResponse:
    """The whole message as it came, as a file."""
    del request
    with open_mail(visit.access) as mail:
        data = mail.source(folder, key)
    return _file(data, "message.eml", "application/octet-stream")


def frame(folders: list[Folder], here: Folder | None) -> dict[str, object]:
    """What every page of the inbox shows around itself."""
    return {
        "folders": [folder for folder in folders if folder.role is not FolderRole.SHARED],
        "shared_folders": [folder for folder in folders if folder.role is FolderRole.SHARED],
        "here": here,
        "targets": [folder for folder in folders if here is None or folder.name != here.name],
    }


def readable_text(mail: Mail, message: Message) -> str:
    """The words of a message, from its text or else from its HTML."""
    structure = message.structure
    if structure.plain is not None and (structure.plain.size_bytes or structure.html is None):
        text = _text_of(mail, message.key, structure.plain)
        return unflowed(text, delete_space=structure.plain.delete_space) if structure.plain.flowed else text
    return text_of_html(_text_of(mail, message.key, structure.html)) if structure.html is not None else ""


def _here(folders: list[Folder], name: str) -> Folder:
    for folder in folders:
        if folder.name == name or (name.upper() == "INBOX" == folder.name):
            return folder
    if name == "Archive":  # made when the first message goes there
        return Folder(name, role_of(name, frozenset()), 0, 0)
    raise NotFound


def _body(mail: Mail, message: Message, *, as_text: bool) -> Body:
    structure = message.structure
    if structure.html is not None and not as_text:
        return Body("", has_html=True, cut=structure.cut)
    part = structure.plain or structure.html
    too_long = part is not None and part.size_bytes > LARGEST_TEXT_BYTES
    safe = mark_safe(shown_text(readable_text(mail, message)))  # noqa: S308 - escaped line by line in rules/text.py
    return Body(safe, has_html=structure.html is not None, cut=structure.cut or too_long)


def _text_of(mail: Mail, key: MessageKey, part: Part) -> str:
    return decoded_bytes(mail.part_bytes(key, part, most=LARGEST_TEXT_BYTES), part.charset)[:MOST_CHARACTERS]


def _inline_pictures(mail: Mail, message: Message) -> dict[str, str]:
    """Pictures that the message brought along, as `data:` addresses: a sandboxed frame may ask us for nothing."""
    found: dict[str, str] = {}
    left = LARGEST_INLINE_BYTES
    for part in message.structure.inline:
        left -= part.size_bytes
        if left < 0:
            break
        data = base64.b64encode(mail.part_bytes(message.key, part)).decode()
        found[part.content_id] = f"data:{part.content_type};base64,{data}"
    return found


def _suspicion(message: Message) -> Suspicion:
    verdict = (message.header("x-spam-verdict") or [""])[0].partition(";")[0].strip()
    proofs = proofs_of(
        message.header("authentication-results"), own=frozenset(settings.AUTHENTICATION_SERVERS)
    )
    return suspicion_of(proofs, verdict=verdict)


def _file(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=safe_name(name)) or "attachment"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _page_number(text: str) -> int:
    return int(text) if text.isdigit() and 0 < int(text[:6]) < 100_000 else 1


def _page_address(folder: str, number: int, query: str) -> str:
    asked = {"page": number} | ({"q": query} if query else {})
    return f"{reverse('inbox:folder', args=[folder])}?{urlencode(asked)}"


def _frame_address(folder: str, key: MessageKey, *, pictures: bool) -> str:
    return reverse("inbox:html", args=[folder, key]) + ("?pictures" if pictures else "")
