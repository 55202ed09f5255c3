"""A message with its conversation: some letters open, the others folded."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from freehold.kernel import clock
from freehold.kernel.errors import NotFound
from freehold.services.mail.inbox.engine.answers import READ, Conversation, Message
from freehold.services.mail.inbox.engine.connection import open_mail
from freehold.services.mail.inbox.engine.lists import conversation_of, lone_message
from freehold.services.mail.inbox.engine.mailbox import Mail
from freehold.services.mail.inbox.rules.conversations import are_opened_together, speakers
from freehold.services.mail.inbox.rules.keys import Folder, FolderRole, MessageKey, ticket_of
from freehold.services.mail.inbox.rules.verdict import Suspicion, proofs_of, suspicion_of
from freehold.services.mail.inbox.rules.words import Address
from freehold.services.mail.inbox.views.bodies import Body, body_of
from freehold.services.mail.inbox.views.frames import folder_called, frame
from freehold.services.mail.inbox.views.letter import place_of
from freehold.services.mail.inbox.views.listing import Line, line_of, shows_one_by_one
from freehold.services.mail.inbox.views.visit import Visit, own_mail

MOST_OPEN = 10
BESIDE = (FolderRole.INBOX, FolderRole.SENT, FolderRole.ARCHIVE)  # where the rest of a conversation may lie

Place = tuple[str, MessageKey]


@dataclass(frozen=True, slots=True)
class Opened:
    """An open letter. Only one can be asked to be shown as text or with its pictures: the one the page is about."""

    folder: Folder
    message: Message
    body: Body
    as_frame: bool
    pictures: bool
    frame_address: str
    suspicion: str
    author: Address | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One letter of a conversation: open, or a line that opens it."""

    id: int  # its place in the conversation, the oldest first
    line: Line
    opened: Opened | None
    address: str  # of the page where it is folded, or open
    elsewhere: bool
    first: bool


@own_mail
@require_safe
def show_message(request: HttpRequest, visit: Visit, folder: str, key: MessageKey) -> HttpResponse:
    """A message with its conversation, the newest first. What is opened is marked as read."""
    with open_mail(visit.access) as mail:
        folders = mail.folders()
        here = folder_called(folders, folder)
        conversation = _conversation(request, mail, folders, here, key)
        wanted = _wanted(request, conversation, (here.name, key))
        letters = _opened(request, mail, folders, wanted, about=(here.name, key))
    leaves = _leaves(conversation, letters, folders, here, key, own=visit.mailbox.login)
    context = frame(folders, here) | {
        "leaves": leaves,
        "subject": next((leaf.line.subject for leaf in reversed(leaves) if leaf.line.subject), ""),
        "ticket": ticket_of(conversation.here),
        "key": key,
        "flagged": any(row.flagged for row in conversation.rows if row.folder == here.name),
        "newer_key": conversation.newer,
        "older_key": conversation.older,
        "own": visit.mailbox.login,
    }
    response = render(request, "inbox/message.html", context)
    response.content_security_policy = {"frame-src": "'self'"}  # type: ignore[attr-defined]
    return response


def _conversation(
    request: HttpRequest, mail: Mail, folders: list[Folder], here: Folder, key: MessageKey
) -> Conversation:
    if shows_one_by_one(request) or not are_opened_together(here.role):
        return lone_message(mail, here.name, key)
    beside = [
        folder.name
        for folder in folders
        if folder.role in BESIDE and folder.total and folder.name != here.name
    ]
    return conversation_of(mail, here.name, key, beside=beside)


def _wanted(request: HttpRequest, conversation: Conversation, about: Place) -> list[Place]:
    """What is to be open: what was asked for, else the message itself and what is not read yet."""
    known = {(row.folder, row.key): row for row in conversation.rows}
    asked = [place for text in request.GET.getlist("open")[:MOST_OPEN] if (place := place_of(text)) in known]
    if asked or "open" in request.GET:
        return [place for place in asked if place]
    unread = [
        place for place, row in known.items() if row.unread and row.folder == about[0] and place != about
    ]
    return [about, *unread[-MOST_OPEN + 1 :]]


def _opened(
    request: HttpRequest, mail: Mail, folders: list[Folder], wanted: list[Place], *, about: Place
) -> dict[Place, Opened]:
    found: dict[Place, Opened] = {}
    for name, key in wanted:
        folder = folder_called(folders, name)
        asked = (name, key) == about
        as_text, pictures = asked and "text" in request.GET, asked and "pictures" in request.GET
        try:
            message = mail.message(name, key, writing=True)
        except NotFound:
            if asked:
                raise
            continue
        body = body_of(mail, message, as_text=as_text)
        if message.unread:
            mail.mark(name, [key], READ, on=True)
        outgoing = folder.role in (FolderRole.SENT, FolderRole.DRAFTS)
        found[name, key] = Opened(
            folder=folder,
            message=message,
            body=body,
            as_frame=body.has_html and not as_text,
            pictures=pictures,
            frame_address=reverse("inbox:html", args=[name, key]) + ("?pictures" if pictures else ""),
            suspicion="none" if outgoing else _suspicion(message).value,
            author=message.author[0] if message.author else None,
        )
    return found


def _leaves(
    conversation: Conversation,
    letters: dict[Place, Opened],
    folders: list[Folder],
    here: Folder,
    key: MessageKey,
    *,
    own: str,
) -> list[Leaf]:
    now = timezone.localtime(clock.now())
    by_name = {folder.name: folder for folder in folders}
    page = reverse("inbox:message", args=[here.name, key])
    leaves: list[Leaf] = []
    for row in reversed(conversation.rows):
        place = (row.folder, row.key)
        others = [f"{folder}/{one}" for folder, one in letters if (folder, one) != place]
        turned = others if place in letters else [*others, f"{row.folder}/{row.key}"]
        asked = urlencode([("open", one) for one in turned] or [("open", "")])
        leaves.append(
            Leaf(
                id=len(conversation.rows) - len(leaves),
                line=replace(
                    line_of(row, by_name.get(row.folder, here), own=own, now=now),
                    people=speakers(row.authors, own=frozenset({own}), me=gettext("me")),
                ),
                opened=letters.get(place),
                address=f"{page}?{asked}#letter-{len(conversation.rows) - len(leaves)}",
                elsewhere=row.folder != here.name,
                first=not leaves,
            )
        )
    return leaves


def _suspicion(message: Message) -> Suspicion:
    verdict = (message.header("x-spam-verdict") or [""])[0].partition(";")[0].strip()
    proofs = proofs_of(
        message.header("authentication-results"), own=frozenset(settings.AUTHENTICATION_SERVERS)
    )
    return suspicion_of(proofs, verdict=verdict)
