"""Publish a signing key that DNS does not know yet, where a key for publishing is there."""

from uuid import UUID

from django.db import transaction

from freehold.domains.actions.publish_records import want_publication
from freehold.domains.contract import RecordKind
from freehold.domains.models import DnsCheck
from freehold.domains.permissions import PUBLISH_SIGNING_KEY
from freehold.domains.queries import find_key_source, lock_domain
from freehold.domains.rules.timing import may_publish_again
from freehold.domains.states import CheckState, DomainState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require


@transaction.atomic
def publish_signing_key(domain_id: UUID, *, actor: Actor) -> bool:
    """Publish the DKIM records of a proven domain that were found missing; whether that has been asked for.

    Nobody moves a domain's mail by it, and without it mail is taken for spam: so it needs no button. With the
    tenant's own key or the instance's, never with a partner's, which serves only while the partner itself acts.
    At most once an hour, since DNS may take its time. Raises: NotFound, NotPermitted.
    """
    domain = lock_domain(domain_id)
    require(actor, PUBLISH_SIGNING_KEY)
    missing = DnsCheck.objects.filter(
        tenant_id=domain.tenant_id, domain_id=domain.id, kind=RecordKind.DKIM, state=CheckState.MISSING
    )
    if domain.state != DomainState.PROVEN or not missing.exists():
        return False
    source = find_key_source(actor, domain.name, is_proven=True)
    if source is None or not may_publish_again(domain.publish_wanted_at, now=clock.now()):
        return False
    want_publication(domain, source, kind=RecordKind.DKIM, act=PUBLISH_SIGNING_KEY, actor=actor)
    return True
