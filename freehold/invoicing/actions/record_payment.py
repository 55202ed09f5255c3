"""Record money that came from a buyer."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.invoicing.checks import (
    check_amount,
    check_buyer,
    check_day,
    check_fits,
    check_is_new,
    one_line,
)
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.models import Invoice, Payment
from freehold.invoicing.permissions import RECORD_PAYMENT
from freehold.invoicing.receivables import open_of
from freehold.invoicing.rules.settling import spread
from freehold.invoicing.settling import allocate, lock_receivables
from freehold.invoicing.states import PaymentKind
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require


@transaction.atomic
def record_payment(
    buyer_id: UUID,
    *,
    amount: Decimal,
    currency: str,
    received_on: date,
    actor: Actor,
    kind: PaymentKind = PaymentKind.TRANSFER,
    reference: str = "",
    bank_reference: str = "",
    invoice_ids: Sequence[UUID] = (),
) -> UUID:
    """Write down a payment of a buyer of the actor's own, and put it to invoices in the order given; return its id.

    Each invoice takes what is open of it at most; what no invoice takes is the buyer's credit. A payment is known by its
    `bank_reference`, where it has one, and recorded once.
    Raises: NotFound, NotPermitted, Refused("not_an_amount", "not_yet", "reference", "other_buyer", "currency"),
    Conflict("recorded_already").
    """
    lock_receivables(actor.tenant_id)
    check_buyer(actor.tenant_id, buyer_id)
    require(actor, RECORD_PAYMENT)
    check_amount(amount, currency)
    check_day(actor.tenant_id, received_on, field="received_on")
    reference = one_line(reference)
    check_is_new(actor.tenant_id, bank_reference)
    invoices = _invoices(buyer_id, currency, invoice_ids)
    payment = Payment.objects.create(
        seller_id=actor.tenant_id,
        buyer_id=buyer_id,
        kind=kind,
        received_on=received_on,
        amount=amount,
        currency=currency,
        reference=reference,
        bank_reference=bank_reference,
        created_at=clock.now(),
    )
    open_amounts = open_of(invoice_ids)
    shares = spread(amount, [(one, open_amounts[one]) for one in dict.fromkeys(invoice_ids)])
    allocate(payment, shares)
    record(
        actor, RECORD_PAYMENT, subject_kind="payment", subject_id=payment.id, amount=amount, currency=currency,
        kind=kind, received_on=received_on, invoices={invoices[one]: share for one, share in shares},
    )  # fmt: skip
    return payment.id


def _invoices(buyer_id: UUID, currency: str, invoice_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The numbers of the invoices by their ids."""
    found = {one.id: one for one in Invoice.objects.filter(id__in=invoice_ids, kind=DocumentKind.INVOICE)}
    for one in invoice_ids:
        if one not in found:
            raise NotFound
        check_fits(found[one], buyer_id, currency)
    return {one.id: one.number for one in found.values()}
