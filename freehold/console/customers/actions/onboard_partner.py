"""Make a partner in one go: the tenant, its set-up grant, its first administrator."""

from uuid import UUID

from django.db import transaction

from freehold.console.customers.actions.onboard_customer import prepare_tenant
from freehold.delegation.actions.set_up_customer import set_up_partner
from freehold.kernel.actor import Actor


@transaction.atomic
def onboard_partner(
    name: str,
    *,
    actor: Actor,
    reference: str = "",
    country: str = "DE",
    language: str = "en",
    administrator_name: str = "",
    administrator_email: str = "",
) -> UUID:
    """Make a partner below the actor's tenant and return its id; all of it happens, or nothing.

    Raises: NotPermitted, Refused, Conflict, with the field that they are about.
    """
    tenant_id = set_up_partner(name, actor=actor, reference=reference, country=country, language=language)
    prepare_tenant(
        tenant_id,
        domain="",
        administrator_name=administrator_name,
        administrator_email=administrator_email,
        actor=actor,
    )
    return tenant_id
