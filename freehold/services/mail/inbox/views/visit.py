"""One visit of a person to their own mail: who they are, how IMAP lets them in, and what goes wrong on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import register_converter
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
from freehold.services.mail.inbox.engine.connection import Access
from freehold.services.mail.inbox.queries import OwnMailbox, find_own_mailbox
from freehold.services.mail.inbox.rules.keys import MessageKey, read_key

UNDO_KEY = "inbox_undo"
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
            return view(request, visit, *args, **kwargs)
        except NotFound:
            return render(request, "inbox/gone.html", status=404)
        except Unreachable:
            return render(request, "inbox/away.html", {"reason": "unreachable"}, status=503)
        except Refused as refusal:
            if refusal.code != "mail_sign_in":
                raise
            forget_mail_session(request.session)
            return render(request, "inbox/away.html", {"reason": "off"}, status=403)

    return cast(Callable[Concatenate[HttpRequest, Rest], HttpResponse], never_cache(page))


def _visit(request: HttpRequest) -> Visit | HttpResponse:
    """The visit, or what to answer instead."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
    mailbox = find_own_mailbox(actor)
    if mailbox is None:
        return render(request, "inbox/none.html", {"under_grant": actor.grant_id is not None}, status=404)
    kept = kept_mail_session(request.session, actor=actor)
    reading = request.method in ("GET", "HEAD")
    if kept is None or (reading and is_due(kept)):
        renew_mail_session(request.session, actor=actor)
        if not reading:
            request.session[UNDO_KEY] = {
                "words": gettext("Your visit had ended, so nothing was done. Do it again now.")
            }
        return redirect(request.get_full_path() if reading else "inbox:inbox")
    return Visit(actor, mailbox, Access(mailbox.login, kept.secret))
