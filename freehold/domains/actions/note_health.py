"""Count how a tenant's domains are, for itself and for its seller."""

from uuid import UUID

from django.db import transaction

from freehold.domains.models import DnsCheck, Domain, DomainHealth
from freehold.domains.permissions import NOTE_CHECK
from freehold.domains.states import CheckState, DomainState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.tenants.queries import find_seller

BROKEN = (CheckState.MISSING, CheckState.WRONG)


@transaction.atomic
def note_health(tenant_id: UUID, *, actor: Actor) -> None:
    """Write the totals of the tenant in scope: they bear no name, and are all that its seller sees without a grant.

    Raises: NotPermitted (the platform counts).
    """
    require(actor, NOTE_CHECK)
    seller_id = find_seller(tenant_id)
    if seller_id is None:
        return
    held = Domain.objects.filter(tenant_id=tenant_id).exclude(state=DomainState.RELEASED)
    proven = held.filter(state=DomainState.PROVEN)
    broken = DnsCheck.objects.filter(tenant_id=tenant_id, state__in=BROKEN).values("domain_id")
    DomainHealth.objects.update_or_create(
        buyer_id=tenant_id,
        defaults={
            "seller_id": seller_id,
            "domains": held.count(),
            "unproven": held.filter(state=DomainState.CLAIMED).count(),
            "failing": proven.filter(id__in=broken).count(),
            "checked_at": clock.now(),
        },
    )
