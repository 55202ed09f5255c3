"""What the overview of a seller shows of reports. It asks for it once it is shown, so that it waits for nothing itself."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.permission import may
from freehold.reporting.permissions import SEE_DRIFT, SEE_MARGIN
from freehold.reporting.queries.drift import last_check
from freehold.reporting.queries.margin import Asked, last_months, margin
from freehold.reporting.states import By, Counted
from freehold.reporting.views.margin import chart_of
from freehold.ui.charts import Chart

MONTHS = 6


@require_safe
def small(request: SignedInRequest) -> HttpResponse:
    """What the nightly comparison found, and the margin of the last months; empty where there is neither."""
    sees_drift = may(request.actor, SEE_DRIFT)
    return render(
        request,
        "reporting/small.html",
        {
            "check": last_check(request.actor) if sees_drift else None,
            "chart": _chart(request) if may(request.actor, SEE_MARGIN) or not sees_drift else None,
        },
    )


def _chart(request: SignedInRequest) -> Chart | None:
    """By date of document: that is quick to sum, however many lines there are."""
    since, until = last_months(clock.today(), MONTHS)
    report = margin(request.actor, Asked(since, until, by=By.MONTH, counted=Counted.ISSUED))
    return chart_of(report) if report.currency else None
