"""The customer's month: what it got of each service beside what it paid, as a page and as a table to keep."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.errors import NotFound
from freehold.kernel.period import Period
from freehold.metering.queries import readings_by_day
from freehold.metering.words import written_quantity
from freehold.provisioning.contract import Meter, OverDays
from freehold.provisioning.registry import meters_of
from freehold.reporting.queries.statement import (
    Got,
    ServicePart,
    Statement,
    find_month,
    months_of,
    statement_of,
)
from freehold.reporting.tables import statement_table
from freehold.reporting.words import written_availability, written_minutes, written_plans, written_unknown
from freehold.ui.charts import Chart, Figure, Series, bar_chart
from freehold.ui.formats import written_money
from freehold.ui.frame import Place

MOST_SERIES = 4


@dataclass(frozen=True, slots=True)
class ServiceLines:
    """One order as the page prints it."""

    part: ServicePart
    plan: str
    got: tuple[tuple[str, str, str], ...]  # what, how much, and what is to be said of it
    doors: tuple[
        tuple[str, str, str, str], ...
    ]  # by door: percent, minutes measured and without an answer, as written
    whole: str
    unknown: str
    chart: Chart | None


@require_safe
def page(request: SignedInRequest) -> HttpResponse:
    """The month of the address, or the last one that is over."""
    today = clock.today()
    months = months_of(request.actor, today=today)
    if not months:
        return render(request, "reporting/statement.html", {"months": ()})
    shown = _shown(months, request.GET.get("month", ""), today)
    found = statement_of(request.actor, shown, now=clock.now())
    here = reverse("reporting:statement")
    return render(
        request,
        "reporting/statement.html",
        {
            "statement": found,
            "title": date_format(shown.start, "YEAR_MONTH_FORMAT"),
            "value": shown.start.strftime("%Y-%m"),
            "months": [
                Place(
                    date_format(one.start, "YEAR_MONTH_FORMAT"),
                    f"{here}?month={one.start:%Y-%m}",
                    "",
                    current=one == shown,
                )
                for one in months
            ],
            "figures": _figures(found),
            "services": [_service(request, one, shown, today) for one in found.parts],
        },
    )


@require_safe
def csv(request: SignedInRequest, month: str) -> HttpResponse:
    """The same as CSV."""
    today = clock.today()
    shown = _month_named(month, months_of(request.actor, today=today))
    found = statement_of(request.actor, shown, now=clock.now())
    return HttpResponse(
        statement_table(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="statement-{shown.start:%Y-%m}.csv"'},
    )


def _month_named(month: str, months: list[Period]) -> Period:
    found = find_month(month, months)
    if found is None:
        raise NotFound
    return found


def _shown(months: list[Period], named: str, today: date) -> Period:
    if named:
        return _month_named(named, months)
    return next((one for one in months if one.end <= today), months[0])


def _figures(found: Statement) -> list[Figure]:
    figures = [
        Figure(
            _("Charged for this month"),
            written_money(one),
            note=_told_net(found),
        )
        for one in found.charged
    ]
    open_amounts = [one for one in found.open if one.amount]
    figures += [Figure(_("Still to be paid"), written_money(one)) for one in open_amounts]
    measured = [
        one.availability.whole for one in found.parts if one.availability and one.availability.whole.asked
    ]
    if measured:
        lowest = min(measured, key=lambda one: Decimal(one.up) / one.asked)
        figures.append(
            Figure(_("Availability"), written_availability(lowest), note=_("as measured, once a minute"))
        )
    return figures


def _told_net(found: Statement) -> str:
    if any(part.credit for part in found.parts):
        return _("without tax, less credits, so far") if found.is_running else _("without tax, less credits")
    return _("without tax, so far") if found.is_running else _("without tax")


def _service(request: SignedInRequest, part: ServicePart, month: Period, today: date) -> ServiceLines:
    known = part.availability
    return ServiceLines(
        part=part,
        plan=written_plans(part.plans),
        got=tuple(_line(one) for one in part.got),
        doors=tuple(
            (
                title,
                written_availability(minutes),
                written_minutes(minutes.asked),
                written_minutes(minutes.down),
            )
            for title, minutes in known.doors
        )
        if known
        else (),
        whole=written_availability(known.whole) if known else "",
        unknown=written_unknown(known.unknown) if known and known.whole.asked and known.unknown else "",
        chart=_chart(request, part, month, today),
    )


def _line(got: Got) -> tuple[str, str, str]:
    title = str(got.meter.title)
    if got.quantity is None:
        return (
            (title, written_quantity(got.now, got.meter), _("now"))
            if got.now is not None
            else (title, "", "")
        )
    notes = []
    if got.meter.over_days is OverDays.AVERAGE:
        notes.append(_("on average"))
        if got.last is not None:
            notes.append(_("%(quantity)s at the end") % {"quantity": written_quantity(got.last, got.meter)})
    if not got.is_whole:
        missing = got.days - got.days_read
        notes.append(
            ngettext("%(days)s day not measured", "%(days)s days not measured", missing) % {"days": missing}
        )
    return title, written_quantity(got.quantity, got.meter), ", ".join(notes)


def _chart(request: SignedInRequest, part: ServicePart, month: Period, today: date) -> Chart | None:
    """What happened on each day: of the meters that count events."""
    meters = [one for one in meters_of(part.order.kind).values() if one.over_days is OverDays.SUM]
    meters = meters[:MOST_SERIES]
    names = [one.name for one in meters]
    read = readings_by_day(request.actor, part.order.instance_id, names, period=part.days) if meters else {}
    meters = [one for one in meters if any(one.name in of_day for of_day in read.values())]
    days = [month.start + timedelta(days=number) for number in range(month.days)]
    days = [day for day in days if day < today]
    if not days or not meters:
        return None
    return bar_chart(
        _("Messages") if part.order.kind == "mail" else str(meters[0].title),
        [date_format(day, "j M") for day in days],
        [_series(meter, read, days) for meter in meters],
        unit=_("each day"),
    )


def _series(meter: Meter, read: dict[date, dict[str, Decimal]], days: list[date]) -> Series:
    values = [read.get(day, {}).get(meter.name, Decimal(0)) for day in days]
    return Series(str(meter.title), values)
