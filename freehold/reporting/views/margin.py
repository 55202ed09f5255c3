"""What was earned: by customer, plan and month, as a page with its chart, and as CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.money import EXPONENTS, Money
from freehold.kernel.period import add_months
from freehold.kernel.schemas import part_of
from freehold.reporting.queries.margin import (
    Asked,
    MarginReport,
    MarginRow,
    last_months,
    margin,
    name_of_buyer,
)
from freehold.reporting.rules.earning import MOST_MONTHS, Earned
from freehold.reporting.states import By, Counted, Sort
from freehold.reporting.tables import margin_table
from freehold.reporting.views.parts import Chip, tabs, url_with, uuid_in
from freehold.reporting.words import (
    COUNTED,
    HEADS,
    LEFT,
    ROWS,
    WITHOUT,
    short_month,
    told_month,
    written_share,
)
from freehold.ui.charts import Chart, Figure, Series, bar_chart
from freehold.ui.formats import SYMBOLS, written_money
from freehold.ui.paging import place_in

PAGE = 50
SPANS = (3, 12, 24)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is printed."""

    name: str
    url: str
    revenue: Money
    cost: Money
    margin: Money
    share: str  # that the margin is of the revenue


@require_safe
def page(request: SignedInRequest) -> HttpResponse:
    """The report that the address asks for."""
    asked = asked_by(request.GET, clock.today())
    report = margin(request.actor, asked)
    numbered = list(enumerate(report.rows))[(place_in(request, int) or -1) + 1 :]
    part = part_of(numbered[: PAGE + 1], limit=PAGE, place=lambda one: one[0])
    return render(
        request,
        "reporting/margin.html",
        {
            "tabs": tabs(request.actor, "margin"),
            "figures": figures_of(report) if report.currency else [],
            "chart": chart_of(report) if report.currency else None,
            "rows": [_row(request.GET, report, row) for _number, row in part.items],
            "next": part.next,
            "head": HEADS[asked.by],
            "heads": ROWS[asked.by],
            "sort": (asked.sort or ("" if asked.by is By.MONTH else Sort.REVENUE_DOWN)),
            "is_behind": asked.by is By.END,
            "by_chips": _by_chips(request.GET, asked),
            "span_chips": _span_chips(request.GET),
            "counted_chips": [
                Chip(
                    str(words),
                    url_with(request.GET, counted="" if one is Counted.SERVED else one),
                    one is asked.counted,
                )
                for one, words in COUNTED.items()
            ],
            "currency_chips": [
                Chip(one, url_with(request.GET, currency=one), one == report.currency)
                for one in report.currencies
            ],
            "only": _only(request, asked),
            "first_month": told_month(asked.since),
            "last_month": told_month(add_months(asked.until, -1)),
            "csv_query": request.GET.urlencode(),
        },
    )


