"""Invoices in lists: what one has issued, and what one has received."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from freehold.delegation.request import SignedInRequest
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.permissions import RUN_INVOICES, SET_BUYER_PROFILE
from freehold.invoicing.queries import InvoiceOrder, InvoiceSide, list_invoices, place, sums
from freehold.invoicing.words import KINDS
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
    buyer_id = _buyer_id(request)
    found = list_invoices(
        request.actor,
        side=side,
        buyer_id=buyer_id,
        kinds=kinds,
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
            "kind_choices": [(kind.value, words) for kind, words in KINDS.items()],
            "may_run": side is InvoiceSide.ISSUED and may(request.actor, RUN_INVOICES),
            "may_address": side is InvoiceSide.RECEIVED and may(request.actor, SET_BUYER_PROFILE),
            "is_narrowed": bool(kinds or buyer_id or request.GET.get("q")),
        },
    )


def _figures(request: SignedInRequest, side: InvoiceSide) -> list[Figure]:
    """Sums of this year, each currency for itself."""
    year = clock.today().replace(month=1, day=1)
    found = []
    for one in sums(request.actor, side=side, since=year):
        count = ngettext("%(count)s invoice", "%(count)s invoices", one.invoices) % {"count": one.invoices}
        found.append(
            Figure(_("Invoiced in %(year)s") % {"year": year.year}, written_money(one.invoiced), note=count)
        )
        if one.credit_notes:
            notes = ngettext("%(count)s credit note", "%(count)s credit notes", one.credit_notes)
            found.append(
                Figure(_("Credited"), written_money(one.credited), note=notes % {"count": one.credit_notes})
            )
            found.append(Figure(_("Left"), written_money(one.left)))
    return found


def _buyer_id(request: SignedInRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("buyer", ""))
    except ValueError:
        return None
