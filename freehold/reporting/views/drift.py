"""Drift: where bought, provided and billed differ, as a page that is to be empty."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.schemas import cursor_of
from freehold.reporting.queries.drift import Drift, drift, last_period
from freehold.reporting.views.parts import Chip, tabs, url_with
from freehold.reporting.words import BETWEEN, told_difference
from freehold.ui.paging import place_in

SPANS = (2, 12, 24)
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A difference as it is printed."""

    number: str
    customer: str
    plan: str
    between: str
    first: date
    last: date
    told: str


@require_safe
def page(request: SignedInRequest) -> HttpResponse:
    """Compare, and show what differs."""
    months = next((span for span in SPANS if str(span) == request.GET.get("months")), SPANS[0])
    checked = drift(request.actor, last_period(clock.today(), months=months), after=place_in(request, UUID))
    return render(
        request,
        "reporting/drift.html",
        {
            "tabs": tabs(request.actor, "drift"),
            "checked": checked,
            "rows": [_row(one) for one in checked.drifts[:MOST_SHOWN]],
            "count": len(checked.drifts),
            "is_cut": len(checked.drifts) > MOST_SHOWN,
            "next": cursor_of(str(checked.next)) if checked.next else None,
            "span_chips": [
                Chip(
                    ngettext("%(count)s month", "%(count)s months", span) % {"count": span},
                    url_with(request.GET, months="" if span == SPANS[0] else str(span)),
                    span == months,
                )
                for span in SPANS
            ],
        },
    )


def _row(one: Drift) -> Row:
    return Row(
        number=one.number,
        customer=one.customer,
        plan=one.plan,
        between=str(BETWEEN[one.difference.kind]),
        first=one.difference.days.start,
        last=one.difference.days.last_day,
        told=told_difference(one.difference),
    )
