"""What went wrong, in plain words: the one place that says what each kind of error is called on a page."""

import sys
from collections.abc import Sequence
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from freehold.accounts.queries.people import whom_to_ask
from freehold.delegation.queries import Entered
from freehold.kernel.actor import Actor
from freehold.kernel.errors import FreeholdError, NotPermitted, Unreachable

Words = tuple[str | Promise, str | Promise]  # what happened; what to do
AWAY = (OperationalError, InterfaceError)  # no connection, or one that broke
RETRY_AFTER_SECONDS = 10
WORDS: dict[int, Words] = {
    400: (_("This address or form cannot be read"), _("Go back and try once more.")),
    403: (
        _("You may not do this"),
        _("Your role does not allow it. Ask an administrator of your company. Nothing was changed."),
    ),
    404: (
        _("There is nothing here"),
        _("The page may have moved or been deleted, or it belongs to somebody else. Nothing was changed."),
    ),
    405: (_("This page does not work like that"), _("Go back and use the buttons of the page.")),
    409: (
        _("Somebody was quicker"),
        _("What you were looking at has changed meanwhile. Load the page again, then decide."),
    ),
    422: (_("This cannot be done now"), _("Nothing was changed.")),
    429: (_("That was too often"), _("Wait a few minutes, then try again.")),
    500: (
        _("Something broke on our side"),
        _("Nothing was changed. Try again; if it happens again, tell us what you were doing."),
    ),
    503: (_("A part of the platform does not answer"), _("Nothing is lost. Try again in a moment.")),
}


def error_page(request: HttpRequest, error: FreeholdError) -> HttpResponse:
    """The page of a refusal, with the error's own status."""
    status = int(error.status)
    title, todo = WORDS[status]
    if isinstance(error, NotPermitted):
        todo = _whom_to_ask(request)
    elif error.sentence:
        todo = ""
    response = _answer(request, status, title, text=error.sentence, todo=todo)
    if isinstance(error, Unreachable):
        response["Retry-After"] = str(error.retry_after_seconds)
    return response


def _whom_to_ask(request: HttpRequest) -> str:
    """Who can allow it: administrators of the actor's own company by name; in another company, its administrators."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return gettext("Nothing was changed.")
    if actor.grant_id is not None:
        return gettext("Ask the administrators of the company that gave you access. Nothing was changed.")
    names = whom_to_ask(actor)
    if not names:
        return gettext("Ask an administrator of your company. Nothing was changed.")
    return ngettext(
        "Ask %(names)s, who is an administrator of your company. Nothing was changed.",
        "Ask an administrator of your company: %(names)s. Nothing was changed.",
        len(names),
    ) % {"names": ", ".join(names)}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """400."""
    return _plain(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403."""
    return _plain(request, HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404."""
    return _plain(request, HTTPStatus.NOT_FOUND)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    """405, for a form that was sent to a page which takes none."""
    return _plain(request, HTTPStatus.METHOD_NOT_ALLOWED)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database is away. Asks it for nothing, and so bears no brand."""
    is_away = isinstance(sys.exc_info()[1], AWAY)
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_away else HTTPStatus.INTERNAL_SERVER_ERROR
    title, todo = WORDS[status]
    template = "ui/error_partial.html" if _is_htmx(request) else "ui/error.html"
    response = HttpResponse(render_to_string(template, {"title": title, "todo": todo}), status=status)
    if is_away:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403, when a form's own proof of origin is missing or old."""
    todo = _("Go back, load the page again and send the form once more. Nothing was changed.")
    return _answer(request, HTTPStatus.FORBIDDEN, _("This page was open for too long"), todo=todo)


def other_tenants_form(request: HttpRequest, *, shown_for: str, typed: list[str]) -> HttpResponse:
    """409, when one acts for another tenant than the one a form was shown for; "" is one's own company."""
    entered: Entered | None = getattr(request, "entered", None)
    now_for = entered.acting_for if entered else None
    own = gettext("your own company")
    text = gettext("You now act for %(now)s; this form was for %(then)s. Nothing was changed.") % {
        "now": now_for or own,
        "then": shown_for or own,
    }
    todo = _(
        "To send it, act for that company again and fill the form in anew; what you had typed stands below."
    )
    if not shown_for:
        todo = _(
            "To send it, leave this company first and fill the form in anew; what you had typed stands below."
        )
    title = _("This form was for another company")
    return _answer(request, HTTPStatus.CONFLICT, title, text=text, todo=todo, typed=typed)


def _plain(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    title, todo = WORDS[status]
    return _answer(request, status, title, todo=todo)


def _answer(
    request: HttpRequest,
    status: int,
    title: str | Promise,
    *,
    text: str = "",
    todo: str | Promise = "",
    typed: Sequence[str] = (),
) -> HttpResponse:
    """A page; for htmx a message that goes to the page's messages, whatever was to be swapped."""
    context = {"title": title, "text": text, "todo": todo, "typed": typed}
    if not _is_htmx(request):
        return render(request, "ui/error.html", context, status=status)
    response = render(request, "ui/error_partial.html", context, status=status)
    response["HX-Retarget"] = "#messages"
    response["HX-Reswap"] = "innerHTML show:window:top"
    return response


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
