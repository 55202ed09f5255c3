"""What went out by mail, what of one document did, and sending it again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from freehold.delegation.request import SignedInRequest
from freehold.dunning.actions.send_document import send_document
from freehold.dunning.permissions import BLOCK_REMINDERS, SEND_DOCUMENT
from freehold.dunning.queries import (
    LetterFacts,
    count_unsent,
    find_block,
    find_overdue,
    letters_of,
    list_letters,
    list_reminders,
    reminders_of,
)
from freehold.dunning.views.overdue import told_next
from freehold.dunning.words import LETTERS, NO_ADDRESS, STATES
from freehold.invoicing.queries.lists import InvoiceSide, get_invoice
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import may
from freehold.kernel.schemas import part_of
from freehold.ui.frame import Place
from freehold.ui.paging import place_in

PAGE = 50


@require_safe
def letters(request: SignedInRequest) -> HttpResponse:
    """Documents that went out, the newest first, or those alone that could not."""
    is_unsent = request.GET.get("state") == "unsent"
    found = list_letters(request.actor, is_unsent=is_unsent, after=place_in(request, UUID), limit=PAGE + 1)
    part = part_of(found, limit=PAGE, place=lambda one: one.id)
    return render(
        request,
        "dunning/letters.html",
        {
            "letters": [(one, *_pill(one)) for one in part.items],
            "next": part.next,
            "unsent": count_unsent(request.actor).documents,
            "states": [("unsent", _("Not sent"))],
            "is_narrowed": is_unsent,
            "tabs": _tabs("dunning:letters"),
        },
    )


@require_safe
def reminders(request: SignedInRequest) -> HttpResponse:
    """Reminders of all invoices, the newest first, or those alone that were turned down."""
    is_unsent = request.GET.get("state") == "unsent"
    found = list_reminders(request.actor, is_unsent=is_unsent, after=place_in(request, UUID), limit=PAGE + 1)
    part = part_of(found, limit=PAGE, place=lambda one: one.id)
    return render(
        request,
        "dunning/reminders.html",
        {
            "reminders": [
                (one, LETTERS[one.written.wording], *STATES[one.written.state]) for one in part.items
            ],
            "next": part.next,
            "unsent": count_unsent(request.actor).reminders,
            "states": [("unsent", _("Not sent"))],
            "is_narrowed": is_unsent,
            "tabs": _tabs("dunning:reminders_sent"),
        },
    )


@require_safe
def document(request: SignedInRequest, invoice_id: UUID) -> HttpResponse:
    """The letters of one document."""
    invoice = get_invoice(request.actor, invoice_id)
    if invoice.side is not InvoiceSide.ISSUED:
        raise NotFound
    found = letters_of(request.actor, invoice_id)
    overdue = find_overdue(request.actor, invoice_id)
    return render(
        request,
        "dunning/document.html",
        {
            "invoice": invoice,
            "letters": [(one, *_pill(one)) for one in found],
            "overdue": overdue,
            "coming": told_next(overdue) if overdue else "",
            "reminders": [
                (one, LETTERS[one.wording], *STATES[one.state])
                for one in reminders_of(request.actor, invoice_id)
            ],
            "stopped": find_block(request.actor, invoice_id),
            "may_block": bool(invoice.open.amount) and may(request.actor, BLOCK_REMINDERS),
            "may_send": may(request.actor, SEND_DOCUMENT),
        },
    )


@require_POST
def send(request: SignedInRequest, invoice_id: UUID) -> HttpResponse:
    """Send it, if need be again."""
    try:
        to = send_document(invoice_id, actor=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("It is on its way to %(to)s.") % {"to": to})
    return redirect("dunning:document", invoice_id=invoice_id)


def _tabs(current: str) -> list[Place]:
    places = {"dunning:letters": _("Invoices and credit notes"), "dunning:reminders_sent": _("Reminders")}
    return [Place(label, reverse(name), "", current=name == current) for name, label in places.items()]


def _pill(letter: LetterFacts) -> tuple[object, object]:
    return STATES[letter.state] if letter.state else NO_ADDRESS
