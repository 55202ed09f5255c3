"""Invoices as pages, the API and other packages read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from freehold.invoicing.document import (
    DocumentKind,
    InvoiceDocument,
    Line,
    Party,
    PaymentTerms,
    TaxCategory,
    TaxTotal,
)
from freehold.invoicing.models import BuyerProfile, Invoice, InvoiceLine, Parked, Run, SellerProfile
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.invoicing.states import ParkReason
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.period import Period
from freehold.kernel.permission import require
from freehold.tenants.queries import get_tenant, names_of_buyers

MOST_PARKED = 500
CUT_OFF_HOUR = 4  # of the seller's zone: by then the usage of the UTC day before is read


def day_of(seller_id: UUID, at: datetime) -> date:
    """The day in a seller's billing zone."""
    return at.astimezone(ZoneInfo(get_tenant(seller_id).time_zone)).date()


def sellers_due(at: datetime, *, after: UUID | None = None, limit: int = 500) -> list[UUID]:
    """For the worker's sweep: sellers whose run is due, or stopped in the middle, by id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from definer.sellers_due(%s, %s, %s, %s)",
            [at, CUT_OFF_HOUR, after or UUID(int=0), limit],
        )
        return [seller_id for (seller_id,) in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class ParkedBuyer:
    """A buyer that the newest run passed over."""

    run_id: UUID
    cut_off: date
    buyer_id: UUID
    buyer_name: str
    reason: ParkReason
    detail: str


def parked_buyers(actor: Actor) -> list[ParkedBuyer]:
    """Whom the seller's newest run passed over, and why; empty once a run has billed them. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    run = Run.objects.filter(tenant_id=actor.tenant_id).order_by("-id").first()
    if run is None:
        return []
    found = list(Parked.objects.filter(run_id=run.id).order_by("id")[:MOST_PARKED])
    names = names_of_buyers(actor.tenant_id, [one.debtor_id for one in found])
    return [
        ParkedBuyer(
            run_id=run.id,
            cut_off=run.cut_off,
            buyer_id=one.debtor_id,
            buyer_name=names.get(one.debtor_id, ""),
            reason=ParkReason(one.reason),
            detail=one.detail,
        )
        for one in found
    ]


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
