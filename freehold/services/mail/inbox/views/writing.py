"""Writing, answering and passing on. Whatever goes wrong, what was written stays, as a draft and on the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from freehold.kernel import clock
from freehold.kernel.errors import FreeholdError, NotFound, Refused, Unreachable
from freehold.services.mail.inbox.engine import (
    ANSWERED,
    DRAFT,
    FORWARDED_FLAG,
    READ,
    Mail,
    Message,
    RecipientsRefused,
    open_mail,
    send,
)
from freehold.services.mail.inbox.forms import LetterForm, refusal_words
from freehold.services.mail.inbox.queries import Sender, addresses_to_write_from, known_people
from freehold.services.mail.inbox.rules.keys import FolderRole, MessageKey, read_key
from freehold.services.mail.inbox.rules.structure import Part
from freehold.services.mail.inbox.rules.text import quoted
from freehold.services.mail.inbox.rules.words import Address
from freehold.services.mail.inbox.rules.writing import (
    ATTACHMENTS_LIMIT_BYTES,
    Attachment,
    Letter,
    attachment_type,
    forward_subject,
    message_ids,
    message_of,
    recipients_of,
    reply_recipients,
    reply_subject,
    thread_of,
    written,
)
from freehold.services.mail.inbox.views.reading import frame, readable_text
from freehold.services.mail.inbox.views.visit import UNDO_KEY, Visit, own_mail

FIELDS = ("to", "cc", "bcc")
UNFINISHED = "x-unfinished-"  # what stands in a field of a draft and is no address yet


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes along with a letter: files of this request, and parts of a message that is kept."""

    attachments: tuple[Attachment, ...]
    too_large: tuple[str, ...]


