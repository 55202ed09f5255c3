"""Let run again what stands still for debt, once the debt is settled."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.dunning.models import Suspension
from freehold.dunning.overdue import blocked_of
from freehold.dunning.permissions import LIFT
from freehold.invoicing.receivables import open_of
from freehold.invoicing.settling import lock_receivables
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.subscriptions.actions.resume import resume_subscription
from freehold.subscriptions.queries import get_subscription
from freehold.subscriptions.states import State, SuspendReason


@transaction.atomic
def lift_suspensions(buyer_id: UUID, *, actor: Actor) -> list[str]:
    """Resume the buyer's orders all of whose invoices are settled or blocked, and return their numbers.

    What somebody has resumed, ended or suspended for another reason meanwhile is left as it is. Raises: NotPermitted.
    """
    lock_receivables(actor.tenant_id)
    require(actor, LIFT)
    held = Suspension.objects.filter(tenant_id=actor.tenant_id, debtor_id=buyer_id, lifted_at__isnull=True)
    rows = list(held.select_for_update())
    ids = [row.invoice_id for row in rows]
    settled = {one for one, amount in open_of(ids).items() if amount <= 0} | blocked_of(actor.tenant_id, ids)
    lifted = [row for row in rows if row.invoice_id in settled]
    if not lifted:
        return []
    still_held = {row.order_number for row in rows if row.invoice_id not in settled}
    Suspension.objects.filter(id__in=[row.id for row in lifted]).update(lifted_at=clock.now())
    resumed = [
        row.order_number
        for row in {row.order_number: row for row in lifted}.values()
        if row.order_number not in still_held and _resume(row, actor)
    ]
    record(actor, LIFT, subject_kind="customer", subject_id=buyer_id, resumed=resumed)
    return resumed


def _resume(row: Suspension, actor: Actor) -> bool:
    order = get_subscription(actor, row.order_number)
    is_ours = (
        order.state is State.SUSPENDED
        and order.suspended_by_seller
        and order.suspend_reason is SuspendReason.OVERDUE
        and order.suspended_at == row.suspended_at
    )
    if is_ours:
        resume_subscription(row.order_number, actor=actor)
    return is_ours
