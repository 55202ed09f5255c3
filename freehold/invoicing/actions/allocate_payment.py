"""Put a payment, or a credit note that no invoice has taken yet, to an invoice."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.checks import check_amount, check_fits
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.models import Invoice
from freehold.invoicing.permissions import ALLOCATE_PAYMENT
from freehold.invoicing.receivables import open_of
from freehold.invoicing.settling import allocate, find_source, left_of, lock_receivables
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require


@transaction.atomic
def allocate_payment(
    source_id: UUID, *, invoice_id: UUID, actor: Actor, amount: Decimal | None = None
) -> Decimal:
    """Let an invoice take some of a payment or credit note of the same buyer, as much as it can unless told; return how much.

    Raises: NotFound, NotPermitted,
    Refused("nothing_left", "nothing_open", "not_an_amount", "too_much", "other_buyer", "currency").
    """
    lock_receivables(actor.tenant_id)
    source = find_source(actor.tenant_id, source_id)
    invoice = Invoice.objects.filter(
        seller_id=actor.tenant_id, id=invoice_id, kind=DocumentKind.INVOICE
    ).first()
    if source is None or invoice is None:
        raise NotFound
    require(actor, ALLOCATE_PAYMENT)
    check_fits(invoice, source.buyer_id, source.currency)
    left, still_open = left_of(source), open_of([invoice_id])[invoice_id]
    if left <= 0:
        raise Refused("nothing_left", _("All of it is put to invoices already."))
    if still_open <= 0:
        raise Refused("nothing_open", _("Nothing of this invoice is open."), field="invoice")
    most = min(left, still_open)
    if amount is None:
        amount = most
    check_amount(amount, source.currency)
    if amount > most:
        raise Refused(
            "too_much",
            _("At most %(most)s %(currency)s can go to this invoice.")
            % {"most": most, "currency": source.currency},
            field="amount",
        )
    allocate(source, [(invoice_id, amount)])
    record(
        actor, ALLOCATE_PAYMENT, subject_kind="payment", subject_id=source.id, invoice=invoice.number, amount=amount,
        currency=source.currency,
    )  # fmt: skip
    return amount
