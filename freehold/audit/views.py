"""The log as its tenant reads it.

`audit` lies below `delegation`, so that the request is told by what it bears: an actor.
"""

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from freehold.audit.queries import read_log, verify_own_log
from freehold.kernel.actor import Actor

PAGE = 50
KINDS = [
    ("delegation.", _("Access")),
    ("accounts.", _("People")),
    ("domains.", _("Domains")),
    ("subscriptions.", _("Orders")),
    ("mail.", _("Mail")),
    ("refused", _("Refused")),
]


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The newest acts first, fifty a page."""
    subject, action = request.GET.get("subject", ""), request.GET.get("action", "")
    lines = read_log(
        _actor(request),
        subject_id=subject,
        action=action,
        before=_cursor(request.GET.get("before", "")),
        limit=PAGE + 1,
    )
    last = lines[PAGE - 1] if len(lines) > PAGE else None
    return render(
        request,
        "audit/log.html",
        {
            "lines": lines[:PAGE],
            "kinds": KINDS,
            "next": f"{last.at.isoformat()},{last.id}" if last else "",
        },
    )


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Recompute the whole log now and say what was found."""
    return render(request, "audit/verify.html", {"verdict": verify_own_log(_actor(request))})


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _cursor(text: str) -> tuple[datetime, UUID] | None:
    at, __, entry_id = text.partition(",")
    try:
        moment = datetime.fromisoformat(at)
        return (moment.astimezone(UTC), UUID(entry_id)) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
