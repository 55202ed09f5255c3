"""Say that the bank did not pay a debit, or took it back, where no statement says so."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.checks import check_day, one_line
from freehold.invoicing.queries.runs import day_of
from freehold.invoicing.settling import lock_receivables
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.payments.debiting import MAY_COME_BACK, check_fetched, give_back
from freehold.payments.models import Debit
from freehold.payments.permissions import RETURN_DEBIT


@transaction.atomic
def return_debit(debit_id: UUID, *, reason: str, actor: Actor, returned_on: date | None = None) -> None:
    """The invoice of this debit is open again, and can be collected anew; it came back today unless told.

    Raises: NotFound, NotPermitted, Refused("reason", "not_fetched", "not_returnable", and the codes of `undo_payment`).
    """
    lock_receivables(actor.tenant_id)
    debit = Debit.objects.filter(seller_id=actor.tenant_id, id=debit_id).first()
    if debit is None:
        raise NotFound
    require(actor, RETURN_DEBIT)
    reason = one_line(reason, field="reason")
    if not reason:
        raise Refused("reason", _("Say why in one line."), field="reason")
    returned_on = returned_on or day_of(actor.tenant_id, clock.now())
    check_day(actor.tenant_id, returned_on, field="returned_on")
    check_fetched(debit.collection_id)
    if debit.state not in MAY_COME_BACK:
        raise Refused("not_returnable", _("This debit came back already, or was never made."))
    give_back(debit, on=returned_on, reason=reason, bank_reference="", actor=actor)
    record(
        actor, RETURN_DEBIT, subject_kind="debit", subject_id=debit.id, collection=debit.collection_id,
        amount=debit.amount, reason=reason,
    )  # fmt: skip
