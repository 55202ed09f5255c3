"""Record much that came in at once, as a bank statement tells it."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.invoicing.permissions import RECORD_PAYMENT
from freehold.invoicing.receiving import Receipt, Received, receive
from freehold.invoicing.settling import lock_receivables
from freehold.kernel.actor import Actor
from freehold.kernel.errors import FreeholdError
from freehold.kernel.permission import require


@transaction.atomic
def record_payments(receipts: Sequence[Receipt], *, actor: Actor) -> list[Received | FreeholdError]:
    """Write down what buyers of the actor's own paid, each as `record_payment` does; what came of each, in their order.

    One that is refused holds up no other. Raises: NotPermitted.
    """
    lock_receivables(actor.tenant_id)
    require(actor, RECORD_PAYMENT)
    done = receive(actor.tenant_id, receipts)
    taken = [one for one, outcome in zip(receipts, done, strict=True) if isinstance(outcome, Received)]
    if taken:
        amounts: dict[str, Decimal] = {}
        for one in taken:
            amounts[one.currency] = amounts.get(one.currency, Decimal(0)) + one.amount
        record(
            actor, RECORD_PAYMENT, subject_kind="payments", payments=len(taken), amounts=amounts,
            references=[one.bank_reference for one in taken if one.bank_reference][:200],
        )  # fmt: skip
    return done
