"""Record money that went back to a buyer, out of what it had as credit."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.checks import check_amount, check_buyer, check_day, check_is_new, one_line
from freehold.invoicing.models import Payment
from freehold.invoicing.permissions import PAY_BACK
from freehold.invoicing.receivables import credits_of
from freehold.invoicing.rules.settling import spread
from freehold.invoicing.settling import find_source, give_back, lock_receivables
from freehold.invoicing.states import PaymentKind
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require


@transaction.atomic
def pay_back(
    buyer_id: UUID,
    *,
    amount: Decimal,
    currency: str,
    paid_on: date,
    actor: Actor,
    reference: str = "",
    bank_reference: str = "",
    kind: PaymentKind = PaymentKind.TRANSFER,
) -> UUID:
    """Write down that some of a buyer's credit was paid back to it, the oldest credit first; return the payment's id.

    Raises: NotFound, NotPermitted, Refused("not_an_amount", "too_much", "not_yet", "long_ago", "reference"),
    Conflict("recorded_already").
    """
    lock_receivables(actor.tenant_id)
    check_buyer(actor.tenant_id, buyer_id)
    require(actor, PAY_BACK)
    check_amount(amount, currency)
    check_day(actor.tenant_id, paid_on, field="paid_on")
    reference = one_line(reference)
    check_is_new(actor.tenant_id, bank_reference)
    own = [one for one in credits_of(actor.tenant_id, buyer_id=buyer_id) if one.currency == currency]
    left = sum((one.left for one in own), Decimal(0))
    if amount > left:
        raise Refused(
            "too_much",
            _("The buyer’s credit is %(left)s %(currency)s.") % {"left": left, "currency": currency},
            field="amount",
        )
    refund = Payment.objects.create(
        seller_id=actor.tenant_id,
        buyer_id=buyer_id,
        kind=kind,
        received_on=paid_on,
        amount=-amount,
        currency=currency,
        reference=reference,
        bank_reference=bank_reference,
        created_at=clock.now(),
    )
    for source_id, share in spread(amount, [(one.source_id, one.left) for one in own]):
        source = find_source(actor.tenant_id, source_id)
        if source is not None:
            give_back(source, refund, share)
    record(
        actor,
        PAY_BACK,
        subject_kind="payment",
        subject_id=refund.id,
        amount=amount,
        currency=currency,
        paid_on=paid_on,
    )
    return refund.id
