"""Undo a payment, with what was known of it here."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.invoicing.actions.undo_payment import undo_payment
from freehold.kernel.actor import Actor
from freehold.payments.debiting import mark_returned
from freehold.payments.models import StatementEntry
from freehold.payments.states import EntryState, Why


@transaction.atomic
def take_back_payment(payment_id: UUID, *, reason: str, actor: Actor, undone_on: date | None = None) -> UUID:
    """Undo a payment that was a mistake, or that the bank took back; return the id of that.

    Where it was a debit, that came back. Where a booking was recorded as it, the booking waits again, and nothing is learnt
    of its account. Raises: as `undo_payment`.
    """
    undone = undo_payment(payment_id, reason=reason, undone_on=undone_on, actor=actor)
    mark_returned(payment_id, reason)
    StatementEntry.objects.filter(tenant_id=actor.tenant_id, payment_id=payment_id).exclude(
        why=Why.DEBIT
    ).update(
        state=EntryState.WAITING,
        why=Why.UNDONE,
        debtor_id=None,
        payment_id=None,
        note=_("Its payment was undone: %(reason)s") % {"reason": reason},
    )
    return undone
