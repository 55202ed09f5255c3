"""Name a domain as one's own, and get the proof to publish."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.domains.claiming import claimable, write_claim
from freehold.domains.permissions import CLAIM_DOMAIN
from freehold.domains.queries import domain_is_kept, find_held
from freehold.domains.rules.names import owned_name
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict
from freehold.kernel.permission import require


@transaction.atomic
def claim_domain(name: str, *, actor: Actor) -> UUID:
    """Claim a domain for the actor's tenant and return the claim's id; claiming it again gives the same id.

    A claim takes nothing from anybody: several tenants may claim a name, and the first who proves it has it. What somebody
    has proven, or another seller has registered for a customer of its own, is refused in the same words.
    The first look into DNS is enqueued.
    Raises: NotPermitted, Refused (see `parse_domain`), Conflict("domain_taken").
    """
    require(actor, CLAIM_DOMAIN)
    domain = claimable(name)
    held = find_held(actor.tenant_id, domain.name)
    if held is not None:
        return held
    if domain_is_kept(domain.name, owned_name(domain.name) or domain.name):
        raise Conflict(
            "domain_taken",
            _(
                "This domain cannot be added so: somebody has it here, or it is kept for somebody. If it is your own, its"
                " administrator proves it in DNS: that alone decides."
            ),
            field="name",
        )
    return write_claim(domain, CLAIM_DOMAIN, actor)
