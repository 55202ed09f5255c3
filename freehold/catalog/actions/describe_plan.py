"""Give a plan another name or description. Its options stay: subscriptions rely on them."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.catalog.actions.create_plan import check_plan
from freehold.catalog.actions.retire_plan import lock_plan
from freehold.catalog.permissions import DESCRIBE_PLAN
from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict
from freehold.kernel.permission import require


@transaction.atomic
def describe_plan(
    plan_id: UUID, *, name: str, description: str, actor: Actor, seen_version: int | None = None
) -> None:
    """Change what buyers read of a plan; subscriptions keep the name under which they were ordered.

    Raises: NotFound, NotPermitted, Refused("not_a_name", "description"),
    Conflict("plan_exists", "changed_meanwhile").
    """
    plan = lock_plan(actor.tenant_id, plan_id)
    require(actor, DESCRIBE_PLAN)
    if seen_version not in (None, plan.version):
        raise Conflict(
            CHANGED_MEANWHILE, _("Somebody else has changed this plan meanwhile. Look at it again.")
        )
    before = plan.name
    check_plan(actor.tenant_id, name, description, plan.trial_days, besides=plan.id)
    plan.name, plan.description = name.strip(), description.strip()
    plan.version += 1
    plan.save(update_fields=["name", "description", "version"])
    record(actor, DESCRIBE_PLAN, subject_kind="plan", subject_id=plan.id, name=plan.name, before=before)
