"""Fetch the file of a collection for the bank."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.settling import lock_receivables
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.kernel.sealed import seal, unseal
from freehold.payments.debiting import leave_out, needless
from freehold.payments.filing import write_file
from freehold.payments.models import Collection, Debit
from freehold.payments.permissions import FETCH_COLLECTION
from freehold.payments.states import DebitState
from freehold.payments.telling import tell_not_debited


@transaction.atomic
def fetch_collection(collection_id: UUID, *, actor: Actor) -> bytes:
    """The file for the bank. The first time, what nobody owes any more is left out; from then on it is the same file.

    Raises: NotFound, NotPermitted, Refused("cancelled", "nothing_needed", "no_creditor").
    """
    lock_receivables(actor.tenant_id)
    found = Collection.objects.filter(tenant_id=actor.tenant_id, id=collection_id).first()
    if found is None:
        raise NotFound
    require(actor, FETCH_COLLECTION)
    if found.cancelled_at is not None:
        raise Refused("cancelled", _("This collection is cancelled: its file must not go to the bank."))
    if found.fetched_at is None:
        _close(found, actor)
    return unseal(found.file_sealed).encode()


def _close(found: Collection, actor: Actor) -> None:
    """From now on it is at the bank."""
    pending = list(Debit.objects.filter(collection_id=found.id, state=DebitState.PENDING).order_by("id"))
    reasons = needless(pending)
    kept = [debit for debit in pending if debit.id not in reasons]
    if not kept:
        raise Refused(
            "nothing_needed",
            _(
                "Nothing of this collection is to be debited any more. Cancel it: its file must not go to the bank."
            ),
        )
    leave_out(reasons)
    tell_not_debited([debit for debit in pending if debit.id in reasons])
    if len(kept) != found.debits:
        file = write_file(kept, actor=actor)
        found.amount, found.debits = sum(debit.amount for debit in kept), len(kept)
        found.batch_id, found.file_sealed = file.batch_id, seal(file.content.decode())
    found.fetched_at, found.fetched_by = clock.now(), actor.name
    found.save(update_fields=["amount", "debits", "batch_id", "file_sealed", "fetched_at", "fetched_by"])
    record(
        actor, FETCH_COLLECTION, subject_kind="collection", subject_id=found.id, debits=found.debits,
        amount=found.amount, left_out=len(reasons),
    )  # fmt: skip
