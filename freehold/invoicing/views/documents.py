"""One invoice as a page and as a file, a credit on it, and what is next."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from freehold.delegation.request import SignedInRequest
from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.invoicing.actions.record_payment import record_payment
from freehold.invoicing.collected import warning_of
from freehold.invoicing.document import DocumentKind, Line
from freehold.invoicing.documents.forms import Form
from freehold.invoicing.forms import CreditForm, PaymentForm
from freehold.invoicing.ledger import moved_to
from freehold.invoicing.permissions import CREDIT_INVOICE, RECORD_PAYMENT
from freehold.invoicing.queries.documents import read_document, render_document
from freehold.invoicing.queries.lists import InvoiceSide, get_invoice, notes_of
from freehold.invoicing.queries.profiles import buyer_profile
from freehold.invoicing.queries.upcoming import next_invoice
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, NotFound, Refused
from freehold.kernel.money import EXPONENTS, Money
from freehold.kernel.permission import may
from freehold.kernel.pricing import FRACTIONS
from freehold.ui.formats import digits_of, written_number

DOWNLOADS = (
    (Form.PDF, "PDF"),
    (Form.CII, "XML (CII)"),
    (Form.UBL, "XML (UBL)"),
    (Form.FOCUS, "CSV (FOCUS)"),
    (Form.JOURNAL, gettext_lazy("CSV (journal)")),
)


@require_safe
def detail(request: SignedInRequest, invoice_id: UUID) -> HttpResponse:
    """One invoice, as it stands on paper."""
    invoice = get_invoice(request.actor, invoice_id)
    document = read_document(request.actor, invoice_id)
    is_issued = invoice.side is InvoiceSide.ISSUED
    return render(
        request,
        "invoicing/detail.html",
        {
            "invoice": invoice,
            "document": document,
            "lines": [_shown(line, document.currency) for line in document.lines],
            "taxes": [
                (
                    tax,
                    _plain(tax.rate),
                    Money(tax.base, document.currency),
                    Money(tax.amount, document.currency),
                )
                for tax in document.taxes
            ],
            "is_issued": is_issued,
            "moved": moved_to(request.actor, invoice_id),
            "debit": warning_of(invoice_id) if is_issued else "",
            "may_record": is_issued and may(request.actor, RECORD_PAYMENT),
            "notes": notes_of(request.actor, invoice_id),
            "downloads": [
                (form.value, label) for form, label in DOWNLOADS if is_issued or form is not Form.JOURNAL
            ],
            "may_credit": is_issued
            and invoice.kind is DocumentKind.INVOICE
            and may(request.actor, CREDIT_INVOICE),
        },
    )


@require_safe
def download(request: SignedInRequest, invoice_id: UUID, form: str) -> HttpResponse:
    """The same as a file."""
    chosen = next((one for one in Form if one == form), None)
    if chosen is None:
        raise NotFound
    rendered = render_document(request.actor, invoice_id, chosen)
    answer = HttpResponse(rendered.content, content_type=rendered.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{rendered.file_name}"'
    return answer


@require_http_methods(["GET", "POST"])
def credit(request: SignedInRequest, invoice_id: UUID) -> HttpResponse:
    """Credit it, all or in part."""
    invoice = get_invoice(request.actor, invoice_id)
    if invoice.side is not InvoiceSide.ISSUED:
        raise NotFound
    form = CreditForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            number = credit_invoice(invoice_id, actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(request, _("Credit note %(number)s is issued.") % {"number": number})
            return redirect("invoicing:detail", invoice_id=invoice_id)
    return render(
        request,
        "invoicing/credit.html",
        {"invoice": invoice, "form": form, "debit": warning_of(invoice_id)},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def record_payment_for(request: SignedInRequest, invoice_id: UUID) -> HttpResponse:
    """Record what came for it."""
    invoice = get_invoice(request.actor, invoice_id)
    if invoice.side is not InvoiceSide.ISSUED or invoice.standing is None:
        raise NotFound
    initial = {"amount": invoice.open.amount, "received_on": clock.today()}
    form = PaymentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and not form.asks_about(invoice.open.amount):
        try:
            record_payment(
                invoice.buyer_id,
                currency=invoice.gross.currency,
                invoice_ids=[invoice_id],
                actor=request.actor,
                **form.chosen(),
            )
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("The payment is recorded."))
            return redirect("invoicing:detail", invoice_id=invoice_id)
    return render(
        request,
        "invoicing/record_payment.html",
        {"invoice": invoice, "form": form, "debit": warning_of(invoice_id)},
        status=422 if form.errors else 200,
    )


@require_safe
def next_own(request: SignedInRequest) -> HttpResponse:
    """What the next invoice of one's own seller will say."""
    return render(
        request, "invoicing/next.html", {"next_invoice": next_invoice(request.actor), "buyer": None}
    )


@require_safe
def next_of_buyer(request: SignedInRequest, buyer_id: UUID) -> HttpResponse:
    """What one's own next invoice to a buyer will say."""
    buyer = buyer_profile(request.actor, buyer_id=buyer_id)
    found = next_invoice(request.actor, buyer_id=buyer_id)
    return render(request, "invoicing/next.html", {"next_invoice": found, "buyer": buyer})


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with its numbers as people write them."""

    line: Line
    quantity: str
    price: str
    rate: str
    amount: Money


def _shown(line: Line, currency: str) -> ShownLine:
    return ShownLine(
        line=line,
        quantity=_plain(line.quantity),
        price=_plain(line.unit_price, EXPONENTS[currency]),
        rate=_plain(line.rate),
        amount=Money(line.amount, currency),
    )


def _plain(number: Decimal, least: int = 0) -> str:
    """Without digits after the point that say nothing, but so many at least, and nine at most."""
    plain = round(number, FRACTIONS)
    return written_number(plain, digits_of(plain, least))
