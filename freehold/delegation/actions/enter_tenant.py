"""Begin to act in another tenant under a grant; the entering stands in that tenant's log."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.delegation.models import Grant
from freehold.delegation.permissions import ENTER
from freehold.delegation.queries import GrantFacts, grant_facts, under
from freehold.delegation.rules import holds
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.tenants.row_security import enter


@transaction.atomic
def enter_tenant(grant_id: UUID, *, actor: Actor) -> GrantFacts:
    """Check the grant and record the entering, with the person, the grant and its reason.

    The edge of the program then keeps `grant_id`, and every request checks it anew.
    Raises: NotFound, NotPermitted, Refused("grant_over").
    """
    grant = Grant.objects.filter(id=grant_id, holder_id=actor.home_tenant_id).first()
    if grant is None or (grant.people and actor.person_id not in grant.people):
        raise NotFound
    require(actor, ENTER)
    if not holds(starts_at=grant.starts_at, ends_at=grant.ends_at, ended_at=grant.ended_at, now=clock.now()):
        raise Refused("grant_over", _("This access has ended. Ask the customer for a new one."))
    facts = grant_facts(grant, now=clock.now())
    with enter(grant.tenant_id, because="entering under a grant is recorded with the one who gave it"):
        record(
            under(facts, actor=actor),
            ENTER,
            subject_kind="grant",
            subject_id=grant.id,
            holder=grant.holder_name,
            reason=grant.reason,
            kind=grant.kind,
        )
    return facts
