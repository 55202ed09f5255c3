"""Invoices in lists: what one has issued, and what one has received."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from freehold.delegation.request import SignedInRequest
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.permissions import RUN_INVOICES, SET_BUYER_PROFILE
from freehold.invoicing.queries.lists import InvoiceOrder, InvoiceSide, list_invoices, place, sums_by_standing
from freehold.invoicing.states import Standing
from freehold.invoicing.words import KINDS, STANDINGS
from freehold.kernel import clock
from freehold.kernel.permission import may
from freehold.kernel.schemas import part_of
from freehold.ui.charts import Figure
from freehold.ui.formats import written_money
from freehold.ui.paging import place_in

PAGE = 50


@require_safe
def issued(request: SignedInRequest) -> HttpResponse:
    """What the seller has issued."""
    return _list(request, InvoiceSide.ISSUED)


@require_safe
def received(request: SignedInRequest) -> HttpResponse:
    """What one has received oneself."""
    return _list(request, InvoiceSide.RECEIVED)


def _list(request: SignedInRequest, side: InvoiceSide) -> HttpResponse:
    sort = request.GET.get("sort", "")
    order = next((one for one in InvoiceOrder if one == sort), InvoiceOrder.NEWEST)
    kinds = [kind for kind in DocumentKind if kind == request.GET.get("kind")]
    standings = [standing for standing in Standing if standing == request.GET.get("state")]
    buyer_id = _buyer_id(request)
    found = list_invoices(
        request.actor,
        side=side,
        buyer_id=buyer_id,
        kinds=kinds,
        standings=standings,
        search=request.GET.get("q", "").strip(),
        order=order,
        after=place_in(request, tuple[str, UUID]),
        limit=PAGE + 1,
    )
    part = part_of(found, limit=PAGE, place=lambda one: place(one, order))
    return render(
        request,
        "invoicing/list.html",
        {
            "invoices": part.items,
            "next": part.next,
            "sort": order.value,
            "is_issued": side is InvoiceSide.ISSUED,
            "figures": _figures(request, side),
            "state_choices": [(standing.value, words) for standing, words in STANDINGS.items()],
            "kind_choices": [(kind.value, words) for kind, words in KINDS.items()],
            "may_run": side is InvoiceSide.ISSUED and may(request.actor, RUN_INVOICES),
            "may_address": side is InvoiceSide.RECEIVED and may(request.actor, SET_BUYER_PROFILE),
            "is_narrowed": bool(kinds or standings or buyer_id or request.GET.get("q")),
        },
    )


def _figures(request: SignedInRequest, side: InvoiceSide) -> list[Figure]:
    """How invoices stand, each currency for itself: all that is open, and what was paid or credited of this year's."""
    year = clock.today().replace(month=1, day=1)
    found = []
    for one in sums_by_standing(request.actor, side=side, since=year):
        count = ngettext("%(count)s invoice", "%(count)s invoices", one.invoices) % {"count": one.invoices}
        label = {
            Standing.OPEN: _("Open, not due yet"),
            Standing.OVERDUE: _("Overdue"),
            Standing.PAID: _("Paid of %(year)s") % {"year": year.year},
            Standing.CREDITED: _("Credited of %(year)s") % {"year": year.year},
        }[one.standing]
        url = f"{request.path}?{urlencode({'state': one.standing.value})}"
        found.append(Figure(label, written_money(one.amount), note=count, url=url))
    return found


def _buyer_id(request: SignedInRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("buyer", ""))
    except ValueError:
        return None
