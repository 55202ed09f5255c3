"""Make a customer in one go: the tenant, its set-up grant, its domain, its first administrator."""

from uuid import UUID

from django.db import transaction

from freehold.accounts.actions.invite_person import invite_person
from freehold.delegation.actions.enter_tenant import enter_tenant
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.delegation.queries import grants_held, under
from freehold.domains.actions.claim_domain import claim_domain
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import naming
from freehold.tenants.row_security import enter


@transaction.atomic
def onboard_customer(
    name: str,
    *,
    actor: Actor,
    reference: str = "",
    country: str = "DE",
    language: str = "en",
    domain: str = "",
    administrator_name: str = "",
    administrator_email: str = "",
) -> UUID:
    """Make a customer of the actor's tenant and return its id; all of it happens, or nothing.

    Domain and administrator are optional. Both are made under the set-up grant, and the customer's log says so.
    Raises: NotPermitted, Refused, Conflict, with the field that they are about.
    """
    tenant_id = set_up_customer(name, actor=actor, reference=reference, country=country, language=language)
    prepare_tenant(
        tenant_id,
        domain=domain,
        administrator_name=administrator_name,
        administrator_email=administrator_email,
        actor=actor,
    )
    return tenant_id


@transaction.atomic
def prepare_tenant(
    tenant_id: UUID, *, domain: str, administrator_name: str, administrator_email: str, actor: Actor
) -> None:
    """Claim the domain and invite the administrator, under the set-up grant of a tenant just made."""
    if not domain.strip() and not administrator_email.strip():
        return
    (grant,) = grants_held(actor, tenant_id=tenant_id)
    enter_tenant(grant.id, actor=actor)
    inside = under(grant, actor=actor)
    with enter(tenant_id, because="a new tenant is prepared under its set-up grant"):
        if domain.strip():
            with naming({"name": "domain"}):
                claim_domain(domain, actor=inside)
        if administrator_email.strip():
            with naming({"name": "administrator_name", "email": "administrator_email"}):
                invite_person(
                    administrator_name.strip() or administrator_email.strip(),
                    email=administrator_email,
                    roles=frozenset({Role.ADMINISTRATOR}),
                    actor=inside,
                )
