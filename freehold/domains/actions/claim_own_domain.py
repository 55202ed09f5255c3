"""Name a domain as the company's own, whoever else has it or keeps it: the proof in DNS alone decides."""

from uuid import UUID

from django.db import transaction

from freehold.domains.claiming import claimable, write_claim
from freehold.domains.permissions import CLAIM_OWN_DOMAIN
from freehold.domains.queries import find_held
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require


@transaction.atomic
def claim_own_domain(name: str, *, actor: Actor) -> UUID:
    """Claim a domain by the company's own people, from whom nothing is kept for others; return the claim's id.

    By claiming it so they choose the seller that they have. It is never refused for what others have or registered, and so
    tells nothing of them; nothing changes for those before the proof stands in DNS. Not under a grant.
    Raises: NotPermitted, Refused (see `parse_domain`).
    """
    require(actor, CLAIM_OWN_DOMAIN)
    domain = claimable(name)
    return find_held(actor.tenant_id, domain.name) or write_claim(domain, CLAIM_OWN_DOMAIN, actor)
