"""Record money that came from a buyer."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.invoicing.checks import check_buyer
from freehold.invoicing.permissions import RECORD_PAYMENT
from freehold.invoicing.receiving import Receipt, receive
from freehold.invoicing.settling import lock_receivables
from freehold.invoicing.states import PaymentKind
from freehold.kernel.actor import Actor
from freehold.kernel.errors import FreeholdError
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
    Raises: NotFound, NotPermitted, Refused("not_an_amount", "not_yet", "long_ago", "reference", "other_buyer", "currency"),
    Conflict("recorded_already").
    """
    lock_receivables(actor.tenant_id)
    check_buyer(actor.tenant_id, buyer_id)
    require(actor, RECORD_PAYMENT)
    (done,) = receive(
        actor.tenant_id,
        [Receipt(buyer_id, amount, currency, received_on, kind, reference, bank_reference, invoice_ids)],
    )
    if isinstance(done, FreeholdError):
        raise done
    record(
        actor, RECORD_PAYMENT, subject_kind="payment", subject_id=done.payment_id, amount=amount, currency=currency,
        kind=kind, received_on=received_on, invoices=dict(done.shares),
    )  # fmt: skip
    return done.payment_id
