"""The log as its tenant reads it.

`audit` lies below `delegation`, so that the request is told by what it bears: an actor.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from pydantic import AwareDatetime

from freehold.audit.queries import read_log, verify_own_log
from freehold.kernel.actor import Actor
from freehold.kernel.schemas import PAGE, part_of
from freehold.ui.paging import place_in

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
        before=place_in(request, tuple[AwareDatetime, UUID], parameter="before"),
        limit=PAGE + 1,
    )
    part = part_of(lines, limit=PAGE, place=lambda line: (line.at, line.id))
    return render(
        request,
        "audit/log.html",
        {
            "lines": part.items,
            "kinds": KINDS,
            "next": part.next,
        },
    )


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Recompute the whole log now and say what was found."""
    return render(request, "audit/verify.html", {"verdict": verify_own_log(_actor(request))})


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