@own_mail
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A letter: begin it, send it, keep it as a draft, or throw it away."""
    senders = addresses_to_write_from(visit.mailbox, actor=visit.actor)
    if request.method == "GET":
        initial = {name: request.GET.get(name, "")[:2000] for name in (*FIELDS, "subject", "body")}
        form = LetterForm(senders=senders, initial=initial)
        with open_mail(visit.access) as mail:
            return _form_page(request, visit, mail, form, ())
    act = request.POST.get("act", "save")
    with open_mail(visit.access) as mail:
        if act == "discard":
            return _discard(request, mail)
        form = LetterForm(request.POST, request.FILES, senders=senders, sending=act == "send")
        valid = form.is_valid()
        carried = _carried(mail, request)
        if carried.too_large:
            form.add_error("attached", _too_large_words(carried.too_large))
            valid = False
        letter = _letter(form, senders, carried.attachments)
        copy = _sent(form, letter, visit) if act == "send" and valid else None
        if copy is not None:
            return _after_sending(request, mail, letter, copy)
        return _kept(request, visit, mail, form, letter, asked=act != "send" and not carried.too_large)


@own_mail
@require_safe
def answer(request: HttpRequest, visit: Visit, folder: str, key: MessageKey, kind: str) -> HttpResponse:
    """The form for an answer, for passing a message on, or for going on with a draft."""
    if kind not in ("reply", "reply-all", "forward", "edit"):
        raise NotFound
    senders = addresses_to_write_from(visit.mailbox, actor=visit.actor)
    with open_mail(visit.access) as mail:
        message = mail.message(folder, key)
        initial = (
            _draft_again(mail, message, folder)
            if kind == "edit"
            else _answer_to(mail, message, kind, senders, folder)
        )
        parts: tuple[Part, ...] = ()
        if kind in ("forward", "edit"):
            parts = message.structure.attachments
            initial["source"] = f"{folder}/{key}"
        form = LetterForm(senders=senders, initial=initial)
        return _form_page(request, visit, mail, form, parts)


def _form_page(
    request: HttpRequest,
    visit: Visit,
    mail: Mail,
    form: LetterForm,
    parts: Sequence[Part],
    *,
    status: int = 200,
    kept: bool = False,
) -> HttpResponse:
    context = frame(mail.folders(), None) | {
        "form": form,
        "parts": parts,
        "people": [written([person]) for person in known_people(actor=visit.actor)],
        "limit_megabytes": ATTACHMENTS_LIMIT_BYTES // 1024 // 1024,
        "kept": kept,
        "show_copies": bool(
            form["cc"].value() or form["bcc"].value() or form["cc"].errors or form["bcc"].errors
        ),
    }
    return render(request, "inbox/write.html", context, status=status)


# Sending -----------------------------------------------------------------------------------------------------------


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
        place = _place(request.POST.get(field, ""))
        if place:
            _quietly_mark(mail, *place, flag)
    drafts = mail.special(FolderRole.DRAFTS)
    draft = read_key(request.POST.get("draft", ""))
    if draft:
        _drop_draft(mail, drafts, draft)
    request.session[UNDO_KEY] = {"words": words}
    place = _place(request.POST.get("answered", ""))
    return redirect("inbox:folder", place[0] if place else "INBOX")


def _quietly_mark(mail: Mail, folder: str, key: MessageKey, flag: str) -> None:
    try:
        mail.mark(folder, [key], flag, on=True)
    except NotFound:
        return  # moved or deleted meanwhile: the letter is sent, the mark is a courtesy


# Keeping -----------------------------------------------------------------------------------------------------------


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
        if _place(request.POST.get(name, "")):
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
        return _form_page(request, visit, mail, form, (), status=422)
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
    return _form_page(request, visit, mail, form, message.structure.attachments, status=422, kept=True)


def _discard(request: HttpRequest, mail: Mail) -> HttpResponse:
    draft = read_key(request.POST.get("draft", ""))
    request.session[UNDO_KEY] = {"words": gettext("Thrown away.")}
    if draft:
        drafts = mail.special(FolderRole.DRAFTS)
        moved = mail.move(drafts, [draft], mail.special(FolderRole.TRASH))
        request.session[UNDO_KEY] |= {
            "source": moved.target,
            "target": moved.source,
            "keys": [str(key) for key in moved.keys],
        }
    return redirect("inbox:inbox")


def _drop_draft(mail: Mail, drafts: str, key: MessageKey) -> None:
    try:
        mail.delete_for_good(drafts, [key])
    except NotFound:
        return  # another window was quicker


def _carried(mail: Mail, request: HttpRequest) -> Carried:
    """The attachments that stay and the files that come, as far as the limit goes."""
    attachments: list[Attachment] = []
    too_large: list[str] = []
    room = ATTACHMENTS_LIMIT_BYTES
    place = _place(request.POST.get("source", ""))
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


# Beginning ---------------------------------------------------------------------------------------------------------


def _answer_to(
    mail: Mail, message: Message, kind: str, senders: Sequence[Sender], folder: str
) -> dict[str, str]:
    own = frozenset(sender.address.lower() for sender in senders)
    place = f"{folder}/{message.key}"
    addressed = {person.address.lower() for person in (*message.to, *message.cc)}
    sender = next((one.address for one in senders if one.address.lower() in addressed), senders[0].address)
    text = readable_text(mail, message).replace("\r\n", "\n")
    if kind == "forward":
        head = [
            gettext("-------- Forwarded message --------"),
            gettext("From: %s") % written(message.author),
            gettext("Date: %s") % formats.date_format(timezone.localtime(message.at), "DATETIME_FORMAT"),
            gettext("Subject: %s") % message.subject,
            gettext("To: %s") % written(message.to[:20]),
        ]
        body = "\n\n" + "\n".join(head) + "\n\n" + text
        return {
            "sender": sender,
            "subject": forward_subject(message.subject),
            "body": body,
            "forwarded": place,
        }
    to, cc = reply_recipients(
        author=message.reply_to or message.author,
        to=message.to,
        cc=message.cc,
        own=own,
        everyone=kind == "reply-all",
    )
    who = message.author[0].label if message.author else ""
    when = formats.date_format(timezone.localtime(message.at), "DATETIME_FORMAT")
    attribution = gettext("On %(when)s, %(who)s wrote:") % {"when": when, "who": who}
    references = message_ids(" ".join(message.header("references")))
    return {
        "sender": sender,
        "to": written(to),
        "cc": written(cc),
        "subject": reply_subject(message.subject),
        "body": f"\n\n{attribution}\n{quoted(text)}\n",
        "answered": place,
        "in_reply_to": message.message_id,
        "references": " ".join(thread_of(message.message_id, references or message_ids(message.in_reply_to))),
    }


def _draft_again(mail: Mail, message: Message, folder: str) -> dict[str, str]:
    def field(name: str, people: Sequence[Address]) -> str:
        return ", ".join(filter(None, (written(people), *message.header(UNFINISHED + name))))

    initial = {
        "sender": message.author[0].address if message.author else "",
        "to": field("to", message.to),
        "cc": field("cc", message.cc),
        "bcc": field("bcc", message.bcc),
        "subject": message.subject,
        "body": readable_text(mail, message).replace("\r\n", "\n"),
        "in_reply_to": message.in_reply_to,
        "references": " ".join(message_ids(" ".join(message.header("references")))),
        "answered": (message.header(f"{UNFINISHED}answered") or [""])[0],
        "forwarded": (message.header(f"{UNFINISHED}forwarded") or [""])[0],
    }
    if folder == mail.special(FolderRole.DRAFTS):
        initial["draft"] = str(message.key)
    return initial


def _place(text: str) -> tuple[str, MessageKey] | None:
    """A folder and a message, from a form."""
    folder, _, key = text[:600].rpartition("/")
    found = read_key(key)
    return (folder, found) if folder and found and folder.isprintable() else None


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


def _too_large_words(names: Sequence[str]) -> str:
    return gettext(
        "Not attached, because all files together may have %(limit)s MB: %(names)s. Everything else is kept. "
        "Put large files where the other side can fetch them, and send the link."
    ) % {"limit": ATTACHMENTS_LIMIT_BYTES // 1024 // 1024, "names": ", ".join(names)}


def _refusal(refusal: FreeholdError) -> str:
    words = {
        "sender": gettext("You may not write from this address."),
        "too_large": gettext("The message is too large for the mail server. Take an attachment out."),
    }.get(refusal.code, gettext("The mail server did not take this message. It said: %s") % refusal.sentence)
    return f"{words} ({refusal.sentence})" if refusal.code == "sender" and refusal.sentence else words
