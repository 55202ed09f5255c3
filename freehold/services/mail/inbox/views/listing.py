"""Lists: a folder's conversations or messages, and what a search finds, in one folder or everywhere."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from freehold.kernel import clock
from freehold.kernel.errors import Unreachable
from freehold.services.mail.inbox.engine.answers import Page, Row
from freehold.services.mail.inbox.engine.connection import open_mail
from freehold.services.mail.inbox.engine.lists import conversation_page, message_page, page_everywhere
from freehold.services.mail.inbox.engine.mailbox import Mail
from freehold.services.mail.inbox.rules.conversations import are_listed_together, speakers
from freehold.services.mail.inbox.rules.keys import Folder, FolderRole, ticket_of
from freehold.services.mail.inbox.rules.search import Criterion, criteria_of
from freehold.services.mail.inbox.views.frames import folder_called, frame
from freehold.services.mail.inbox.views.visit import UNDO_KEY, Visit, own_mail

ROWS = 50
ONE_BY_ONE_COOKIE = "mail-one-by-one"
A_YEAR_SECONDS = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list, as it is printed. `ticket` names its messages in a form."""

    ticket: str
    address: str
    people: str
    subject: str
    preview: str
    when: str
    when_exactly: str
    instant: str
    count: int
    folder: Folder
    unread: bool
    flagged: bool
    answered: bool
    forwarded: bool
    attachment: bool


@own_mail
@require_safe
def show_folder(request: HttpRequest, visit: Visit, folder: str = "INBOX") -> HttpResponse:
    """A folder's conversations or messages, or those that a search finds, the newest first."""
    query = request.GET.get("q", "").strip()[:300]
    criteria = criteria_of(query)
    everywhere = bool(criteria) and "everywhere" in request.GET
    one_by_one = shows_one_by_one(request)
    number = _page_number(request.GET.get("page", ""))
    page, together, too_slow = Page((), 0, 1, 1), False, False
    folders: list[Folder] = []
    try:
        with open_mail(visit.access) as mail:
            folders = mail.folders()
            here = folder_called(folders, folder)
            quota = mail.quota()
            together = are_listed_together(here.role) and not criteria and not one_by_one
            page = _page(mail, folders, here, number, criteria, together=together, everywhere=everywhere)
    except Unreachable:
        if not (folders and criteria):
            raise
        too_slow = True  # a search of every word of very much mail
    first = (page.number - 1) * ROWS + 1 if page.rows else 0
    now = timezone.localtime(clock.now())
    by_name = {one.name: one for one in folders}
    context = frame(folders, here, quota=quota) | {
        "lines": [
            line_of(row, by_name.get(row.folder, here), own=visit.mailbox.login, now=now) for row in page.rows
        ],
        "page": page,
        "query": query,
        "everywhere": everywhere,
        "together": together,
        "may_group": are_listed_together(here.role) and not criteria,
        "too_slow": too_slow,
        "first": first,
        "until": first + len(page.rows) - 1 if page.rows else 0,
        "newer": _address(here, page.number - 1, query, everywhere=everywhere) if page.number > 1 else "",
        "older": _address(here, page.number + 1, query, everywhere=everywhere)
        if page.number < page.last
        else "",
        "everywhere_address": _address(here, 1, query, everywhere=True),
        "here_address": _address(here, 1, query, everywhere=False),
        "undo": request.session.pop(UNDO_KEY, None),
    }
    response = render(request, "inbox/folder.html", context)
    if "by" in request.GET:
        response.set_cookie(
            ONE_BY_ONE_COOKIE, "yes" if one_by_one else "no", max_age=A_YEAR_SECONDS, httponly=True, samesite="Lax",
            secure=request.is_secure(),
        )  # fmt: skip
    return response


def shows_one_by_one(request: HttpRequest) -> bool:
    """Whether this reader wants each message by itself: as just asked for, or as kept in the browser."""
    asked = request.GET.get("by", "")
    return asked == "message" if asked else request.COOKIES.get(ONE_BY_ONE_COOKIE) == "yes"


def line_of(row: Row, folder: Folder, *, own: str, now: datetime) -> Line:
    """A row as it is printed."""
    at = timezone.localtime(row.at)
    kind = "answer" if folder.role is FolderRole.DRAFTS else "message"
    rest = ["edit"] if kind == "answer" else []
    return Line(
        ticket=ticket_of(row.keys),
        address=reverse(f"inbox:{kind}", args=[row.folder, row.key, *rest]),
        people=_people(row, folder, own=own),
        subject=row.subject,
        preview=row.preview,
        when=_when(at, now),
        when_exactly=date_format(at, "DATETIME_FORMAT"),
        instant=at.isoformat(),
        count=len(row.keys),
        folder=folder,
        unread=row.unread,
        flagged=row.flagged,
        answered=row.answered,
        forwarded=row.forwarded,
        attachment=row.attachment,
    )


def _page(
    mail: Mail,
    folders: list[Folder],
    here: Folder,
    number: int,
    criteria: tuple[Criterion, ...],
    *,
    together: bool,
    everywhere: bool,
) -> Page:
    if everywhere:
        return page_everywhere(mail, folders, number=number, size=ROWS, criteria=criteria)
    if here.total == 0 and here.name not in {folder.name for folder in folders}:
        return Page((), 0, 1, 1)
    if together:
        return conversation_page(mail, here.name, number=number, size=ROWS)
    return message_page(mail, here.name, number=number, size=ROWS, criteria=criteria)


def _people(row: Row, folder: Folder, *, own: str) -> str:
    if folder.role in (FolderRole.SENT, FolderRole.DRAFTS):
        names = [person.label for person in row.recipients[:3]]
        return gettext("To: %s") % (", ".join(names) or gettext("nobody yet"))
    return speakers(row.authors, own=frozenset({own}), me=gettext("me")) or gettext("Unknown sender")


def _when(at: datetime, now: datetime) -> str:
    if at.date() == now.date():
        return time_format(at, "TIME_FORMAT")
    return date_format(at, "j M" if at.year == now.year else "SHORT_DATE_FORMAT")


def _page_number(text: str) -> int:
    return int(text) if text.isdigit() and 0 < int(text[:6]) < 100_000 else 1


def _address(folder: Folder, number: int, query: str, *, everywhere: bool) -> str:
    asked = {"page": str(number)} if number > 1 else {}
    asked |= {"q": query} if query else {}
    asked |= {"everywhere": "1"} if everywhere else {}
    address = reverse("inbox:folder", args=[folder.name])
    return f"{address}?{urlencode(asked)}" if asked else address
