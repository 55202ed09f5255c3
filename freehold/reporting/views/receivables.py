"""What is owed: by customer, plan and month, as a page with its chart, and as CSV."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from freehold.delegation.request import SignedInRequest
from freehold.kernel.money import EXPONENTS, Money
from freehold.kernel.schemas import part_of
from freehold.reporting.queries.margin import name_of_buyer
from freehold.reporting.queries.receivables import OwedRow, Receivables
from freehold.reporting.queries.receivables import receivables as owed_to
from freehold.reporting.states import Age, By, OwedSort
from freehold.reporting.tables import receivables_table
from freehold.reporting.views.parts import Chip, tabs, url_with, uuid_in
from freehold.reporting.words import AGES, HEADS, ROWS, told_month
from freehold.ui.charts import Chart, Figure, Series, bar_chart
from freehold.ui.formats import SYMBOLS, written_money
from freehold.ui.paging import place_in

PAGE = 50
SHOWN = (By.CUSTOMER, By.PLAN, By.MONTH)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is printed: an amount for each age, and all of it."""

    name: str
    url: str
    amounts: tuple[tuple[str, Money], ...]
    open: Money


@require_safe
def page(request: SignedInRequest) -> HttpResponse:
    """What is open today."""
    found = _asked(request)
    numbered = list(enumerate(found.rows))[(place_in(request, int) or -1) + 1 :]
    part = part_of(numbered[: PAGE + 1], limit=PAGE, place=lambda one: one[0])
    buyer_id = uuid_in(request.GET.get("customer", ""))
    return render(
        request,
        "reporting/receivables.html",
        {
            "tabs": tabs(request.actor, "receivables"),
            "on": found.on,
            "figures": _figures(found) if found.currency else [],
            "chart": _chart(found) if found.currency else None,
            "rows": [_row(found, row) for _number, row in part.items],
            "next": part.next,
            "head": HEADS[found.by],
            "heads": ROWS[found.by],
            "ages": list(AGES.values()),
            "sort": request.GET.get("sort") or ("" if found.by is By.MONTH else OwedSort.OPEN_DOWN.value),
            "by_chips": [
                Chip(str(ROWS[one]), url_with(request.GET, by=one, sort=""), one is found.by) for one in SHOWN
            ],
            "currency_chips": [
                Chip(one, url_with(request.GET, currency=one), one == found.currency)
                for one in found.currencies
            ],
            "only": [Chip(name_of_buyer(request.actor, buyer_id), url_with(request.GET, customer=""), True)]
            if buyer_id
            else [],
            "csv_query": request.GET.urlencode(),
        },
    )


@require_safe
def csv(request: SignedInRequest) -> HttpResponse:
    """The same rows for a spreadsheet."""
    found = _asked(request)
    answer = HttpResponse(receivables_table(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="receivables-{found.on:%Y-%m-%d}.csv"'
    return answer


def _asked(request: SignedInRequest) -> Receivables:
    """What an address asks for; what it cannot be read to mean is as if it were not there."""
    query = request.GET
    return owed_to(
        request.actor,
        by=next((one for one in SHOWN if one == query.get("by")), By.CUSTOMER),
        currency=next((one for one in EXPONENTS if one == query.get("currency")), ""),
        buyer_id=uuid_in(query.get("customer", "")),
        sort=next((one for one in OwedSort if one == query.get("sort")), None),
    )


def _figures(found: Receivables) -> list[Figure]:
    count = ngettext("%(count)s invoice", "%(count)s invoices", found.invoices) % {"count": found.invoices}
    figures = [
        Figure(_("Open"), _money(found, found.total.open), note=count),
        Figure(_("Overdue"), _money(found, found.total.overdue)),
    ]
    if found.credit:
        note = _("paid or credited beyond invoices, not taken off here")
        figures.append(Figure(_("Your customers’ credit"), _money(found, found.credit), note=note))
    return figures


def _chart(found: Receivables) -> Chart:
    return bar_chart(
        _("How long it has been due"),
        [str(words) for words in AGES.values()],
        [Series(_("Open"), [found.total.of(age) for age in Age])],
        unit=SYMBOLS.get(found.currency, found.currency),
    )


def _money(found: Receivables, amount: Decimal) -> str:
    return written_money(Money(amount, found.currency))


def _row(found: Receivables, row: OwedRow) -> Row:
    url = ""
    if found.by is By.CUSTOMER:
        url = f"{reverse('invoicing:issued')}?buyer={row.key}"
    return Row(
        name=told_month(date.fromisoformat(row.key)) if found.by is By.MONTH else row.name,
        url=url,
        amounts=tuple((str(AGES[age]), Money(row.owed.of(age), found.currency)) for age in Age),
        open=Money(row.owed.open, found.currency),
    )
