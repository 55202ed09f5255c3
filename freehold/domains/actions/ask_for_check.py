"""Ask for a look into DNS now."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.domains.permissions import CHECK_DOMAIN
from freehold.domains.queries import lock_domain
from freehold.domains.rules.timing import IF_LOST, may_ask_again
from freehold.domains.states import DomainState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require


@transaction.atomic
def ask_for_check(domain_id: UUID, *, actor: Actor) -> None:
    """Ask for a check of the proof and of every record; a job looks within seconds.

    Asked again within a few seconds, the one look serves both. A look changes nothing of the tenant's, so that the
    log does not bear it; what it finds out does.
    Raises: NotFound, NotPermitted, Refused("domain_released").
    """
    domain = lock_domain(domain_id)
    require(actor, CHECK_DOMAIN)
    if domain.state == DomainState.RELEASED:
        raise Refused("domain_released", _("This domain was released; claim it again."))
    now = clock.now()
    if not may_ask_again(domain.check_wanted_at, now=now):
        return
    domain.check_wanted_at = now
    domain.next_check_at = now + IF_LOST
    domain.save(update_fields=["check_wanted_at", "next_check_at"])
    enqueue(Job.CHECK_DOMAIN, lock=f"domain:{domain.id}", tenant_id=domain.tenant_id, domain_id=domain.id)
