"""Take a plan out of sale. What was ordered goes on."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.catalog.models import Plan
from freehold.catalog.permissions import RETIRE_PLAN
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require


@transaction.atomic
def retire_plan(plan_id: UUID, *, actor: Actor) -> None:
    """Let nobody order the plan any more, here or through those who resell it.

    Raises: NotFound, NotPermitted, Refused("plan_retired").
    """
    plan = lock_plan(actor.tenant_id, plan_id)
    require(actor, RETIRE_PLAN)
    if plan.retired_at is not None:
        raise Refused("plan_retired", _("This plan has been retired."))
    plan.retired_at = clock.now()
    plan.save(update_fields=["retired_at"])
    record(actor, RETIRE_PLAN, subject_kind="plan", subject_id=plan.id, name=plan.name)


def lock_plan(tenant_id: UUID, plan_id: UUID) -> Plan:
    """A plan of the seller, locked until the transaction ends. Raises: NotFound."""
    plan = Plan.objects.select_for_update().filter(tenant_id=tenant_id, id=plan_id).first()
    if plan is None:
        raise NotFound
    return plan
