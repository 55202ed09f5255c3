"""Seats sold beside seats bought."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.services.resold.queries.matching import matches_on
from freehold.services.resold.rules.matching import Verdict
from freehold.services.resold.views.tabs import tabs
from freehold.services.resold.words import VERDICTS

MOST = 500


@require_safe
def matching(request: SignedInRequest) -> HttpResponse:
    """What was sold, what vendors hold and what they charge on one day; what disagrees unless all is asked for."""
    day = _day(request.GET.get("day", ""))
    found = matches_on(request.actor, day)
    shows_all = request.GET.get("show") == "all"
    amiss = [one for one in found if one.verdict is not Verdict.AGREES]
    shown = found if shows_all else amiss
    return render(
        request,
        "resold/matching.html",
        {
            "matches": [(one, VERDICTS[one.verdict]) for one in shown[:MOST]],
            "left": max(len(shown) - MOST, 0),
            "count": len(found),
            "amiss": len(amiss),
            "day": day,
            "tabs": tabs(request.actor, "resold:matching"),
            "show_choices": [("all", _("All"))],
        },
    )


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return clock.today()
