"""What is overdue and what comes next about it; stopping reminders about an invoice and letting them go on."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.delegation.request import SignedInRequest
from freehold.dunning.actions.allow_reminders import allow_reminders
from freehold.dunning.actions.block_reminders import block_reminders
from freehold.dunning.forms import BlockForm
from freehold.dunning.permissions import SET_PRACTICE
from freehold.dunning.queries import OverdueFacts, list_overdue, own_practice
from freehold.dunning.states import Outlook
from freehold.dunning.words import LETTERS, OUTLOOKS, WHY
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.queries.lists import InvoiceSide, get_invoice
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.money import Money
from freehold.kernel.permission import may
from freehold.ui.charts import Figure
from freehold.ui.formats import written_money

PAGE = 50


@require_safe
def overdue(request: SignedInRequest) -> HttpResponse:
    """Overdue invoices, the oldest first."""
    wanted = request.GET.get("next", "")
    outlook = next((one for one in Outlook if one == wanted), None)
    everything = list_overdue(request.actor)
    found = [one for one in everything if outlook is None or one.outlook is outlook]
    first = _first(request)
    practice = own_practice(request.actor)
    return render(
        request,
        "dunning/overdue.html",
        {
            "rows": [(one, told_next(one)) for one in found[first : first + PAGE]],
            "count": len(found),
            "next": str(first + PAGE) if len(found) > first + PAGE else "",
            "outlooks": _outlooks(everything, outlook),
            "figures": _figures(found),
            "is_narrowed": outlook is not None,
            "has_steps": bool(practice.steps),
            "may_set": may(request.actor, SET_PRACTICE),
        },
    )


@require_http_methods(["GET", "POST"])
def block(request: SignedInRequest, invoice_id: UUID) -> HttpResponse:
    """Stop reminders about an invoice."""
    invoice = get_invoice(request.actor, invoice_id)
    if invoice.side is not InvoiceSide.ISSUED or invoice.kind is not DocumentKind.INVOICE:
        raise NotFound
    form = BlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            block_reminders(invoice_id, reason=form.cleaned_data["reason"], actor=request.actor)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(request, _("No reminders about %(number)s.") % {"number": invoice.number})
            return redirect("dunning:document", invoice_id=invoice_id)
    return render(
        request,
        "dunning/block.html",
        {"invoice": invoice, "form": form},
        status=422 if form.errors else 200,
    )


@require_POST
def allow(request: SignedInRequest, invoice_id: UUID) -> HttpResponse:
    """Let reminders about it go on."""
    try:
        allow_reminders(invoice_id, actor=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Reminders go on."))
    return redirect("dunning:document", invoice_id=invoice_id)


def told_next(one: OverdueFacts) -> object:
    """What comes next in words, without its day."""
    if one.letter is not None and one.outlook in (Outlook.LETTER, Outlook.SUSPENSION):
        return LETTERS[one.letter]
    if one.outlook is Outlook.CREDIT:
        return WHY[one.outlook] % {"credit": written_money(one.credit)}
    return WHY[one.outlook]


def _outlooks(found: list[OverdueFacts], chosen: Outlook | None) -> list[tuple[str, object]]:
    """What the list can be narrowed to: what stands in it, where that differs."""
    there = {one.outlook for one in found} | ({chosen} if chosen else set())
    return (
        [(one.value, words) for one, words in OUTLOOKS.items() if one in there]
        if len(there) > 1 or chosen
        else []
    )


def _first(request: SignedInRequest) -> int:
    given = request.GET.get("after", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0


def _figures(found: list[OverdueFacts]) -> list[Figure]:
    """What is overdue in each currency; currencies are never added up."""
    sums: dict[str, Money] = {}
    for one in found:
        currency = one.open.currency
        sums[currency] = sums[currency] + one.open if currency in sums else one.open
    return [Figure(_("Overdue"), written_money(total)) for _currency, total in sorted(sums.items())]