@require_safe
def csv(request: SignedInRequest) -> HttpResponse:
    """The same rows for a spreadsheet."""
    report = margin(request.actor, asked_by(request.GET, clock.today()))
    answer = HttpResponse(margin_table(report), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="margin-{report.asked.since:%Y-%m}.csv"'
    return answer


def asked_by(query: QueryDict, today: date) -> Asked:
    """What an address asks for; what it cannot be read to mean is as if it were not there."""
    since, until = _span(query, today)
    by = next((one for one in By if one == query.get("by")), By.CUSTOMER)
    buyer_id = uuid_in(query.get("customer", ""))
    return Asked(
        since=since,
        until=until,
        by=By.CUSTOMER if by is By.END and buyer_id is None else by,
        counted=next((one for one in Counted if one == query.get("counted")), Counted.SERVED),
        currency=next((one for one in EXPONENTS if one == query.get("currency")), ""),
        buyer_id=buyer_id,
        plan=query.get("plan") or None,
        sort=next((one for one in Sort if one == query.get("sort")), None),
    )


def _span(query: QueryDict, today: date) -> tuple[date, date]:
    """`months` up to and with the month `last`, such as 2030-06."""
    months = query.get("months", "")
    count = int(months) if months.isascii() and months.isdecimal() and len(months) < 4 else SPANS[1]
    count = min(max(count, 1), MOST_MONTHS)
    try:
        return last_months(date.fromisoformat(f"{query.get('last', '')}-01"), count)
    except ValueError:
        return last_months(today, count)


def figures_of(report: MarginReport) -> list[Figure]:
    """The sums, and what the margin is a part of."""
    total = report.total
    note = (
        ""
        if total.percent is None
        else _("%(percent)s of revenue") % {"percent": written_share(total.percent)}
    )
    vendors = (
        _("%(amount)s of it to vendors") % {"amount": _money(report.vendors, report)}
        if report.vendors
        else ""
    )
    return [
        Figure(_("Revenue"), _money(total.revenue, report)),
        Figure(_("Cost"), _money(total.cost, report), note=vendors),
        Figure(_("Margin"), _money(total.margin, report), note=note),
    ]


def chart_of(report: MarginReport) -> Chart:
    """What was charged and paid in each month, and what was left."""
    every = [earned for _month, earned in report.months]
    return bar_chart(
        str(LEFT[report.asked.counted]),
        [short_month(month) for month, _earned in report.months],
        [
            Series(_("Revenue"), [one.revenue for one in every]),
            Series(_("Cost"), [one.cost for one in every]),
        ],
        unit=SYMBOLS.get(report.currency, report.currency),
        lines=[Series(_("Margin"), [one.margin for one in every])],
    )


def _money(amount: Decimal, report: MarginReport) -> str:
    return written_money(Money(amount, report.currency))


def _row(query: QueryDict, report: MarginReport, row: MarginRow) -> Row:
    earned: Earned = row.earned
    name = told_month(date.fromisoformat(row.key)) if report.asked.by is By.MONTH else row.name
    return Row(
        name=name or str(WITHOUT[report.asked.by]),
        url=_within(query, report.asked.by, row.key),
        revenue=Money(earned.revenue, report.currency),
        cost=Money(earned.cost, report.currency),
        margin=Money(earned.margin, report.currency),
        share="–" if earned.percent is None else written_share(earned.percent),
    )


def _within(query: QueryDict, by: By, key: str) -> str:
    """Where a row leads: to what it is made of."""
    if not key:
        return ""
    if by is By.CUSTOMER:
        return url_with(query, customer=key, by=By.MONTH, sort="")
    if by is By.PLAN:
        return url_with(query, plan=key, by=By.CUSTOMER, sort="")
    if by is By.MONTH:
        return url_with(
            query, last=key[:7], months="1", by=By.PLAN if query.get("customer") else By.CUSTOMER, sort=""
        )
    return ""


def _by_chips(query: QueryDict, asked: Asked) -> list[Chip]:
    shown = [one for one in By if one is not (By.END if asked.buyer_id is None else By.CUSTOMER)]
    return [Chip(str(ROWS[one]), url_with(query, by=one, sort=""), one is asked.by) for one in shown]


def _span_chips(query: QueryDict) -> Sequence[Chip]:
    now = query.get("months", str(SPANS[1]))
    return [
        Chip(
            _("%(count)s months") % {"count": count},
            url_with(query, months=str(count), last=""),
            str(count) == now,
        )
        for count in SPANS
    ]


def _only(request: SignedInRequest, asked: Asked) -> list[Chip]:
    """What the report is narrowed to, each with the address without it."""
    found = []
    if asked.buyer_id:
        found.append(
            Chip(
                name_of_buyer(request.actor, asked.buyer_id),
                url_with(request.GET, customer="", by="", sort=""),
                True,
            )
        )
    if asked.plan:
        found.append(Chip(asked.plan, url_with(request.GET, plan="", by=By.PLAN, sort=""), True))
    if request.GET.get("last"):
        last = told_month(add_months(asked.until, -1))
        found.append(Chip(last, url_with(request.GET, last="", months="", by=By.MONTH, sort=""), True))
    return found
