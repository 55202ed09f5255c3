"""What a buyer was charged for the days of a period, and the documents of a period, in the scope of the buyer."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection

from freehold.invoicing.document import DocumentKind
from freehold.invoicing.models import Invoice, InvoiceLine, ServiceCredit
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.invoicing.queries.lists import InvoiceSide
from freehold.invoicing.receivables import open_of
from freehold.invoicing.rules.levels import SERVICE_LEVEL
from freehold.kernel.actor import Actor
from freehold.kernel.money import Money
from freehold.kernel.period import Period
from freehold.kernel.permission import require
from freehold.kernel.service_levels import Minutes

CHARGED = """
    select l.subscription_id, i.currency,
           sum(l.amount * case i.kind when 'credit_note' then -1 else 1 end
               * (least(l.period_end, %(end)s) - greatest(l.period_start, %(start)s)) / (l.period_end - l.period_start))
    from invoicing_invoice i join invoicing_invoiceline l on i.id = l.invoice_id
    where i.buyer_id = %(buyer)s and l.subscription_id is not null
      and l.period_start < %(end)s and l.period_end > %(start)s
    group by 1, 2
"""


@dataclass(frozen=True, slots=True)
class Received:
    """A document that came, and what is still open of it; a credit note is negative, and nothing of it is open."""

    id: UUID
    number: str
    kind: DocumentKind
    issued_on: date
    net: Money
    gross: Money
    open: Money


@dataclass(frozen=True, slots=True)
class GivenCredit:
    """What an order was credited for a month whose promise was missed, with what was measured."""

    id: UUID
    subscription_id: UUID
    order_number: str
    buyer_id: UUID
    month: date  # its first day
    promised: Decimal  # percent
    measured: Minutes
    percent: Decimal  # of what was charged for the month
    amount: Money  # without tax
    invoice_id: UUID
    invoice_number: str


def service_credits(
    actor: Actor,
    *,
    side: InvoiceSide,
    month: date | None = None,
    after: tuple[date, UUID] | None = None,
    limit: int,
) -> list[GivenCredit]:
    """What the actor's tenant gave or got for months whose promise was missed, the newest first. Raises: NotPermitted.

    `after` is the month and id of the last one that is known, from which the list goes on.
    """
    require(actor, SEE_INVOICES)
    end = "seller_id" if side is InvoiceSide.ISSUED else "buyer_id"
    found = ServiceCredit.objects.filter(**{end: actor.tenant_id})
    if month is not None:
        found = found.filter(month=month)
    if after is not None:
        found = found.filter(month__lte=after[0]).exclude(month=after[0], id__gte=after[1])
    rows = list(found.order_by("-month", "-id")[:limit])
    documents = [row.invoice_id for row in rows]
    numbers = dict(Invoice.objects.filter(id__in=documents).values_list("id", "number"))
    lines = InvoiceLine.objects.filter(invoice_id__in=documents, meter=SERVICE_LEVEL)
    orders = {
        (invoice_id, subscription_id): number
        for invoice_id, subscription_id, number in lines.values_list(
            "invoice_id", "subscription_id", "subscription"
        )
    }
    return [
        GivenCredit(
            id=row.id,
            subscription_id=row.subscription_id,
            order_number=orders[row.invoice_id, row.subscription_id],
            buyer_id=row.buyer_id,
            month=row.month,
            promised=row.promised_percent,
            measured=Minutes(row.minutes_asked, row.minutes_up),
            percent=row.credit_percent,
            amount=Money(row.amount, row.currency),
            invoice_id=row.invoice_id,
            invoice_number=numbers[row.invoice_id],
        )
        for row in rows
    ]


def place_of(credit: GivenCredit) -> tuple[date, UUID]:
    """Where the list goes on after a credit."""
    return credit.month, credit.id


def charged_for(actor: Actor, period: Period) -> dict[UUID, Money]:
    """What the actor's tenant was charged for the days of a period, by order: each line's part by the day, without tax.

    A year that was paid in advance counts by the days that lie within. Raises: NotPermitted.
    """
    require(actor, SEE_INVOICES)
    with connection.cursor() as cursor:
        cursor.execute(CHARGED, {"buyer": actor.tenant_id, "start": period.start, "end": period.end})
        return {one: Money(amount, currency).rounded() for one, currency, amount in cursor.fetchall()}


def received_in(actor: Actor, period: Period) -> list[Received]:
    """The documents that bear a day of a period, the oldest first. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    found = list(
        Invoice.objects.filter(
            buyer_id=actor.tenant_id, issued_on__gte=period.start, issued_on__lt=period.end
        ).order_by("issued_on", "id")
    )
    left = open_of([one.id for one in found])
    return [
        Received(
            id=one.id,
            number=one.number,
            kind=(kind := DocumentKind(one.kind)),
            issued_on=one.issued_on,
            net=Money(one.net, one.currency) * _sign(kind),
            gross=Money(one.gross, one.currency) * _sign(kind),
            open=Money(left.get(one.id, Decimal(0)), one.currency),
        )
        for one in found
    ]


def _sign(kind: DocumentKind) -> int:
    return -1 if kind is DocumentKind.CREDIT_NOTE else 1
