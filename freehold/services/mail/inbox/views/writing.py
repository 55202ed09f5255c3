"""Writing and sending. Whatever goes wrong, what was written stays, as a draft and on the page."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from freehold.kernel import clock
from freehold.kernel.errors import FreeholdError, NotFound, Refused, Unreachable
from freehold.services.mail.inbox.engine.answers import ANSWERED, DRAFT, FORWARDED_FLAG, READ
from freehold.services.mail.inbox.engine.connection import open_mail
from freehold.services.mail.inbox.engine.mailbox import Mail
from freehold.services.mail.inbox.engine.submission import RecipientsRefused, send
from freehold.services.mail.inbox.forms import LetterForm, refusal_words
from freehold.services.mail.inbox.queries import Sender, addresses_to_write_from
from freehold.services.mail.inbox.rules.keys import FolderRole, MessageKey, read_key, ticket_of
from freehold.services.mail.inbox.rules.structure import Part
from freehold.services.mail.inbox.rules.words import Address
from freehold.services.mail.inbox.rules.writing import (
    Attachment,
    Letter,
    message_ids,
    message_of,
    recipients_of,
)
from freehold.services.mail.inbox.views.carried import carried_along, too_large_words
from freehold.services.mail.inbox.views.letter import FIELDS, UNFINISHED, letter_page, place_of
from freehold.services.mail.inbox.views.visit import UNDO_KEY, Visit, own_mail, take_set_aside


@own_mail
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A letter: begin it, send it, keep it as a draft, or throw it away."""
    senders = addresses_to_write_from(visit.mailbox, actor=visit.actor)
    if request.method == "GET":
        return _begun(request, visit, senders)
    act = request.POST.get("act", "save")
    form = LetterForm(request.POST, request.FILES, senders=senders, sending=act == "send")
    copy: bytes | None = None
    try:
        with open_mail(visit.access) as mail:
            if act == "discard":
                return _discard(request, mail)
            valid = form.is_valid()
            carried = carried_along(mail, request)
            if carried.too_large:
                form.add_error("attached", too_large_words(carried.too_large))
                valid = False
            letter = _letter(form, senders, carried.attachments)
            copy = _sent(form, letter, visit) if act == "send" and valid else None
            if copy is not None:
                return _after_sending(request, mail, letter, copy)
            return _kept(request, visit, mail, form, letter, asked=act != "send" and not carried.too_large)
    except Unreachable:
        if copy is None:
            return _not_kept(request, visit, form)
        words = gettext("It was sent, but the mail server went away: there may be no copy in Sent.")
        request.session[UNDO_KEY] = {"words": words}
        return redirect("inbox:inbox")


def _begun(request: HttpRequest, visit: Visit, senders: Sequence[Sender]) -> HttpResponse:
    """An empty letter, or what its writer had to leave when their visit ended."""
    left = take_set_aside(request, visit, frozenset(sender.address for sender in senders))
    initial = {name: request.GET.get(name, "")[:2000] for name in (*FIELDS, "subject", "body")}
    form = LetterForm(senders=senders, initial=left or initial)
    with open_mail(visit.access) as mail:
        place = place_of(left.get("source", "")) if left else None
        parts: tuple[Part, ...] = ()
        if place:
            try:
                parts = mail.message(*place).structure.attachments
            except NotFound:
                parts = ()
        return letter_page(request, visit, mail.folders(), form, parts, set_aside=left is not None)


def _not_kept(request: HttpRequest, visit: Visit, form: LetterForm) -> HttpResponse:
    """The page again, with all that was typed, when there is no mail server to keep it."""
    form.add_error(
        None,
        gettext(
            "The mail server does not answer just now, so it is neither sent nor kept. The text is still here: try "
            "again in a minute. Files must be chosen again."
        ),
    )
    return letter_page(request, visit, [], form, (), status=503)


def _letter(form: LetterForm, senders: Sequence[Sender], attachments: tuple[Attachment, ...]) -> Letter:
    """The letter as far as it can be read; what is wrong with it stands in the form."""
    people = {name: recipients_of(str(form[name].value() or "")[:20_000]).good for name in FIELDS}
    chosen = next((sender for sender in senders if sender.address == form["sender"].value()), senders[0])
    references = message_ids(str(form["references"].value() or ""))
    return Letter(
        sender=Address(chosen.name, chosen.address),
        to=people["to"],
        cc=people["cc"],
        bcc=people["bcc"],
        subject=str(form["subject"].value() or ""),
        body=str(form["body"].value() or "")[:1_000_000],
        at=timezone.localtime(clock.now()),
        in_reply_to=str(form["in_reply_to"].value() or ""),
        references=references,
        attachments=attachments,
    )


