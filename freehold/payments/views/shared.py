"""What the pages of payments share."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from freehold.delegation.request import SignedInRequest
from freehold.invoicing.collected import warning_of
from freehold.invoicing.ledger import OpenInvoice
from freehold.kernel.permission import may
from freehold.payments.permissions import SEE_PAYMENTS
from freehold.ui.formats import written_money
from freehold.ui.frame import Place


def tabs(request: SignedInRequest) -> list[Place]:
    """The pages beside each other, as far as the actor may see them."""
    found = [Place(_("Payments"), reverse("payments:payments"), "")]
    if may(request.actor, SEE_PAYMENTS):
        found.append(Place(_("Bank statements"), reverse("payments:statements"), ""))
        found.append(Place(_("Direct debit"), reverse("payments:debits"), ""))
    here = max((one.url for one in found if request.path.startswith(one.url)), key=len, default="")
    return [Place(one.label, one.url, "", current=one.url == here) for one in found]


def warn_of_debits(request: SignedInRequest, invoice_ids: Iterable[UUID]) -> None:
    """Say of each of these invoices, which were just paid, that a debit of it is made."""
    for debit in {warning_of(one) for one in invoice_ids} - {""}:
        messages.warning(request, debit)


def invoice_choices(invoices: list[OpenInvoice], *, with_buyer: bool) -> list[tuple[str, str]]:
    """Open invoices as one chooses them."""
    return [
        (
            str(one.invoice_id),
            _("%(number)s%(buyer)s, due %(day)s: %(open)s")
            % {
                "number": one.number,
                "buyer": f" · {one.buyer_name}" if with_buyer else "",
                "day": date_format(one.due_on, "DATE_FORMAT"),
                "open": written_money(one.open),
            },
        )
        for one in invoices
    ]
