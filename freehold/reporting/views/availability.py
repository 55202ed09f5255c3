"""How services answered, as a page for those who sell them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from freehold.catalog.words import written_percent
from freehold.delegation.request import SignedInRequest
from freehold.invoicing.charged import GivenCredit
from freehold.kernel import clock
from freehold.reporting.queries.availability import availability, credits_of
from freehold.reporting.words import written_availability, written_minutes


@require_safe
def page(request: SignedInRequest) -> HttpResponse:
    """Each service by month and door, and what was credited."""
    credits_ = credits_of(request.actor)
    return render(
        request,
        "reporting/availability.html",
        {
            "services": [
                (
                    service,
                    [
                        (
                            date_format(one.month, "YEAR_MONTH_FORMAT"),
                            written_availability(one.whole),
                            list(zip(service.doors, map(written_availability, one.doors), strict=True)),
                            written_minutes(one.whole.down),
                            written_minutes(one.unknown),
                        )
                        for one in service.months
                    ],
                )
                for service in availability(request.actor, now=clock.now())
            ],
            "given": [(*_told(one), credits_.names.get(one.buyer_id, "")) for one in credits_.given],
            "got": [_told(one) for one in credits_.got],
        },
    )


def _told(credit: GivenCredit) -> tuple[GivenCredit, str, str, str]:
    return (
        credit,
        date_format(credit.month, "YEAR_MONTH_FORMAT"),
        written_availability(credit.measured),
        written_percent(credit.promised),
    )
