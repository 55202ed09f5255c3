"""Cancel a collection that was not given to the bank."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.settling import lock_receivables
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.payments.models import Collection, Debit
from freehold.payments.permissions import CANCEL_COLLECTION
from freehold.payments.states import DebitState
from freehold.payments.telling import tell_not_debited


@transaction.atomic
def cancel_collection(collection_id: UUID, *, actor: Actor) -> None:
    """Its invoices can be collected anew, and who was told of it is told that it does not come.

    The bank is not told: the file must not have gone there.
    Raises: NotFound, NotPermitted, Refused("settled").
    """
    lock_receivables(actor.tenant_id)
    found = Collection.objects.filter(tenant_id=actor.tenant_id, id=collection_id).first()
    if found is None:
        raise NotFound
    require(actor, CANCEL_COLLECTION)
    debits = Debit.objects.filter(collection_id=collection_id).exclude(state=DebitState.NOT_NEEDED)
    if found.cancelled_at is not None or debits.exclude(state=DebitState.PENDING).exists():
        raise Refused("settled", _("The bank has settled some of it already, or it is cancelled."))
    tell_not_debited(list(debits))
    debits.update(state=DebitState.CANCELLED)
    Collection.objects.filter(id=collection_id).update(cancelled_at=clock.now())
    record(
        actor, CANCEL_COLLECTION, subject_kind="collection", subject_id=collection_id, debits=found.debits,
        amount=found.amount,
    )  # fmt: skip