def _sent(form: LetterForm, letter: Letter, visit: Visit) -> bytes | None:
    """The copy of what was sent; None when it was not, and the form says why."""
    try:
        return send(letter, visit.access)
    except RecipientsRefused as refusal:
        for refused in refusal.refused:
            words = f"{refused.address}: {refusal_words(refused.code, refused.words)}"
            form.add_error(_field_of(letter, refused.address), words)
    except Refused as refusal:
        if refusal.code == "mail_sign_in":
            raise
        form.add_error("sender" if refusal.code == "sender" else None, _refusal(refusal))
    except Unreachable as refusal:
        words = gettext(
            "The mail server cannot take it just now. It is kept as a draft: send it again in a few minutes."
        )
        form.add_error(None, f"{words} {refusal.sentence}".strip() if " " in refusal.sentence else words)
    return None


def _after_sending(request: HttpRequest, mail: Mail, letter: Letter, copy: bytes) -> HttpResponse:
    words = gettext("Sent to %(people)s.") % {"people": _few([*letter.to, *letter.cc, *letter.bcc])}
    try:
        mail.keep(mail.special(FolderRole.SENT), copy, [READ])
    except Refused:
        words = gettext("It was sent, but your mailbox is full: there is no copy in Sent.")
    for field, flag in (("answered", ANSWERED), ("forwarded", FORWARDED_FLAG)):
        place = place_of(request.POST.get(field, ""))
        if place:
            _quietly_mark(mail, *place, flag)
    drafts = mail.special(FolderRole.DRAFTS)
    draft = read_key(request.POST.get("draft", ""))
    if draft:
        _drop_draft(mail, drafts, draft)
    request.session[UNDO_KEY] = {"words": words}
    place = place_of(request.POST.get("answered", ""))
    return redirect("inbox:folder", place[0] if place else "INBOX")


def _quietly_mark(mail: Mail, folder: str, key: MessageKey, flag: str) -> None:
    try:
        mail.mark(folder, [key], flag, on=True)
    except NotFound:
        return  # moved or deleted meanwhile: the letter is sent, the mark is a courtesy


def _kept(
    request: HttpRequest, visit: Visit, mail: Mail, form: LetterForm, letter: Letter, *, asked: bool
) -> HttpResponse:
    """Keep the letter as a draft: because it was asked for, or because it could not be sent."""
    drafts = mail.special(FolderRole.DRAFTS)
    draft = message_of(letter, with_bcc=True)
    for name in FIELDS:
        bad = recipients_of(str(form[name].value() or "")[:20_000]).bad
        if bad:
            draft[UNFINISHED + name] = ", ".join(bad)[:900]
    for name in ("answered", "forwarded"):
        if place_of(request.POST.get(name, "")):
            draft[UNFINISHED + name] = request.POST[name]
    old = read_key(request.POST.get("draft", ""))
    try:
        key = mail.keep(drafts, draft.as_bytes(), [DRAFT, READ])
    except Refused:
        form.add_error(
            None,
            gettext(
                "Your mailbox is full, so there is no draft of this. The text is still here; files must be chosen again."
            ),
        )
        return letter_page(request, visit, mail.folders(), form, (), status=422)
    if old and key:
        _drop_draft(mail, drafts, old)
    if key is None:
        raise Unreachable("no_uidplus")
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(str(key), content_type="text/plain")
    if asked:
        request.session[UNDO_KEY] = {"words": gettext("Saved as a draft.")}
        return redirect("inbox:answer", drafts, key, "edit")
    message = mail.message(drafts, key)
    form.data = {**request.POST.dict(), "draft": str(key), "source": f"{drafts}/{key}"}
    return letter_page(
        request, visit, mail.folders(), form, message.structure.attachments, status=422, kept=True
    )


def _discard(request: HttpRequest, mail: Mail) -> HttpResponse:
    draft = read_key(request.POST.get("draft", ""))
    request.session[UNDO_KEY] = {"words": gettext("Thrown away.")}
    if draft:
        drafts = mail.special(FolderRole.DRAFTS)
        moved = mail.move(drafts, [draft], mail.special(FolderRole.TRASH))
        request.session[UNDO_KEY] |= {
            "source": moved.target,
            "target": moved.source,
            "ticket": ticket_of(moved.keys),
        }
    return redirect("inbox:inbox")


def _drop_draft(mail: Mail, drafts: str, key: MessageKey) -> None:
    try:
        mail.delete_for_good(drafts, [key])
    except NotFound:
        return  # another window was quicker


def _field_of(letter: Letter, address: str) -> str:
    for name, people in (("to", letter.to), ("cc", letter.cc), ("bcc", letter.bcc)):
        if any(person.address == address for person in people):
            return name
    return "to"


def _few(people: Sequence[Address]) -> str:
    labels = [person.label for person in people[:2]]
    more = len(people) - len(labels)
    joined = ", ".join(labels)
    return gettext("%(people)s and %(more)s more") % {"people": joined, "more": more} if more else joined


def _refusal(refusal: FreeholdError) -> str:
    words = {
        "sender": gettext("You may not write from this address."),
        "too_large": gettext("The message is too large for the mail server. Take an attachment out."),
    }.get(refusal.code, gettext("The mail server did not take this message. It said: %s") % refusal.sentence)
    return f"{words} ({refusal.sentence})" if refusal.code == "sender" and refusal.sentence else words
