"""Payments, and what of them went where, as pages, the API and commands read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from freehold.invoicing.document import DocumentKind
from freehold.invoicing.documents.journal import PaymentEntry
from freehold.invoicing.models import Invoice, Payment
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.invoicing.receivables import CreditKind, credits_of, open_items
from freehold.invoicing.states import PaymentKind
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.money import Money
from freehold.kernel.permission import may, require
from freehold.tenants.permissions import SEE_CUSTOMERS
from freehold.tenants.queries import buyers_of, names_of_buyers

PAGE = 50
MOST_MATCHES = 200
ZERO = Decimal(0)
LEFT_OF = """
    select p.id, p.amount - coalesce((select sum(amount) from invoicing_allocation where payment_id = p.id), 0)
    from invoicing_payment p where p.id = any(%s) and p.amount > 0
"""
MOVED = """
    select coalesce(a.payment_id, a.credit_note_id) as source, a.invoice_id, a.refund_id, sum(a.amount)
    from invoicing_allocation a where a.{column} = any(%s)
    group by 1, 2, 3 having sum(a.amount) <> 0 order by min(a.created_at), 1
"""

ENTRIES = """
    select case when a.amount > 0 then p.received_on
                when undo.created_at <= a.created_at then undo.received_on
                else a.created_at::date end as day,
           a.amount, p.currency, p.reference
    from invoicing_allocation a
    join invoicing_payment p on p.id = a.payment_id
    left join invoicing_payment undo on undo.undoes_id = p.id
    where a.invoice_id = %s order by day, a.created_at, a.id
"""


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """A payment in a list of its seller's; negative where money went back."""

    id: UUID
    buyer_id: UUID
    buyer_name: str
    kind: PaymentKind
    received_on: date
    amount: Money
    left: Money  # what no invoice has taken, and what did not go back
    reference: str
    bank_reference: str
    undoes_id: UUID | None
    is_undone: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """What of a payment or credit note goes to an invoice, or back."""

    source_id: UUID
    kind: CreditKind
    name: str  # the number of the credit note, the reference of the payment
    came_on: date
    invoice_id: UUID | None  # None: it went back
    invoice_number: str
    amount: Money
    is_own: bool  # the invoice that a credit note is on: it stays there


@dataclass(frozen=True, slots=True)
class Source:
    """A payment or a credit note, and what of it is left."""

    id: UUID
    kind: CreditKind
    buyer_id: UUID
    buyer_name: str
    name: str  # the payment's reference, the note's number
    came_on: date
    amount: Money
    left: Money
    payment: PaymentFacts | None


@dataclass(frozen=True, slots=True)
class BuyerCredit:
    """What a buyer has as credit from one payment or credit note."""

    source_id: UUID
    kind: CreditKind
    buyer_id: UUID
    buyer_name: str
    name: str
    came_on: date
    left: Money


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice of which something is still to be paid, with the name of its buyer."""

    invoice_id: UUID
    buyer_id: UUID
    buyer_name: str
    number: str
    payment_reference: str
    issued_on: date
    due_on: date
    gross: Money
    credited: Money
    paid: Money
    open: Money


def list_payments(
    actor: Actor,
    *,
    buyer_id: UUID | None = None,
    search: str = "",
    after: UUID | None = None,
    limit: int = PAGE,
) -> list[PaymentFacts]:
    """What came in and went back, the newest first. A search looks at references and names of buyers. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    if not search.isprintable():
        return []
    found = Payment.objects.filter(seller_id=actor.tenant_id)
    if buyer_id is not None:
        found = found.filter(buyer_id=buyer_id)
    if search:
        matches = Q(reference__icontains=search) | Q(bank_reference__icontains=search)
        if may(actor, SEE_CUSTOMERS):
            own = [buyer.tenant_id for buyer in buyers_of(actor, search=search, limit=MOST_MATCHES)]
            matches |= Q(buyer_id__in=own)
        found = found.filter(matches)
    if after is not None:
        found = found.filter(id__lt=after)
    return _facts_of(actor, list(found.order_by("-id")[:limit]))


