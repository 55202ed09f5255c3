"""What buyers still owe: open invoices, set-wise, in the scope of their seller.

A credit note reduces its invoice as far as that is open; what goes beyond is the buyer's credit, as an overpayment is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db import connection

from freehold.invoicing.document import DocumentKind

OPEN_ITEMS = """
    select i.id, i.seller_id, i.buyer_id, i.number, i.payment_reference, i.currency, i.issued_on, i.due_on,
           i.gross, coalesce(a.credited, 0), coalesce(a.paid, 0), i.gross - coalesce(a.settled, 0)
    from invoicing_invoice i
    left join lateral (
        select sum(amount) filter (where credit_note_id is not null) as credited,
               sum(amount) filter (where payment_id is not null) as paid, sum(amount) as settled
        from invoicing_allocation where invoice_id = i.id
    ) a on true
    where i.seller_id = %(seller)s and i.kind = %(kind)s and (%(buyer)s::uuid is null or i.buyer_id = %(buyer)s)
      and (%(day)s::date is null or i.due_on < %(day)s) and i.gross > coalesce(a.settled, 0)
    order by i.due_on, i.id
"""
OPEN_OF = """
    select i.id, i.gross - coalesce((select sum(amount) from invoicing_allocation where invoice_id = i.id), 0)
    from invoicing_invoice i where i.id = any(%s) and i.kind = %s
"""
NAMED = """
    select i.id, i.seller_id, i.buyer_id, i.number, i.payment_reference, i.currency, i.issued_on, i.due_on,
           i.gross, coalesce(a.credited, 0), coalesce(a.paid, 0), i.gross - coalesce(a.settled, 0)
    from invoicing_invoice i
    left join lateral (
        select sum(amount) filter (where credit_note_id is not null) as credited,
               sum(amount) filter (where payment_id is not null) as paid, sum(amount) as settled
        from invoicing_allocation where invoice_id = i.id
    ) a on true
    where i.seller_id = %(seller)s and i.kind = %(kind)s
      and (i.payment_reference = any(%(references)s) or i.number = any(%(numbers)s))
    order by i.due_on, i.id
"""
CREDITS = """
    select s.id, s.kind, s.buyer_id, s.name, s.currency, s.came_on, s.worth, s.worth - coalesce(a.given, 0)
    from (
        select id, 'payment' as kind, buyer_id, reference as name, currency, received_on as came_on, amount as worth
        from invoicing_payment
        where seller_id = %(seller)s and amount > 0 and (%(buyer)s::uuid is null or buyer_id = %(buyer)s)
        union all
        select id, 'credit_note', buyer_id, number, currency, issued_on, gross from invoicing_invoice
        where seller_id = %(seller)s and kind = 'credit_note' and (%(buyer)s::uuid is null or buyer_id = %(buyer)s)
    ) s
    left join lateral (
        select sum(amount) as given from invoicing_allocation where payment_id = s.id or credit_note_id = s.id
    ) a on true
    where s.worth > coalesce(a.given, 0) order by s.came_on, s.id
"""

CREDIT_LEFT = """
    select s.buyer_id, s.currency, sum(s.worth - coalesce(a.given, 0))
    from (
        select id, buyer_id, currency, amount as worth from invoicing_payment
        where seller_id = %(seller)s and amount > 0 and buyer_id = any(%(buyers)s)
        union all
        select id, buyer_id, currency, gross from invoicing_invoice
        where seller_id = %(seller)s and kind = 'credit_note' and buyer_id = any(%(buyers)s)
    ) s
    left join lateral (
        select sum(amount) as given from invoicing_allocation where payment_id = s.id or credit_note_id = s.id
    ) a on true
    where s.worth > coalesce(a.given, 0) group by s.buyer_id, s.currency
"""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An invoice of which something is still to be paid."""

    invoice_id: UUID
    seller_id: UUID
    buyer_id: UUID
    number: str
    payment_reference: str  # ISO 11649
    currency: str
    issued_on: date
    due_on: date
    gross: Decimal
    credited: Decimal
    paid: Decimal
    open: Decimal  # gross less credited and paid


class CreditKind(StrEnum):
    """What a credit comes from."""

    PAYMENT = "payment"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True)
class Credit:
    """A payment or credit note of which some went to no invoice yet, and not back either."""

    source_id: UUID
    kind: CreditKind
    buyer_id: UUID
    name: str  # the payment's reference, the note's number
    currency: str
    came_on: date
    amount: Decimal
    left: Decimal


def open_items(
    seller_id: UUID, *, buyer_id: UUID | None = None, overdue_on: date | None = None
) -> list[OpenItem]:
    """All open invoices of a seller, of one buyer alone, or those alone that are overdue on a day; what is due first, first."""
    with connection.cursor() as cursor:
        cursor.execute(
            OPEN_ITEMS,
            {"seller": seller_id, "buyer": buyer_id, "day": overdue_on, "kind": DocumentKind.INVOICE.value},
        )
        return [OpenItem(*row) for row in cursor.fetchall()]


def open_of(invoice_ids: Sequence[UUID]) -> dict[UUID, Decimal]:
    """What is open of each of these invoices, 0 where nothing is; what the scope does not see is left out."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_OF, [list(invoice_ids), DocumentKind.INVOICE.value])
        return dict(cursor.fetchall())


def find_invoices(seller_id: UUID, *, references: Sequence[str], numbers: Sequence[str]) -> list[OpenItem]:
    """The invoices of a seller that bear one of these payment references or numbers, also those of which nothing is open."""
    if not references and not numbers:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            NAMED,
            {
                "seller": seller_id,
                "references": list(references),
                "numbers": list(numbers),
                "kind": DocumentKind.INVOICE.value,
            },
        )
        return [OpenItem(*row) for row in cursor.fetchall()]


def settled_of(invoice_ids: Sequence[UUID]) -> dict[UUID, tuple[Decimal, Decimal]]:
    """What credit notes and payments took of each of these invoices; those of which they took nothing are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select invoice_id, coalesce(sum(amount) filter (where credit_note_id is not null), 0),
                   coalesce(sum(amount) filter (where payment_id is not null), 0)
            from invoicing_allocation where invoice_id = any(%s) group by invoice_id
            """,
            [list(invoice_ids)],
        )
        return {invoice_id: (credited, paid) for invoice_id, credited, paid in cursor.fetchall()}


def credit_left(seller_id: UUID, buyer_ids: Collection[UUID]) -> dict[tuple[UUID, str], Decimal]:
    """What each of these buyers has as credit in each currency; who has none is left out."""
    if not buyer_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(CREDIT_LEFT, {"seller": seller_id, "buyers": list(buyer_ids)})
        return {(buyer_id, currency): left for buyer_id, currency, left in cursor.fetchall()}


def credits_of(seller_id: UUID, *, buyer_id: UUID | None = None) -> list[Credit]:
    """What the buyers of a seller have as credit, or one of them, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(CREDITS, {"seller": seller_id, "buyer": buyer_id})
        return [Credit(row[0], CreditKind(row[1]), *row[2:]) for row in cursor.fetchall()]
