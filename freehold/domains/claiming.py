"""What both ways of claiming a domain share: which names can be claimed, and what is written."""

import secrets
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.domains.actions.note_health import note_health
from freehold.domains.models import Domain
from freehold.domains.rules.names import DomainName, is_within, parse_domain
from freehold.domains.rules.timing import next_check_at
from freehold.domains.states import DomainState
from freehold.kernel import clock
from freehold.kernel.actor import Actor, platform_actor
from freehold.kernel.errors import Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import Permission

TOKEN_BYTES = 20


def claimable(name: str) -> DomainName:
    """The name as we keep it. Raises: Refused (see `parse_domain`; and "reserved_domain")."""
    domain = parse_domain(name)
    if is_within(domain.name, settings.NEUTRAL_DOMAIN):
        raise Refused("reserved_domain", _("This name belongs to the platform itself."), field="name")
    return domain


def write_claim(domain: DomainName, act: Permission, actor: Actor) -> UUID:
    """The claim with its proof to publish, once; the first look into DNS is enqueued."""
    now = clock.now()
    row, is_new = (
        Domain.objects.select_for_update()
        .exclude(state=DomainState.RELEASED)
        .get_or_create(
            tenant_id=actor.tenant_id,
            name=domain.name,
            defaults={
                "unicode_name": domain.unicode_name,
                "state": DomainState.CLAIMED,
                "token": f"freehold-proof={secrets.token_hex(TOKEN_BYTES)}",
                "claimed_at": now,
                "check_wanted_at": now,
                "next_check_at": next_check_at(DomainState.CLAIMED, claimed_at=now, healthy=False, now=now),
            },
        )
    )
    if is_new:
        record(actor, act, subject_kind="domain", subject_id=row.id, name=domain.name)
        note_health(actor.tenant_id, actor=platform_actor(actor.tenant_id, via=actor.via))
        enqueue(Job.CHECK_DOMAIN, lock=f"domain:{row.id}", tenant_id=actor.tenant_id, domain_id=row.id)
    return row.id