def payments_that_may_come_back(
    actor: Actor, *, back: Money, until: date, limit: int = PAGE
) -> list[PaymentFacts]:
    """What was paid by a day and not undone, of at most this amount: the nearest to it first, since a bank adds its fee.

    Raises: NotPermitted.
    """
    require(actor, SEE_INVOICES)
    undone = Payment.objects.filter(undoes_id=OuterRef("id"))
    found = Payment.objects.filter(
        ~Exists(undone),
        seller_id=actor.tenant_id,
        currency=back.currency,
        amount__gt=0,
        amount__lte=back.amount,
        received_on__lte=until,
    )
    return _facts_of(actor, list(found.order_by("-amount", "-id")[:limit]))


def get_payment(actor: Actor, payment_id: UUID) -> PaymentFacts:
    """One payment of the actor's own buyers. Raises: NotFound, NotPermitted."""
    require(actor, SEE_INVOICES)
    found = Payment.objects.filter(seller_id=actor.tenant_id, id=payment_id).first()
    if found is None:
        raise NotFound
    return _facts_of(actor, [found])[0]


def times_recorded(seller_id: UUID, bank_reference: str) -> int:
    """How often something was recorded by a reference of the bank, or by one made of it, also if it was undone."""
    found = Payment.objects.filter(seller_id=seller_id)
    return found.filter(
        Q(bank_reference=bank_reference) | Q(bank_reference__startswith=f"{bank_reference}:")
    ).count()


def get_source(actor: Actor, source_id: UUID) -> Source:
    """A payment or credit note of the actor's own buyers. Raises: NotFound, NotPermitted."""
    require(actor, SEE_INVOICES)
    note = Invoice.objects.filter(
        seller_id=actor.tenant_id, id=source_id, kind=DocumentKind.CREDIT_NOTE
    ).first()
    if note is None:
        payment = get_payment(actor, source_id)
        return Source(
            id=payment.id,
            kind=CreditKind.PAYMENT,
            buyer_id=payment.buyer_id,
            buyer_name=payment.buyer_name,
            name=payment.reference,
            came_on=payment.received_on,
            amount=payment.amount,
            left=payment.left,
            payment=payment,
        )
    left = sum(
        (one.left for one in credits_of(actor.tenant_id, buyer_id=note.buyer_id) if one.source_id == note.id),
        ZERO,
    )
    return Source(
        id=note.id,
        kind=CreditKind.CREDIT_NOTE,
        buyer_id=note.buyer_id,
        buyer_name=names_of_buyers(actor.tenant_id, [note.buyer_id]).get(note.buyer_id, ""),
        name=note.number,
        came_on=note.issued_on,
        amount=Money(note.gross, note.currency),
        left=Money(left, note.currency),
        payment=None,
    )


def moved_from(actor: Actor, source_id: UUID) -> list[Moved]:
    """Where a payment or credit note went. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    is_note = Invoice.objects.filter(id=source_id).exists()
    return _moved("credit_note_id" if is_note else "payment_id", [source_id])


def moved_to(actor: Actor, invoice_id: UUID) -> list[Moved]:
    """What an invoice was paid and credited by, for either end of its edge. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    return _moved("invoice_id", [invoice_id])


