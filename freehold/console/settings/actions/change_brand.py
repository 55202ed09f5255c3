"""Change a seller's brand, and tell it in its log."""

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.tenants.actions import change_brand as tenants
from freehold.tenants.actions.change_brand import BrandWanted
from freehold.tenants.permissions import CHANGE_BRAND


@transaction.atomic
def change_brand(wanted: BrandWanted, *, actor: Actor) -> None:
    """Change the brand of the actor's tenant; its customers see it at once.

    Raises: NotFound (a customer has no brand), NotPermitted, Refused("not_a_name", "accent", "logo").
    """
    tenants.change_brand(wanted, actor=actor)
    record(
        actor,
        CHANGE_BRAND,
        subject_kind="tenant",
        subject_id=actor.tenant_id,
        name=wanted.name,
        accent=wanted.accent,
    )
