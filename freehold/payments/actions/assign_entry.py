"""Say what a booking that waits is for."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.actions.record_payment import record_payment
from freehold.invoicing.actions.undo_payment import undo_payment
from freehold.invoicing.ledger import get_payment, times_recorded
from freehold.invoicing.queries.lists import get_invoice
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.payments.debiting import mark_returned
from freehold.payments.entries import locked_entry
from freehold.payments.models import StatementEntry
from freehold.payments.permissions import ASSIGN_ENTRY
from freehold.payments.states import EntryState

OPEN_STATES = (EntryState.PROPOSED, EntryState.WAITING, EntryState.SET_ASIDE)


@transaction.atomic
def assign_entry(
    entry_id: UUID, *, actor: Actor, buyer_id: UUID | None = None, invoice_ids: Sequence[UUID] = ()
) -> UUID:
    """Record a booking that came in as a payment for these invoices, or of this buyer for none; return the payment's id.

    Raises: NotFound, NotPermitted, Conflict,
    Refused("assigned_already", "went_back", "nobody", and the codes of `record_payment`).
    """
    entry = locked_entry(actor, entry_id)
    require(actor, ASSIGN_ENTRY)
    _check_waits(entry)
    if entry.amount < 0:
        raise Refused("went_back", _("The bank took this back: say which payment it was."))
    if buyer_id is None and invoice_ids:
        buyer_id = get_invoice(actor, invoice_ids[0]).buyer_id
    if buyer_id is None:
        raise Refused("nobody", _("Say for which invoices it is, or which buyer paid it."))
    payment_id = record_payment(
        buyer_id,
        amount=entry.amount,
        currency=entry.currency,
        received_on=entry.booked_on,
        reference=entry.text,
        bank_reference=_bank_reference(actor, entry),
        invoice_ids=invoice_ids,
        actor=actor,
    )
    _close(actor, entry, buyer_id, payment_id)
    return payment_id


@transaction.atomic
def assign_return(entry_id: UUID, *, payment_id: UUID, actor: Actor) -> UUID:
    """Undo the payment that the bank took back by a booking; return the id of that.

    Raises: NotFound, NotPermitted, Refused("assigned_already", "came_in", "other_amount", and the codes of `undo_payment`).
    """
    entry = locked_entry(actor, entry_id)
    require(actor, ASSIGN_ENTRY)
    _check_waits(entry)
    if entry.amount > 0:
        raise Refused("came_in", _("This came in: say which buyer paid it."))
    payment = get_payment(actor, payment_id)
    if payment.amount.currency != entry.currency or payment.amount.amount > -entry.amount:
        raise Refused("other_amount", _("The bank took back less than this payment, or another currency."))
    reason = entry.text or _("Returned by the bank")
    undone = undo_payment(
        payment_id,
        reason=reason,
        undone_on=entry.booked_on,
        bank_reference=entry.identity,
        actor=actor,
    )
    mark_returned(payment_id, reason)
    _close(actor, entry, payment.buyer_id, undone)
    return undone


def _bank_reference(actor: Actor, entry: StatementEntry) -> str:
    """The booking's own; where a payment of that was undone, the next one after it."""
    before = times_recorded(actor.tenant_id, entry.identity)
    return f"{entry.identity}:{before}" if before else entry.identity


def _check_waits(entry: StatementEntry) -> None:
    if entry.state not in OPEN_STATES:
        raise Refused("assigned_already", _("It is said already what this booking is for."))


def _close(actor: Actor, entry: StatementEntry, buyer_id: UUID, payment_id: UUID) -> None:
    StatementEntry.objects.filter(id=entry.id).update(
        state=EntryState.ASSIGNED, debtor_id=buyer_id, payment_id=payment_id
    )
    record(
        actor, ASSIGN_ENTRY, subject_kind="statement_entry", subject_id=entry.id, payment=payment_id,
        amount=entry.amount, currency=entry.currency,
    )  # fmt: skip
