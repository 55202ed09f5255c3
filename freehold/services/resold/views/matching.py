"""Seats sold beside seats bought."""

from datetime import date, timedelta
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.period import add_months
from freehold.kernel.table import written
from freehold.services.resold.queries.matching import matches_on
from freehold.services.resold.rules.matching import Verdict
from freehold.services.resold.views.tabs import tabs
from freehold.services.resold.words import VERDICTS

MOST = 500
MONTHS = 3
COLUMNS = ("customer", "order", "vendor", "product", "reference", "sold", "held", "billed", "verdict")


@require_safe
def matching(request: SignedInRequest) -> HttpResponse:
    """What was sold, what vendors hold and what they charge on one day; what disagrees first."""
    today = clock.today()
    day = _day(request.GET.get("day", ""), today)
    found = matches_on(request.actor, day)
    amiss = [one for one in found if one.verdict is not Verdict.AGREES]
    shown = amiss if request.GET.get("show") == "amiss" else found
    return render(
        request,
        "resold/matching.html",
        {
            "matches": [(one, VERDICTS[one.verdict]) for one in shown[:MOST]],
            "left": max(len(shown) - MOST, 0),
            "orders": len(found),
            "amiss": len(amiss),
            "day": day,
            "tabs": tabs(request.actor, "resold:matching"),
            "day_chips": _days(request, today, day),
            "show_choices": [("amiss", _("What disagrees"))],
        },
    )


@require_safe
def matching_csv(request: SignedInRequest) -> HttpResponse:
    """All of one day as CSV."""
    day = _day(request.GET.get("day", ""), clock.today())
    rows = [
        [
            one.customer,
            one.number,
            one.vendor,
            one.product,
            one.reference,
            Decimal(one.sold),
            Decimal(one.held),
            None if one.billed is None else Decimal(one.billed),
            one.verdict.value,
        ]
        for one in matches_on(request.actor, day)
    ]
    answer = HttpResponse(written(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="seats-{day}.csv"'
    return answer


def _days(request: SignedInRequest, today: date, shown: date) -> list[dict[str, object]]:
    """Today and the ends of the last months, which bills are about; and the day in the address, if it is another."""
    first = today.replace(day=1)
    ends = [add_months(first, -back) - timedelta(days=1) for back in range(MONTHS)]
    query = request.GET.copy()
    chips: list[dict[str, object]] = []
    for day in dict.fromkeys([today, *ends, shown]):
        query["day"] = day.isoformat()
        chips.append(
            {
                "label": _("Today") if day == today else date_format(day),
                "url": f"?{query.urlencode()}",
                "current": day == shown,
            }
        )
    return chips


def _day(given: str, today: date) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return today
