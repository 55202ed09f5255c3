"""Documents whole, and as files."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from freehold.invoicing.document import (
    DocumentKind,
    InvoiceDocument,
    Line,
    Party,
    PaymentTerms,
    TaxCategory,
    TaxTotal,
)
from freehold.invoicing.documents.brand import Brand, branded
from freehold.invoicing.documents.forms import Form, Rendered, render, render_journal
from freehold.invoicing.ledger import entries_of_invoice
from freehold.invoicing.models import (
    BuyerProfile,
    Invoice,
    InvoiceLine,
    SellerProfile,
)
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.period import Period
from freehold.kernel.permission import require
from freehold.tenants.queries import brand_of, find_logo


def read_document(actor: Actor, invoice_id: UUID) -> InvoiceDocument:
    """The same, for a person. Raises: NotFound, NotPermitted."""
    document = document_of(invoice_id)
    require(actor, SEE_INVOICES)
    return document


def render_document(actor: Actor, invoice_id: UUID, form: Form) -> Rendered:
    """A document as a file, under the brand of its seller. The journal has what was paid, and is the seller's alone.

    Raises: NotFound, NotPermitted.
    """
    document = read_document(actor, invoice_id)
    if form is Form.JOURNAL:
        if not Invoice.objects.filter(id=invoice_id, seller_id=actor.tenant_id).exists():
            raise NotFound
        payments = entries_of_invoice(invoice_id, number=document.number, counterparty=document.buyer.name)
        return render_journal(document, payments)
    return _rendered(invoice_id, document, form)


def rendered_pdf(invoice_id: UUID) -> Rendered:
    """A document as a letter takes it along, in the scope of its seller. Raises: NotFound."""
    return _rendered(invoice_id, document_of(invoice_id), Form.PDF)


def _rendered(invoice_id: UUID, document: InvoiceDocument, form: Form) -> Rendered:
    seller_id = Invoice.objects.values_list("seller_id", flat=True).get(id=invoice_id)
    brand, logo = brand_of(seller_id), find_logo(seller_id)
    shown = branded(brand, logo[0] if logo else b"") if brand else Brand(document.seller.name)
    return render(document, form, shown)


def document_of(invoice_id: UUID) -> InvoiceDocument:
    """One document whole, in the scope of its seller or its buyer. Raises: NotFound."""
    found = Invoice.objects.filter(id=invoice_id).first()
    if found is None:
        raise NotFound
    (document,) = _documents([found])
    return document


def documents_of(invoice_ids: Sequence[UUID]) -> list[InvoiceDocument]:
    """Many of them in five queries, in the order asked for; what the scope does not see is left out."""
    found = {invoice.id: invoice for invoice in Invoice.objects.filter(id__in=invoice_ids)}
    return _documents([found[one] for one in invoice_ids if one in found])


def _documents(invoices: Sequence[Invoice]) -> list[InvoiceDocument]:
    sellers = SellerProfile.objects.in_bulk({one.seller_profile_id for one in invoices})
    buyers = BuyerProfile.objects.in_bulk({one.buyer_profile_id for one in invoices})
    corrected = Invoice.objects.in_bulk({one.corrects_id for one in invoices if one.corrects_id})
    lines: dict[UUID, list[Line]] = {one.id: [] for one in invoices}
    for line in InvoiceLine.objects.filter(invoice_id__in=lines).order_by("invoice_id", "number"):
        lines[line.invoice_id].append(_line(line))
    return [
        _document(
            one,
            sellers[one.seller_profile_id],
            buyers[one.buyer_profile_id],
            tuple(lines[one.id]),
            corrected.get(one.corrects_id) if one.corrects_id else None,
        )
        for one in invoices
    ]


def _document(
    invoice: Invoice,
    seller: SellerProfile,
    buyer: BuyerProfile,
    lines: tuple[Line, ...],
    corrected: Invoice | None,
) -> InvoiceDocument:
    return InvoiceDocument(
        kind=DocumentKind(invoice.kind),
        number=invoice.number,
        issued_on=invoice.issued_on,
        currency=invoice.currency,
        language=invoice.language,
        seller=_seller(seller),
        buyer=_buyer(buyer),
        period=Period(invoice.period_start, invoice.period_end),
        lines=lines,
        taxes=tuple(_tax(one) for one in invoice.taxes),
        net=invoice.net,
        tax=invoice.tax,
        gross=invoice.gross,
        payment=PaymentTerms(
            due_on=invoice.due_on,
            reference=invoice.payment_reference,
            iban=seller.iban,
            bic=seller.bic,
            holder=seller.legal_name if seller.iban else "",
        ),
        tax_name=invoice.tax_name,
        account=str(invoice.buyer_id),
        buyer_reference=buyer.reference,
        corrects=corrected.number if corrected else "",
        corrects_issued_on=corrected.issued_on if corrected else None,
        note=invoice.note,
    )


def _seller(profile: SellerProfile) -> Party:
    return Party(
        name=profile.legal_name,
        street=profile.street,
        postcode=profile.postcode,
        city=profile.city,
        country=profile.country,
        tax_id=profile.tax_id,
        tax_number=profile.tax_number,
        registration=profile.registration,
        contact=profile.contact,
        email=profile.email,
        phone=profile.phone,
    )


def _buyer(profile: BuyerProfile) -> Party:
    return Party(
        name=profile.legal_name,
        street=profile.street,
        postcode=profile.postcode,
        city=profile.city,
        country=profile.country,
        tax_id=profile.tax_id,
        email=profile.email,
    )


def _line(line: InvoiceLine) -> Line:
    return Line(
        number=line.number,
        name=line.name,
        detail=line.detail,
        period=Period(line.period_start, line.period_end),
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        amount=line.amount,
        category=TaxCategory(line.category),
        rate=line.rate,
        subscription=line.subscription,
        meter=line.meter,
        reference=line.reference,
        pseudonym=line.pseudonym,
    )


def _tax(stored: dict[str, str]) -> TaxTotal:
    return TaxTotal(
        category=TaxCategory(stored["category"]),
        rate=Decimal(stored["rate"]),
        base=Decimal(stored["base"]),
        amount=Decimal(stored["amount"]),
        reason=stored["reason"],
    )
