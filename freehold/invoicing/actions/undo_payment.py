"""Undo a payment: it was recorded by mistake, or the bank took it back."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.checks import check_is_new, one_line
from freehold.invoicing.models import Payment
from freehold.invoicing.permissions import UNDO_PAYMENT
from freehold.invoicing.queries.runs import day_of
from freehold.invoicing.settling import allocate, give_back, given_of, lock_receivables
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require


@transaction.atomic
def undo_payment(
    payment_id: UUID, *, reason: str, actor: Actor, undone_on: date | None = None, bank_reference: str = ""
) -> UUID:
    """Write down that a payment came to nothing, today unless told: its invoices are open again. Returns the id of that.

    Raises: NotFound, NotPermitted, Refused("not_undoable", "undone_already", "paid_back", "reason", "reference", "before"),
    Conflict("recorded_already").
    """
    lock_receivables(actor.tenant_id)
    payment = Payment.objects.filter(seller_id=actor.tenant_id, id=payment_id).first()
    if payment is None:
        raise NotFound
    require(actor, UNDO_PAYMENT)
    reason = one_line(reason, field="reason")
    if not reason:
        raise Refused("reason", _("Say why in one line."), field="reason")
    undone_on = undone_on or max(day_of(actor.tenant_id, clock.now()), payment.received_on)
    if undone_on < payment.received_on:
        raise Refused("before", _("It came on a later day than that."), field="undone_on")
    _check(payment)
    check_is_new(actor.tenant_id, bank_reference)
    given = given_of(payment)
    if Payment.objects.filter(id__in=given).exists():
        raise Refused("paid_back", _("Some of it was paid back already, so it cannot be undone."))
    undo = Payment.objects.create(
        seller_id=payment.seller_id,
        buyer_id=payment.buyer_id,
        kind=payment.kind,
        received_on=undone_on,
        amount=-payment.amount,
        currency=payment.currency,
        reference=reason,
        bank_reference=bank_reference,
        undoes_id=payment.id,
        created_at=clock.now(),
    )
    allocate(payment, [(invoice_id, -share) for invoice_id, share in given.items()])
    give_back(payment, undo, payment.amount)
    record(
        actor, UNDO_PAYMENT, subject_kind="payment", subject_id=payment.id, amount=payment.amount,
        currency=payment.currency, reason=reason,
    )  # fmt: skip
    return undo.id


def _check(payment: Payment) -> None:
    if payment.amount < 0:
        raise Refused("not_undoable", _("This is not money that came in."))
    if Payment.objects.filter(undoes_id=payment.id).exists():
        raise Refused("undone_already", _("This payment is undone already."))
