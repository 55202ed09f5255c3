"""Say that the bank has paid a collection, where no statement says so."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.settling import lock_receivables
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.payments.debiting import settle
from freehold.payments.models import Collection, Debit
from freehold.payments.permissions import CONFIRM_COLLECTION
from freehold.payments.states import DebitState


@transaction.atomic
def confirm_collection(collection_id: UUID, *, paid_on: date, actor: Actor) -> int:
    """Record each debit that is pending as paid that day, and return how many that were.

    Raises: NotFound, NotPermitted, Refused("nothing_pending", "before", "not_yet").
    """
    lock_receivables(actor.tenant_id)
    found = Collection.objects.filter(tenant_id=actor.tenant_id, id=collection_id).first()
    if found is None:
        raise NotFound
    require(actor, CONFIRM_COLLECTION)
    if paid_on < found.collect_on:
        raise Refused("before", _("It is debited on a later day than that."), field="paid_on")
    debits = list(Debit.objects.filter(collection_id=collection_id, state=DebitState.PENDING).order_by("id"))
    if not debits:
        raise Refused("nothing_pending", _("Nothing of it is pending."))
    settle(debits, on=paid_on, bank_reference=f"collection:{collection_id}", actor=actor)
    record(
        actor, CONFIRM_COLLECTION, subject_kind="collection", subject_id=collection_id, debits=len(debits),
        paid_on=paid_on,
    )  # fmt: skip
    return len(debits)
