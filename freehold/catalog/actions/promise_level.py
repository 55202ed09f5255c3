"""Promise how much of a month a plan's service is there, and what is credited when it was less."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.catalog.actions.retire_plan import lock_plan
from freehold.catalog.permissions import PROMISE_LEVEL
from freehold.catalog.words import FAULTS_OF_LEVELS
from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, Refused
from freehold.kernel.permission import require
from freehold.kernel.service_levels import ServiceLevel, Step, fault_of_level
from freehold.provisioning.registry import doors_of


@transaction.atomic
def promise_level(
    plan_id: UUID, steps: Sequence[Step], *, actor: Actor, seen_version: int | None = None
) -> None:
    """Promise a level to whoever orders the plan from now on, or nothing; what has been ordered keeps what it was promised.

    Raises: NotFound, NotPermitted, Refused("steps", "not_measured"), Conflict("changed_meanwhile").
    """
    plan = lock_plan(actor.tenant_id, plan_id)
    require(actor, PROMISE_LEVEL)
    if seen_version not in (None, plan.version):
        raise Conflict(
            CHANGED_MEANWHILE, _("Somebody else has changed this plan meanwhile. Look at it again.")
        )
    if steps and (fault := fault_of_level(steps)):
        raise Refused("steps", str(FAULTS_OF_LEVELS[fault]), field="steps")
    if steps and not doors_of(plan.offering.kind):
        raise Refused(
            "not_measured", _("Nobody here measures this service, so that nothing can be promised of it.")
        )
    before = plan.service_level
    plan.service_level = ServiceLevel(tuple(steps)).as_json() if steps else None
    plan.version += 1
    plan.save(update_fields=["service_level", "version"])
    record(
        actor,
        PROMISE_LEVEL,
        subject_kind="plan",
        subject_id=plan.id,
        name=plan.name,
        before=before,
        to=plan.service_level,
    )
