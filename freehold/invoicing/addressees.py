"""To whom documents go, and what a letter says of them; in the scope of their seller."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from freehold.invoicing.document import DocumentKind
from freehold.invoicing.models import Invoice, InvoiceLine
from freehold.kernel.money import Money

ADDRESSED = """
    select i.id, i.seller_id, i.buyer_id, i.kind, i.number, i.issued_on, i.due_on, i.gross, i.currency, i.language,
           i.payment_reference, coalesce(corrected.number, ''), seller.legal_name, seller.iban, seller.email,
           buyer.legal_name, buyer.email
    from invoicing_invoice i
    join lateral (
        select legal_name, iban, email from invoicing_sellerprofile where tenant_id = i.seller_id order by version desc limit 1
    ) seller on true
    join lateral (
        select legal_name, email from invoicing_buyerprofile
        where seller_id = i.seller_id and buyer_id = i.buyer_id order by version desc limit 1
    ) buyer on true
    left join invoicing_invoice corrected on corrected.id = i.corrects_id
    where i.id = any(%s) order by i.id
"""


@dataclass(frozen=True, slots=True)
class Addressed:
    """A document as a letter tells of it. Names, addresses and account are those of today, not of its day."""

    invoice_id: UUID
    seller_id: UUID
    buyer_id: UUID
    kind: DocumentKind
    number: str
    issued_on: date
    due_on: date
    gross: Money
    language: str
    payment_reference: str
    corrects: str
    seller_name: str
    iban: str
    reply_to: str  # "" where the seller has given none
    buyer_name: str
    to: str  # "" where nobody has given one


def addressed(invoice_ids: Sequence[UUID]) -> list[Addressed]:
    """These documents by id; what the scope does not see is left out."""
    with connection.cursor() as cursor:
        cursor.execute(ADDRESSED, [list(invoice_ids)])
        rows = cursor.fetchall()
    return [
        Addressed(
            invoice_id,
            seller_id,
            buyer_id,
            DocumentKind(kind),
            number,
            issued_on,
            due_on,
            Money(gross, currency),
            *rest,
        )
        for invoice_id, seller_id, buyer_id, kind, number, issued_on, due_on, gross, currency, *rest in rows
    ]


def documents_of_run(
    run_id: UUID, *, after: UUID | None = None, limit: int = 200
) -> tuple[list[UUID], UUID | None]:
    """Some documents of a run, and the one after which to go on; None when there is no more. A buyer may have two."""
    found = Invoice.objects.filter(run_id=run_id, id__gt=after or UUID(int=0)).order_by("id")
    ids = list(found.values_list("id", flat=True)[:limit])
    return ids, ids[-1] if len(ids) == limit else None


def orders_on(invoice_id: UUID) -> list[str]:
    """The numbers of the orders that stand on an invoice."""
    found = InvoiceLine.objects.filter(invoice_id=invoice_id, subscription_id__isnull=False)
    return sorted(set(found.values_list("subscription", flat=True)) - {""})
