"""Sending: compose a notice under the seller's brand, hand it to the mail engine, note what became of it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.utils import translation

from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused, Unreachable
from freehold.kernel.sealed import unseal
from freehold.notices.actions.note_sent import note_failed, note_refused, note_sent
from freehold.notices.engine import deliver
from freehold.notices.letters import render_attachment
from freehold.notices.models import Notice
from freehold.notices.queries import WordingFacts, find_wording, own_wordings
from freehold.notices.rules import LANGUAGES, WORDED, filled, paragraphs, subject_and_body
from freehold.notices.states import Attached, NoticeState, NoticeTemplate
from freehold.tenants.queries import BrandFacts, brand_of
from freehold.tenants.row_security import scope
from freehold.ui.brand import readable

PAPER = ("#ffffff",)
FOOT = {"en": ("Help", "Legal notice", "Privacy"), "de": ("Hilfe", "Impressum", "Datenschutz")}


def send(tenant_id: UUID, notice_id: UUID) -> None:
    """Send one waiting notice; one that was sent already, or is being sent, is left alone.

    What cannot be attached is refused, with the reason. Raises: Unreachable, when it must be tried again.
    """
    with _alone_with(notice_id) as is_ours:
        if is_ours:
            _send(tenant_id, notice_id)


@contextmanager
def _alone_with(notice_id: UUID) -> Iterator[bool]:
    """Whether nobody else is sending this notice; a worker that is killed lets go of it with its connection."""
    key = [f"notice:{notice_id}"]
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended(%s, 0))", key)
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", key)


def _send(tenant_id: UUID, notice_id: UUID) -> None:
    try:
        with scope(tenant_id):
            message = compose(notice_id)
        if message is None:
            return
        deliver(message)
    except Unreachable as error:
        with scope(tenant_id):
            note_failed(notice_id, error=error.sentence)
        raise
    except Refused as error:
        with scope(tenant_id):
            note_refused(notice_id, error=error.sentence)
    except Exception as error:
        with scope(tenant_id):
            note_failed(notice_id, error=type(error).__name__)
        raise
    else:
        with scope(tenant_id):
            note_sent(notice_id)


def compose(notice_id: UUID) -> EmailMessage | None:
    """The message of a waiting notice, in plain text and simple HTML; None when it no longer waits.

    A letter bears the name and the brand of the tenant that writes it, and of nobody above.
    """
    notice = Notice.objects.filter(id=notice_id, state=NoticeState.WAITING).first()
    if notice is None:
        return None
    brand = brand_of(notice.tenant_id)
    if notice.sender and brand and brand.tenant_id != notice.tenant_id:
        brand = None
    secrets: dict[str, str] = json.loads(unseal(notice.sealed)) if notice.sealed else {}
    name = brand.name if brand else notice.sender or "Freehold"
    template = NoticeTemplate(notice.template)
    with translation.override(notice.language):
        own = (
            None
            if brand is None or notice.sender
            else find_wording(brand.tenant_id, template, notice.language)
        )
        values = {**notice.context, **secrets, "brand": brand, "brand_name": name}
        subject, body = in_words(template, notice.language, values, own=own)
        html = in_html(brand, name, notice.language, subject, body)
        signature = _signature(brand, name, notice.language)
    message = EmailMessage(policy=SMTP)
    message["From"] = (
        Address(name, addr_spec=brand.sender)
        if brand and brand.sender
        else Address(name, "no-reply", settings.NEUTRAL_DOMAIN)
    )
    message["To"] = notice.to
    if notice.reply_to:
        message["Reply-To"] = Address(notice.sender, addr_spec=notice.reply_to)
    elif brand and brand.support_email:
        message["Reply-To"] = Address(brand.support_name or name, addr_spec=brand.support_email)
    message["Subject"] = subject
    message["Date"] = format_datetime(notice.created_at)
    message["Message-ID"] = f"<{notice.id}@{settings.NEUTRAL_DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's out-of-office answers it
    message["Content-Language"] = notice.language
    message.set_content(body + signature)
    message.add_alternative(html, subtype="html")
    if notice.attached and notice.attached_id:
        file = render_attachment(Attached(notice.attached), notice.attached_id)
        maintype, _, subtype = file.content_type.partition("/")
        message.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=file.file_name)
    return message


def in_words(
    template: NoticeTemplate, language: str, values: Mapping[str, object], *, own: tuple[str, str] | None
) -> tuple[str, str]:
    """Subject and body: in a seller's `own` words where it has some, else in the standard ones of that language."""
    if own is not None:
        subject, body = (filled(text, values) for text in own)
        return " ".join(subject.split()), body + "\n"
    return subject_and_body(render_to_string(f"notices/{language}/{template}.txt", dict(values)))


def in_html(brand: BrandFacts | None, name: str, language: str, subject: str, body: str) -> str:
    """The simple HTML of a notice, in a brand; the language must be active."""
    return render_to_string(
        "notices/layout.html",
        {
            "brand": brand,
            "brand_name": name,
            "language": language,
            "subject": subject,
            "paragraphs": paragraphs(body),
            "accent": readable(brand.accent, PAPER) if brand else "",
            "links": _links(brand, language),
        },
    )


def standard_wording(template: NoticeTemplate, language: str) -> tuple[str, str]:
    """The standard words with their placeholders in braces, to begin one's own from."""
    with translation.override(language):
        values = {word: f"{{{word}}}" for word in WORDED[template].takes}
        subject, body = in_words(template, language, values, own=None)
    return subject, body.strip()


def wordings_of(actor: Actor) -> list[WordingFacts]:
    """All notices that the actor's seller can word, in each language. Raises: NotFound, NotPermitted."""
    own = own_wordings(actor)
    found = []
    for template in WORDED:
        for language in sorted(LANGUAGES):
            words = find_wording(actor.tenant_id, template, language) if (template, language) in own else None
            subject, body = words or standard_wording(template, language)
            takes, needs = sorted(WORDED[template].takes), sorted(WORDED[template].needs)
            found.append(WordingFacts(template, language, subject, body, words is not None, takes, needs))
    return found


def read_aloud(template: NoticeTemplate, *, language: str, context: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body of a letter as it would go out, for whoever wants to look at it before."""
    with translation.override(language):
        return subject_and_body(render_to_string(f"notices/{language}/{template}.txt", dict(context)))


def _signature(brand: BrandFacts | None, name: str, language: str) -> str:
    if brand is None:
        return f"\n-- \n{name}\n"
    ways = [way for way in (brand.support_name, brand.support_phone, brand.support_email) if way]
    links = [f"{label}: {url}" for label, url in _links(brand, language)]
    return "\n".join(["", "-- ", name, *dict.fromkeys(way for way in ways if way != name), *links, ""])


def _links(brand: BrandFacts | None, language: str) -> list[tuple[str, str]]:
    """Where the seller's help, legal notice and privacy statement stand, as far as it has said."""
    if brand is None:
        return []
    urls = (brand.help_url, brand.legal_url, brand.privacy_url)
    return [(label, url) for label, url in zip(FOOT[language], urls, strict=True) if url]
