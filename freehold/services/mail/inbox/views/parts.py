"""Parts of a message as files, and its HTML for the sandboxed frame."""

import base64

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from freehold.kernel.errors import NotFound
from freehold.services.mail.inbox.engine.answers import Message
from freehold.services.mail.inbox.engine.connection import open_mail
from freehold.services.mail.inbox.engine.mailbox import Mail
from freehold.services.mail.inbox.rules.html import cleaned
from freehold.services.mail.inbox.rules.keys import MessageKey
from freehold.services.mail.inbox.rules.structure import safe_name
from freehold.services.mail.inbox.views.bodies import text_of_part
from freehold.services.mail.inbox.views.visit import Visit, own_mail

LARGEST_INLINE_BYTES = 8 * 1024 * 1024
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
        html = text_of_part(mail, key, part)
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


def _file(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=safe_name(name)) or "attachment"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
