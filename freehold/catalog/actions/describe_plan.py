"""Give a plan another name or description. Its options stay: subscriptions rely on them."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.catalog.actions.create_plan import check_plan
from freehold.catalog.actions.retire_plan import lock_plan
from freehold.catalog.permissions import DESCRIBE_PLAN
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require


@transaction.atomic
def describe_plan(plan_id: UUID, *, name: str, description: str, actor: Actor) -> None:
    """Change what buyers read of a plan; subscriptions keep the name under which they were ordered.

    Raises: NotFound, NotPermitted, Refused("not_a_name", "description"), Conflict("plan_exists").
    """
    plan = lock_plan(actor.tenant_id, plan_id)
    require(actor, DESCRIBE_PLAN)
    before = plan.name
    check_plan(actor.tenant_id, name, description, plan.trial_days, besides=plan.id)
    plan.name, plan.description = name.strip(), description.strip()
    plan.save(update_fields=["name", "description"])
    record(actor, DESCRIBE_PLAN, subject_kind="plan", subject_id=plan.id, name=plan.name, before=before)
