"""The beginning of an answer, of a message passed on, and of a draft that goes on."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from freehold.kernel.errors import NotFound
from freehold.services.mail.inbox.engine.answers import Message
from freehold.services.mail.inbox.engine.connection import open_mail
from freehold.services.mail.inbox.engine.mailbox import Mail
from freehold.services.mail.inbox.forms import LetterForm
from freehold.services.mail.inbox.queries import Sender, addresses_to_write_from
from freehold.services.mail.inbox.rules.keys import FolderRole, MessageKey
from freehold.services.mail.inbox.rules.structure import Part
from freehold.services.mail.inbox.rules.text import quoted
from freehold.services.mail.inbox.rules.words import Address
from freehold.services.mail.inbox.rules.writing import (
    forward_subject,
    message_ids,
    reply_recipients,
    reply_subject,
    thread_of,
    written,
)
from freehold.services.mail.inbox.views.bodies import readable_text
from freehold.services.mail.inbox.views.letter import UNFINISHED, letter_page
from freehold.services.mail.inbox.views.visit import Visit, own_mail


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
        return letter_page(request, visit, mail.folders(), form, parts)


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
