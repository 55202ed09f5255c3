"""Discard a vendor's bill that was read for a trial."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.services.resold.actions.check_bill import lock_bill, refuse_closed
from freehold.services.resold.permissions import DISCARD_BILL
from freehold.services.resold.states import BillState


@transaction.atomic
def discard_bill(bill_id: UUID, *, actor: Actor) -> None:
    """Let go of a bill and of its file; the same file can be read in again.

    Raises: NotFound, NotPermitted, Refused("bill_closed").
    """
    bill = lock_bill(actor.tenant_id, bill_id)
    require(actor, DISCARD_BILL)
    refuse_closed(bill, None)
    bill.state, bill.content = BillState.DISCARDED, ""
    bill.closed_at, bill.closed_by_id = clock.now(), actor.person_id
    bill.version += 1
    bill.save(update_fields=["state", "content", "closed_at", "closed_by_id", "version"])
    record(actor, DISCARD_BILL, subject_kind="bill", subject_id=bill.id, file=bill.file_name)
