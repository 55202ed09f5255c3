"""One visit of a person to their own mail: who they are, how IMAP lets them in, and what goes wrong on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import register_converter, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from freehold.accounts.mail_session import (
    forget_mail_session,
    is_due,
    kept_mail_session,
    renew_mail_session,
)
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused, Unreachable
from freehold.services.mail.inbox.engine.pool import POOL, Access
from freehold.services.mail.inbox.forms import LetterForm
from freehold.services.mail.inbox.queries import OwnMailbox, find_own_mailbox
from freehold.services.mail.inbox.rules.keys import MessageKey, read_key

UNDO_KEY = "inbox_undo"
SET_ASIDE_KEY = "inbox_set_aside"
LETTER_FIELDS = frozenset(LetterForm.base_fields) - {"attached", "keep"}
Rest = ParamSpec("Rest")


class FolderConverter:
    """A folder's name as one part of an address."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """The name."""
        return value.replace("~s", "/").replace("~d", ".").replace("~t", "~")

    def to_url(self, value: str) -> str:
        """The part of the address. A name of dots alone would be a step up."""
        safe = value.replace("~", "~t").replace("/", "~s")
        return safe.replace(".", "~d") if not safe.strip(".") else safe


class KeyConverter:
    """A message's key as one part of an address."""

    regex = r"\d{1,10}-\d{1,10}"

    def to_python(self, value: str) -> MessageKey:
        """The key."""
        key = read_key(value)
        if key is None:
            raise ValueError(value)
        return key

    def to_url(self, value: MessageKey) -> str:
        """The part of the address."""
        return str(value)


register_converter(FolderConverter, "folder")
register_converter(KeyConverter, "message")


@dataclass(frozen=True, slots=True)
class Visit:
    """Who reads, whose mailbox it is, and how it is reached."""

    actor: Actor
    mailbox: OwnMailbox
    access: Access


View = Callable[Concatenate[HttpRequest, Visit, Rest], HttpResponse]


def own_mail(view: View[Rest]) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Let a page open the signed-in person's own mail.

    The mail server must see the session's password, so it is made on one request and used from the next one on:
    a page without it makes it and comes again.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        visit = _visit(request)
        if isinstance(visit, HttpResponse):
            return visit
        try:
            return _shown(view, request, visit, *args, **kwargs)
        except NotFound:
            return render(request, "inbox/gone.html", status=404)
        except Unreachable:
            return render(request, "inbox/away.html", {"reason": "unreachable"}, status=503)
        except Refused as refusal:
            if refusal.code != "mail_sign_in":
                raise
            forget_mail_session(request.session)
            return _away(request, "off")

    return cast(Callable[Concatenate[HttpRequest, Rest], HttpResponse], never_cache(page))


def _shown(
    view: View[Rest], request: HttpRequest, visit: Visit, *args: Rest.args, **kwargs: Rest.kwargs
) -> HttpResponse:
    """Answer. A page that is only read is tried again when the connection of an earlier request ended under it."""
    reused = POOL.holds(visit.access)
    try:
        return view(request, visit, *args, **kwargs)
    except Unreachable:
        if not reused or request.method not in ("GET", "HEAD"):
            raise
        POOL.forget(visit.access)
        return view(request, visit, *args, **kwargs)


def _visit(request: HttpRequest) -> Visit | HttpResponse:
    """The visit, or what to answer instead."""
    actor: Actor | None = getattr(request, "actor", None)
    reading = request.method in ("GET", "HEAD")
    if actor is None:  # on the few paths that strangers reach: settings.KEEPING_PATHS
        again = request.get_full_path() if reading else _set_aside(request)
        return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': again})}")
    mailbox = find_own_mailbox(actor)
    if mailbox is None:
        return render(request, "inbox/none.html", {"under_grant": actor.grant_id is not None}, status=404)
    if mailbox.paused:
        return _away(request, "paused")
    kept = kept_mail_session(request.session, actor=actor)
    if kept is None or (reading and is_due(kept)):
        renew_mail_session(request.session, actor=actor)
        return redirect(request.get_full_path() if reading else _set_aside(request))
    return Visit(actor, mailbox, Access(mailbox.login, kept.secret))


def _away(request: HttpRequest, reason: str) -> HttpResponse:
    """Say that there is no mail just now; a letter that was being written waits."""
    if request.method == "POST":
        _set_aside(request)
    context = {"reason": reason, "set_aside": SET_ASIDE_KEY in request.session}
    return render(request, "inbox/away.html", context, status=403)


def take_set_aside(request: HttpRequest, visit: Visit, senders: frozenset[str]) -> dict[str, str] | None:
    """What this person wrote when their visit ended, once; somebody else's is forgotten unread."""
    left = request.session.pop(SET_ASIDE_KEY, None)
    if not isinstance(left, dict) or left.get("sender", visit.mailbox.login) not in senders:
        return None
    return {str(name): str(value) for name, value in left.items()}


def _set_aside(request: HttpRequest) -> str:
    """Keep what somebody wrote whose visit had ended, and give the address that goes on from there.

    It waits in the session, which is sealed and lives on through signing in; nothing was done with it.
    """
    if request.path != reverse("inbox:write"):
        words = gettext("Your visit had ended, so nothing was done. Do it again now.")
        request.session[UNDO_KEY] = {"words": words}
        return reverse("inbox:inbox")
    if request.POST.get("act") != "discard":
        request.session[SET_ASIDE_KEY] = {
            name: request.POST[name] for name in LETTER_FIELDS if request.POST.get(name)
        }
    return request.path
