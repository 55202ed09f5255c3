"""Let go of a domain."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.domains.actions.note_health import note_health
from freehold.domains.models import DnsCheck
from freehold.domains.permissions import RELEASE_DOMAIN
from freehold.domains.queries import lock_domain, uses_of
from freehold.domains.states import DomainState
from freehold.kernel import clock
from freehold.kernel.actor import Actor, platform_actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require


@transaction.atomic
def release_domain(domain_id: UUID, *, actor: Actor) -> None:
    """Release a claimed or proven domain, so that others may prove it.

    Refused while a service uses it: its addresses go first. Releasing it again changes nothing.
    Raises: NotFound, NotPermitted, Refused("domain_in_use").
    """
    domain = lock_domain(domain_id)
    require(actor, RELEASE_DOMAIN)
    if domain.state == DomainState.RELEASED:
        return
    uses = uses_of(domain.name) if domain.state == DomainState.PROVEN else []
    if uses:
        raise Refused(
            "domain_in_use",
            _("This domain is in use: %(uses)s. Remove these first.") % {"uses": "; ".join(uses)},
        )
    before = domain.state
    domain.state = DomainState.RELEASED
    domain.released_at = clock.now()
    domain.next_check_at = None
    domain.save(update_fields=["state", "released_at", "next_check_at"])
    DnsCheck.objects.filter(tenant_id=domain.tenant_id, domain_id=domain.id).delete()
    record(actor, RELEASE_DOMAIN, subject_kind="domain", subject_id=domain.id, name=domain.name, was=before)
    note_health(domain.tenant_id, actor=platform_actor(domain.tenant_id, via=actor.via))
