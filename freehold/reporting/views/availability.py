"""How services answered, as a page for those who sell them."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from freehold.catalog.words import written_percent
from freehold.delegation.request import SignedInRequest
from freehold.invoicing.charged import GivenCredit, place_of
from freehold.kernel import clock
from freehold.kernel.schemas import PAGE, part_of
from freehold.reporting.queries.availability import availability, credits_of
from freehold.reporting.words import written_availability, written_minutes
from freehold.ui.paging import place_in


@require_safe
def page(request: SignedInRequest) -> HttpResponse:
    """Each service by month and door, and what was credited."""
    credits_ = credits_of(
        request.actor,
        given_after=place_in(request, tuple[date, UUID]),
        got_after=place_in(request, tuple[date, UUID], parameter="before"),
        limit=PAGE + 1,
    )
    given = part_of(credits_.given, limit=PAGE, place=place_of)
    got = part_of(credits_.got, limit=PAGE, place=place_of)
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
            "given": [(*_told(one), credits_.names.get(one.buyer_id, "")) for one in given.items],
            "next_given": given.next,
            "got": [_told(one) for one in got.items],
            "next_got": got.next,
        },
    )


def _told(credit: GivenCredit) -> tuple[GivenCredit, str, str, str]:
    return (
        credit,
        date_format(credit.month, "YEAR_MONTH_FORMAT"),
        written_availability(credit.measured),
        written_percent(credit.promised),
    )