def buyer_credits(actor: Actor, *, buyer_id: UUID | None = None) -> list[BuyerCredit]:
    """What the actor's buyers have as credit, the oldest first. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    found = credits_of(actor.tenant_id, buyer_id=buyer_id)
    names = names_of_buyers(actor.tenant_id, {one.buyer_id for one in found})
    return [
        BuyerCredit(
            source_id=one.source_id,
            kind=one.kind,
            buyer_id=one.buyer_id,
            buyer_name=names.get(one.buyer_id, ""),
            name=one.name,
            came_on=one.came_on,
            left=Money(one.left, one.currency),
        )
        for one in found
    ]


def open_invoices(
    actor: Actor, *, buyer_id: UUID | None = None, overdue_on: date | None = None
) -> list[OpenInvoice]:
    """What the actor's buyers still owe, what is due first, first. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    found = open_items(actor.tenant_id, buyer_id=buyer_id, overdue_on=overdue_on)
    names = names_of_buyers(actor.tenant_id, {one.buyer_id for one in found})
    return [
        OpenInvoice(
            invoice_id=one.invoice_id,
            buyer_id=one.buyer_id,
            buyer_name=names.get(one.buyer_id, ""),
            number=one.number,
            payment_reference=one.payment_reference,
            issued_on=one.issued_on,
            due_on=one.due_on,
            gross=Money(one.gross, one.currency),
            credited=Money(one.credited, one.currency),
            paid=Money(one.paid, one.currency),
            open=Money(one.open, one.currency),
        )
        for one in found
    ]


def numbers_of(invoice_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The numbers of documents by their ids; what the scope does not see is left out."""
    return dict(Invoice.objects.filter(id__in=invoice_ids).values_list("id", "number"))


def entries_of_invoice(invoice_id: UUID, *, number: str, counterparty: str) -> list[PaymentEntry]:
    """What came in for one document on its day, and what was taken off it again on that day, for the journal."""
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [invoice_id])
        return [
            PaymentEntry(received_on, number, counterparty, amount, currency, text)
            for received_on, amount, currency, text in cursor.fetchall()
        ]


def _facts_of(actor: Actor, found: Sequence[Payment]) -> list[PaymentFacts]:
    own = [one.id for one in found]
    with connection.cursor() as cursor:
        cursor.execute(LEFT_OF, [own])
        left = dict(cursor.fetchall())
    undone = set(Payment.objects.filter(undoes_id__in=own).values_list("undoes_id", flat=True))
    names = names_of_buyers(actor.tenant_id, {one.buyer_id for one in found})
    return [
        PaymentFacts(
            id=one.id,
            buyer_id=one.buyer_id,
            buyer_name=names.get(one.buyer_id, ""),
            kind=PaymentKind(one.kind),
            received_on=one.received_on,
            amount=Money(one.amount, one.currency),
            left=Money(left.get(one.id, ZERO), one.currency),
            reference=one.reference,
            bank_reference=one.bank_reference,
            undoes_id=one.undoes_id,
            is_undone=one.id in undone,
        )
        for one in found
    ]


def _moved(column: str, ids: Sequence[UUID]) -> list[Moved]:
    with connection.cursor() as cursor:
        cursor.execute(MOVED.format(column=column), [list(ids)])
        rows = cursor.fetchall()
    sources = {row[0] for row in rows}
    payments = Payment.objects.in_bulk(sources | {row[2] for row in rows if row[2]})
    documents = Invoice.objects.in_bulk(sources | {row[1] for row in rows if row[1]})
    return [
        _moved_one(payments.get(source), documents.get(source), documents.get(invoice), amount)
        for source, invoice, _refund, amount in rows
    ]


def _moved_one(
    payment: Payment | None, note: Invoice | None, invoice: Invoice | None, amount: Decimal
) -> Moved:
    if payment is not None:
        kind, source_id, name, came_on, currency = (
            CreditKind.PAYMENT,
            payment.id,
            payment.reference,
            payment.received_on,
            payment.currency,
        )
    elif note is not None and note.kind == DocumentKind.CREDIT_NOTE:
        kind, source_id, name, came_on, currency = (
            CreditKind.CREDIT_NOTE,
            note.id,
            note.number,
            note.issued_on,
            note.currency,
        )
    else:
        raise NotFound
    return Moved(
        source_id=source_id,
        kind=kind,
        name=name,
        came_on=came_on,
        invoice_id=invoice.id if invoice else None,
        invoice_number=invoice.number if invoice else "",
        amount=Money(amount, currency),
        is_own=note is not None and invoice is not None and note.corrects_id == invoice.id,
    )
