"""Take a plan of one's own seller into one's own catalog, under a name of one's own."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.catalog.actions.create_plan import check_plan
from freehold.catalog.models import Offering, Plan
from freehold.catalog.permissions import ADOPT_PLAN
from freehold.catalog.queries import plans_offered
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.tenants.queries import get_tenant
from freehold.tenants.states import TenantKind


@transaction.atomic
def adopt_plan(
    source_plan_id: UUID, *, name: str, actor: Actor, description: str = "", trial_days: int = 0
) -> UUID:
    """Make a plan that resells the seller's and promises the same, and return its id. It can be ordered once it has a price.

    Raises: NotFound, NotPermitted, Refused("not_a_seller", "not_a_name", "description", "trial"),
    Conflict("plan_exists").
    """
    require(actor, ADOPT_PLAN)
    if get_tenant(actor.tenant_id).kind is not TenantKind.PARTNER:
        raise Refused("not_a_seller", _("Only partners resell plans."))
    source = next((plan for plan in plans_offered(actor) if plan.id == source_plan_id), None)
    if source is None:
        raise NotFound
    check_plan(actor.tenant_id, name, description, trial_days)
    offering, _is_new = Offering.objects.get_or_create(
        tenant_id=actor.tenant_id, kind=source.kind, name=source.offering_name
    )
    plan = Plan.objects.create(
        tenant_id=actor.tenant_id,
        offering=offering,
        name=name.strip(),
        description=description.strip(),
        options=dict(source.options),
        source_plan_id=source.id,
        trial_days=trial_days,
        service_level=source.service_level.as_json() if source.service_level else None,
    )
    record(actor, ADOPT_PLAN, subject_kind="plan", subject_id=plan.id, name=plan.name, source=source.name)
    return plan.id
