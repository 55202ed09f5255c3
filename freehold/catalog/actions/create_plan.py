"""Make a package of an offering."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.catalog.models import Offering, Plan
from freehold.catalog.permissions import CREATE_PLAN
from freehold.catalog.rules import is_description, is_name, is_trial, may_supply
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, NotFound, Refused
from freehold.kernel.permission import require
from freehold.provisioning.registry import checked_options, service_for
from freehold.tenants.queries import get_tenant


@transaction.atomic
def create_plan(
    offering_id: UUID,
    *,
    name: str,
    actor: Actor,
    description: str = "",
    options: Mapping[str, object] | None = None,
    trial_days: int = 0,
) -> UUID:
    """Make a plan with options that the service knows, and return its id. It can be ordered once it has a price.

    What runs on the operator's engines is the operator's to make plans of.

    Raises: NotFound, NotPermitted, Refused("not_operator", "not_a_name", "description", "trial", "bad_options"),
    Conflict("plan_exists").
    """
    offering = Offering.objects.select_for_update().filter(tenant_id=actor.tenant_id, id=offering_id).first()
    if offering is None:
        raise NotFound
    require(actor, CREATE_PLAN)
    seller = get_tenant(actor.tenant_id)
    if not may_supply(seller.kind, runs_here=service_for(offering.kind).runs_here):
        raise Refused(
            "not_operator",
            _(
                "Adopt a plan of your seller instead; only the operator makes new ones of what its engines run."
            ),
        )
    check_plan(actor.tenant_id, name, description, trial_days)
    plan = Plan.objects.create(
        tenant_id=actor.tenant_id,
        offering=offering,
        name=name.strip(),
        description=description.strip(),
        options=checked_options(offering.kind, options or {}).model_dump(mode="json"),
        trial_days=trial_days,
    )
    record(actor, CREATE_PLAN, subject_kind="plan", subject_id=plan.id, name=plan.name, options=plan.options)
    return plan.id


def check_plan(
    tenant_id: UUID, name: str, description: str, trial_days: int, *, besides: UUID | None = None
) -> None:
    """What any plan of a seller must say. Raises: Refused, Conflict("plan_exists")."""
    if not is_name(name):
        raise Refused("not_a_name", _("Give the plan a name of one line."), field="name")
    if not is_description(description):
        raise Refused("description", _("Describe it in at most 1000 characters."), field="description")
    if not is_trial(trial_days):
        raise Refused("trial", _("A trial lasts 90 days at most."), field="trial_days")
    same = Plan.objects.filter(tenant_id=tenant_id, name=name.strip(), retired_at__isnull=True)
    if besides is not None:
        same = same.exclude(id=besides)
    if same.exists():
        raise Conflict("plan_exists", _("You have a plan of that name already. Choose another name."))
