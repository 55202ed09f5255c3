"""The page of the channel's numbers."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from freehold.channel.queries.numbers import AtRisk, BuyerNumbers, Numbers, numbers
from freehold.channel.rules.numbers import Month
from freehold.channel.words import RISKS
from freehold.delegation.request import SignedInRequest
from freehold.kernel.money import Money
from freehold.reporting.views.margin import chart_of, figures_of
from freehold.reporting.words import short_month
from freehold.tenants.states import TenantKind
from freehold.ui.charts import Chart, Figure, Series, bar_chart

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A buyer as it is printed."""

    name: str
    url: str
    customers: int
    seats: int
    change: str
    revenue: Money | None


@dataclass(frozen=True, slots=True)
class Risk:
    """Somebody who may be about to leave, as it is printed."""

    name: str
    url: str
    seats: int
    seats_before: int
    reasons: str


@require_safe
def page(request: SignedInRequest) -> HttpResponse:
    """How many partners, customers and seats there are, what they bring, and who may be about to leave."""
    found = numbers(request.actor)
    is_operator = request.entered.tenant_kind is TenantKind.OPERATOR
    has_partners = is_operator or any(month.at_end or month.gone for month in found.partners)
    labels = [short_month(month) for month in found.months]
    report = found.margin if found.margin and found.margin.currency else None
    return render(
        request,
        "channel/numbers.html",
        {
            "figures": _figures(found, with_partners=has_partners),
            "has_any": any(found.seats) or has_partners,
            "has_partners": has_partners,
            "seats": _seats(found, labels),
            "customers": _came_and_went(_("Customers that came and went"), labels, found.customers),
            "partners": _came_and_went(_("Partners that came and went"), labels, found.partners)
            if has_partners
            else None,
            "margin": chart_of(report) if report else None,
            "rows": [_row(one, report.currency if report else "") for one in found.buyers[:SHOWN]],
            "more": max(len(found.buyers) - SHOWN, 0),
            "sees_money": found.margin is not None,
            "at_risk": [_risk(one) for one in found.at_risk[:SHOWN]],
            "more_at_risk": max(len(found.at_risk) - SHOWN, 0),
        },
    )


def _figures(found: Numbers, *, with_partners: bool) -> list[Figure]:
    shown = [
        Figure(_("Customers served"), _written(found.customers[-1].at_end), _moves(found.customers[-1])),
        Figure(_("Seats"), _written(found.seats[-1]), _seats_note(found)),
        Figure(_("Churn last month"), _churn(found.customers), _("customers that went, of those there were")),
    ]
    if with_partners:
        shown.insert(
            0, Figure(_("Partners"), _written(found.partners[-1].at_end), _moves(found.partners[-1]))
        )
    if found.margin and found.margin.currency:
        shown.append(figures_of(found.margin)[2 if found.margin.total.cost else 0])
    return shown


def _moves(month: Month) -> str:
    return _("%(new)s new and %(gone)s gone this month") % {"new": month.new, "gone": month.gone}


def _seats_note(found: Numbers) -> str:
    change = found.seats[-1] - (found.seats[-2] if len(found.seats) > 1 else 0)
    return _("%(change)s this month") % {"change": f"{change:+d}"} if change else _("no change this month")


def _churn(months: tuple[Month, ...]) -> str:
    percent = months[-2].churn_percent if len(months) > 1 else None
    return "–" if percent is None else _("%(percent)s %%") % {"percent": number_format(percent)}


def _written(count: int) -> str:
    return number_format(count, force_grouping=True)


def _seats(found: Numbers, labels: list[str]) -> Chart:
    return bar_chart(
        _("Seats at the end of each month"), labels, [Series(_("Seats"), found.seats)], unit=_("seats")
    )


def _came_and_went(title: str, labels: list[str], months: tuple[Month, ...]) -> Chart:
    return bar_chart(
        title,
        labels,
        [Series(_("New"), [one.new for one in months]), Series(_("Gone"), [one.gone for one in months])],
        unit=_("in the month"),
    )


def _address(buyer_id: object, *, is_partner: bool) -> str:
    return reverse("customers:partner" if is_partner else "customers:customer", args=[buyer_id])


def _row(one: BuyerNumbers, currency: str) -> Row:
    change = one.seats - one.seats_before
    return Row(
        name=one.name,
        url=_address(one.buyer_id, is_partner=one.is_partner),
        customers=one.customers,
        seats=one.seats,
        change=f"{change:+d}" if change else "–",
        revenue=Money(one.revenue, currency) if one.revenue is not None and currency else None,
    )


def _risk(one: AtRisk) -> Risk:
    return Risk(
        name=f"{one.buyer_name} ({one.pseudonym})" if one.pseudonym else one.buyer_name,
        url=_address(one.buyer_id, is_partner=bool(one.pseudonym)),
        seats=one.seats,
        seats_before=one.seats_before,
        reasons=", ".join(str(RISKS[reason]) for reason in one.reasons),
    )
