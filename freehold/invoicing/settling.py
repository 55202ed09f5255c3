"""Writes what of payments and credit notes goes to which invoice. Called by actions, after their check."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Coalesce

from freehold.invoicing.document import DocumentKind
from freehold.invoicing.models import Allocation, Invoice, Payment
from freehold.invoicing.receivables import open_of
from freehold.invoicing.rules.settling import spread, spread_shares
from freehold.kernel import clock
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.money import rounded

NOTES_OF_RUN = """
    select note.id, note.buyer_id, note.gross, note.currency, i.id, sum(l.amount * (1 + l.rate / 100))
    from invoicing_invoice note
    join invoicing_invoiceline l on l.invoice_id = note.id and l.corrects <> ''
    join invoicing_invoice i on i.seller_id = note.seller_id and i.number = l.corrects
         and i.buyer_id = note.buyer_id and i.kind = %(invoice)s and i.currency = note.currency
    where note.seller_id = %(seller)s and note.run_id = %(run)s and note.kind = %(note)s
    group by note.id, i.id order by note.id, i.id
"""


def lock_receivables(seller_id: UUID) -> None:
    """Let one transaction at a time move what is owed to a seller, so that nothing is given or taken twice."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"receivables:{seller_id}"])


def find_source(seller_id: UUID, source_id: UUID) -> Payment | Invoice | None:
    """The payment that came in, or the credit note, of this id."""
    payment = Payment.objects.filter(seller_id=seller_id, id=source_id, amount__gt=0).first()
    if payment is not None:
        return payment
    return Invoice.objects.filter(seller_id=seller_id, id=source_id, kind=DocumentKind.CREDIT_NOTE).first()


def worth_of(source: Payment | Invoice) -> Decimal:
    """What a payment or credit note is, whatever of it was given away."""
    return source.amount if isinstance(source, Payment) else source.gross


def given_of(source: Payment | Invoice) -> dict[UUID, Decimal]:
    """What of a payment or credit note goes where now, by the invoice or the refund."""
    return _sums("payment_id" if isinstance(source, Payment) else "credit_note_id", source.id)


def left_of(source: Payment | Invoice) -> Decimal:
    """What of a payment or credit note went nowhere yet."""
    return worth_of(source) - sum(given_of(source).values(), Decimal(0))


def allocate(source: Payment | Invoice, shares: Iterable[tuple[UUID, Decimal]]) -> None:
    """Give each invoice its share of a payment or a credit note; negative shares are taken back.

    What stands still for a debt is looked at: it may be settled now.
    """
    Allocation.objects.bulk_create(
        _allocation(source, invoice_id=invoice_id, amount=share) for invoice_id, share in shares
    )
    enqueue(Job.LOOK_AT_DEBT, tenant_id=source.seller_id, buyer_id=source.buyer_id)


def give_back(source: Payment | Invoice, refund: Payment, amount: Decimal) -> None:
    """Let some of a payment or a credit note be what went back by another payment."""
    _allocation(source, refund_id=refund.id, amount=amount).save(force_insert=True)


def _allocation(
    source: Payment | Invoice,
    *,
    amount: Decimal,
    invoice_id: UUID | None = None,
    refund_id: UUID | None = None,
) -> Allocation:
    is_payment = isinstance(source, Payment)
    return Allocation(
        seller_id=source.seller_id,
        buyer_id=source.buyer_id,
        payment_id=source.id if is_payment else None,
        credit_note_id=None if is_payment else source.id,
        invoice_id=invoice_id,
        refund_id=refund_id,
        amount=amount,
        created_at=clock.now(),
    )


def _sums(column: str, value: UUID) -> dict[UUID, Decimal]:
    rows = (
        Allocation.objects.filter(**{column: value})
        .order_by()
        .values_list(Coalesce("invoice_id", "refund_id"))
        .annotate(Sum("amount"))
    )
    return {target: amount for target, amount in rows if amount}


def settle_note(note: Invoice) -> None:
    """Let a credit note reduce the invoice that it is on, as far as that is open; the rest is the buyer's credit."""
    if note.corrects_id is not None:
        allocate(note, spread(note.gross, list(open_of([note.corrects_id]).items())))


def settle_notes_of_run(seller_id: UUID, run_id: UUID) -> None:
    """The same for the credit notes of a run, each of which may credit lines of several invoices."""
    with connection.cursor() as cursor:
        cursor.execute(
            NOTES_OF_RUN,
            {
                "seller": seller_id,
                "run": run_id,
                "invoice": DocumentKind.INVOICE.value,
                "note": DocumentKind.CREDIT_NOTE.value,
            },
        )
        rows = cursor.fetchall()
    if not rows:
        return
    still_open = open_of([row[4] for row in rows])
    made: list[Allocation] = []
    for (note_id, buyer_id, gross, currency), shares in groupby(rows, key=lambda row: row[:4]):
        wanted = [(row[4], rounded(row[5], currency)) for row in shares]
        made += [
            Allocation(
                seller_id=seller_id, buyer_id=buyer_id, credit_note_id=note_id, invoice_id=one, amount=share
            )
            for one, share in spread_shares(gross, wanted, still_open)
        ]
    Allocation.objects.bulk_create(made)
