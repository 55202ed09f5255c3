"""A seller's journal of some days, for its accountant: documents as they were issued, and payments as they came."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from freehold.invoicing.document import InvoiceDocument
from freehold.invoicing.documents.forms import Rendered
from freehold.invoicing.documents.journal import PaymentEntry, journal
from freehold.invoicing.models import Invoice, Payment
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.invoicing.queries.documents import documents_of
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require

MOST_ROWS = 50_000
CHUNK = 500
PAYMENTS = """
    select p.received_on, coalesce(went.numbers, ''), coalesce(profile.legal_name, ''), p.amount, p.currency, p.reference
    from invoicing_payment p
    left join lateral (
        select string_agg(i.number, ' ' order by i.id) as numbers from (
            select a.invoice_id from invoicing_allocation a
            where a.payment_id = p.id and a.invoice_id is not null group by 1 having sum(a.amount) <> 0
        ) one join invoicing_invoice i on i.id = one.invoice_id
    ) went on true
    left join lateral (
        select legal_name from invoicing_buyerprofile b
        where b.seller_id = p.seller_id and b.buyer_id = p.buyer_id order by version desc limit 1
    ) profile on true
    where p.seller_id = %s and p.received_on between %s and %s order by p.received_on, p.id
"""


def journal_of(actor: Actor, *, since: date, until: date) -> Rendered:
    """All that was issued and all that came from one day to another, both included, in double entry.

    Raises: NotPermitted, Refused("order_of_days", "too_many").
    """
    require(actor, SEE_INVOICES)
    if until < since:
        raise Refused("order_of_days", _("The last day comes after the first."), field="until")
    issued = Invoice.objects.filter(seller_id=actor.tenant_id, issued_on__range=(since, until))
    received = Payment.objects.filter(seller_id=actor.tenant_id, received_on__range=(since, until))
    if issued.count() + received.count() > MOST_ROWS:
        raise Refused("too_many", _("That is too much for one file. Choose a shorter time."), field="until")
    ids = list(issued.order_by("issued_on", "id").values_list("id", flat=True))
    content = journal(_documents(ids), _payments(actor.tenant_id, since, until))
    return Rendered(content, "text/csv; charset=utf-8", f"journal-{since}-{until}.csv")


def _documents(ids: list[UUID]) -> Iterator[InvoiceDocument]:
    for start in range(0, len(ids), CHUNK):
        yield from documents_of(ids[start : start + CHUNK])


def _payments(seller_id: UUID, since: date, until: date) -> list[PaymentEntry]:
    with connection.cursor() as cursor:
        cursor.execute(PAYMENTS, [seller_id, since, until])
        return [PaymentEntry(*row) for row in cursor.fetchall()]
