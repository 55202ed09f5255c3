"""Say that the bank has paid a collection, where no statement says so."""

from collections.abc import Collection as Several
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.settling import lock_receivables
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.payments.debiting import check_fetched, settle
from freehold.payments.models import Collection, Debit
from freehold.payments.permissions import CONFIRM_COLLECTION
from freehold.payments.states import DebitState


@transaction.atomic
def confirm_collection(
    collection_id: UUID, *, paid_on: date, actor: Actor, except_debit_ids: Several[UUID] = ()
) -> int:
    """Record each debit that is pending as paid that day, but those that did not come; return how many that were.

    What did not come stays pending: it comes later, or somebody says that it came back.
    Raises: NotFound, NotPermitted, Refused("nothing_pending", "before", "not_yet", "not_fetched").
    """
    lock_receivables(actor.tenant_id)
    found = Collection.objects.filter(tenant_id=actor.tenant_id, id=collection_id).first()
    if found is None:
        raise NotFound
    require(actor, CONFIRM_COLLECTION)
    if paid_on < found.collect_on:
        raise Refused("before", _("It is debited on a later day than that."), field="paid_on")
    pending = Debit.objects.filter(collection_id=collection_id, state=DebitState.PENDING).order_by("id")
    debits = [one for one in pending if one.id not in except_debit_ids]
    if set(except_debit_ids) - {one.id for one in pending}:
        raise NotFound("not_pending", _("One of these debits is not pending. Choose again."))
    if not debits:
        raise Refused("nothing_pending", _("Nothing of it is pending."))
    check_fetched(collection_id)
    for_all = f"collection:{collection_id}"
    settle(
        debits,
        on=paid_on,
        bank_reference=for_all if len(debits) > 1 else f"{for_all}:{debits[0].end_to_end_id}",
        actor=actor,
    )
    record(
        actor, CONFIRM_COLLECTION, subject_kind="collection", subject_id=collection_id, debits=len(debits),
        left=len(except_debit_ids), paid_on=paid_on,
    )  # fmt: skip
    return len(debits)
