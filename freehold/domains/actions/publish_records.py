"""Ask for a domain's records to be published with a key."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.domains.contract import RecordKind
from freehold.domains.models import Domain
from freehold.domains.permissions import PUBLISH_RECORDS
from freehold.domains.queries import KeySource, find_key_source, lock_domain
from freehold.domains.states import DomainState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import Permission, require


@transaction.atomic
def publish_records(domain_id: UUID, *, actor: Actor) -> None:
    """Publish what is missing or wrong of the domain's records, by a job, with the first key that serves:
    the tenant's own; under a grant the one of the tenant that acts; for a proven domain the instance's.

    The instance's key proves nothing, since it reaches everybody's zones. Safe to repeat.
    Raises: NotFound, NotPermitted, Refused("domain_released", "no_dns_key").
    """
    domain = lock_domain(domain_id)
    require(actor, PUBLISH_RECORDS)
    if domain.state == DomainState.RELEASED:
        raise Refused("domain_released", _("This domain was released; claim it again."))
    source = find_key_source(actor, domain.name, is_proven=domain.state == DomainState.PROVEN)
    if source is None:
        raise Refused(
            "no_dns_key", _("There is no key for this zone. Publish the records by hand, or add a key.")
        )
    want_publication(domain, source, kind=None, act=PUBLISH_RECORDS, actor=actor)


@transaction.atomic
def want_publication(
    domain: Domain, source: KeySource, *, kind: RecordKind | None, act: Permission, actor: Actor
) -> None:
    """Note that a publication is wanted, of records of one kind or (None) of all, and enqueue it."""
    domain.publish_wanted_at = clock.now()
    domain.publish_error = ""
    domain.save(update_fields=["publish_wanted_at", "publish_error"])
    record(actor, act, subject_kind="domain", subject_id=domain.id, name=domain.name, key=source.kind)
    enqueue(
        Job.PUBLISH_DOMAIN,
        lock=f"domain:{domain.id}",
        tenant_id=domain.tenant_id,
        domain_id=domain.id,
        key_tenant_id=str(source.tenant_id or ""),
        key_id=str(source.key_id or ""),
        kind=kind or "",
    )
