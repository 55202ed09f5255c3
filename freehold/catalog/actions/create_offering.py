"""Make something that can be sold, on one service of this installation."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.catalog.models import Offering
from freehold.catalog.permissions import CREATE_OFFERING
from freehold.catalog.rules import is_description, is_name, may_supply
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import require
from freehold.provisioning.registry import service_for
from freehold.tenants.queries import get_tenant


@transaction.atomic
def create_offering(name: str, *, kind: str, actor: Actor, description: str = "") -> UUID:
    """Make an offering of a seller that supplies it, and return its id.

    What runs on the operator's engines is the operator's to offer; partners get theirs by adopting a plan.

    Raises: NotPermitted, NotFound("no_such_service"), Refused("not_operator", "not_a_name", "description"),
    Conflict("offering_exists").
    """
    seller = get_tenant(actor.tenant_id)
    require(actor, CREATE_OFFERING)
    service = service_for(kind)
    if not may_supply(seller.kind, runs_here=service.runs_here):
        raise Refused(
            "not_operator",
            _("Adopt a plan of your seller instead; only the operator offers what its engines run."),
        )
    if not is_name(name):
        raise Refused("not_a_name", _("Give the offering a name of one line."), field="name")
    if not is_description(description):
        raise Refused("description", _("Describe it in at most 1000 characters."), field="description")
    offering, is_new = Offering.objects.get_or_create(
        tenant_id=actor.tenant_id,
        kind=service.kind,
        name=name.strip(),
        defaults={"description": description.strip()},
    )
    if not is_new:
        raise Conflict("offering_exists", _("There is an offering of that name already."))
    record(
        actor, CREATE_OFFERING, subject_kind="offering", subject_id=offering.id, name=offering.name, kind=kind
    )
    return offering.id
