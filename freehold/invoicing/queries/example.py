"""An invoice that does not exist, to see how a brand looks on one."""

from datetime import timedelta
from decimal import Decimal

from freehold.invoicing.document import (
    DocumentKind,
    InvoiceDocument,
    Line,
    Party,
    PaymentTerms,
    TaxCategory,
    TaxTotal,
)
from freehold.invoicing.documents.brand import Brand
from freehold.invoicing.documents.pdf import pdf, picture
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.invoicing.queries.profiles import own_seller_profile
from freehold.invoicing.rules.parties import SellerFacts
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.period import Period
from freehold.kernel.permission import require
from freehold.tenants.queries import get_tenant

BUYERS = {"en": "Example Ltd", "de": "Muster GmbH"}
LINES = ((Decimal(12), Decimal("4.50")), (Decimal(3), Decimal("9.00")))
RATE = Decimal(19)


def example_picture(actor: Actor, brand: Brand) -> bytes:
    """The example in this brand, as PNG. Raises: NotPermitted, Refused("control_character")."""
    return picture(_example(actor), brand)


def example_pdf(actor: Actor, brand: Brand) -> bytes:
    """The same as the PDF that buyers get. Raises: NotPermitted, Refused("control_character")."""
    return pdf(_example(actor), brand)


def _example(actor: Actor) -> InvoiceDocument:
    require(actor, SEE_INVOICES)
    own = own_seller_profile(actor).facts
    language = own.language if own else get_tenant(actor.tenant_id).language
    today = clock.today()
    period = Period(today - timedelta(days=30), today)
    lines = tuple(
        Line(
            number=number,
            name=name,
            detail="",
            period=period,
            quantity=quantity,
            unit="C62",
            unit_price=price,
            amount=quantity * price,
            category=TaxCategory.STANDARD,
            rate=RATE,
            subscription=f"SUB-{number:06}",
        )
        for number, (name, (quantity, price)) in enumerate(
            zip(("Mail Standard", "Mail Plus"), LINES, strict=True), start=1
        )
    )
    net = sum((line.amount for line in lines), Decimal(0))
    tax = (net * RATE / 100).quantize(Decimal("0.01"))
    return InvoiceDocument(
        kind=DocumentKind.INVOICE,
        number=f"{own.invoice_prefix if own else 'INV-'}000123",
        issued_on=today,
        currency="EUR",
        language=language,
        seller=_seller(own, get_tenant(actor.tenant_id).name),
        buyer=Party(
            BUYERS["de" if language.startswith("de") else "en"], "Musterstr. 1", "12345", "Musterstadt", "DE"
        ),
        period=period,
        lines=lines,
        taxes=(TaxTotal(TaxCategory.STANDARD, RATE, net, tax),),
        net=net,
        tax=tax,
        gross=net + tax,
        payment=PaymentTerms(
            due_on=today + timedelta(days=own.payment_days if own else 14),
            reference="RF18539007547034",
            iban=own.iban if own else "",
            bic=own.bic if own else "",
        ),
    )


def _seller(own: SellerFacts | None, name: str) -> Party:
    if own is None:
        return Party(name, country="DE")
    return Party(
        own.legal_name,
        own.street,
        own.postcode,
        own.city,
        own.country,
        own.tax_id,
        own.registration,
        own.tax_number,
        own.contact,
        own.email,
        own.phone,
    )
