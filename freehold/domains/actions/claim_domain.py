"""Name a domain as one's own, and get the proof to publish."""

import secrets
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.domains.actions.note_health import note_health
from freehold.domains.models import Domain
from freehold.domains.permissions import CLAIM_DOMAIN
from freehold.domains.queries import domain_is_taken
from freehold.domains.rules.names import is_within, parse_domain
from freehold.domains.rules.timing import next_check_at
from freehold.domains.states import DomainState
from freehold.kernel import clock
from freehold.kernel.actor import Actor, platform_actor
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require

TOKEN_BYTES = 20


@transaction.atomic
def claim_domain(name: str, *, actor: Actor) -> UUID:
    """Claim a domain for the actor's tenant and return the claim's id; claiming it again gives the same id.

    A claim takes nothing from anybody: several tenants may claim a name, and the first who proves it has it.
    The first look into DNS is enqueued.
    Raises: NotPermitted, Refused (see `parse_domain`), Conflict("domain_taken").
    """
    require(actor, CLAIM_DOMAIN)
    domain = parse_domain(name)
    if is_within(domain.name, settings.NEUTRAL_DOMAIN):
        raise Refused("reserved_domain", _("This name belongs to the platform itself."), field="name")
    now = clock.now()
    token = f"freehold-proof={secrets.token_hex(TOKEN_BYTES)}"
    row, is_new = (
        Domain.objects.select_for_update()
        .exclude(state=DomainState.RELEASED)
        .get_or_create(
            tenant_id=actor.tenant_id,
            name=domain.name,
            defaults={
                "unicode_name": domain.unicode_name,
                "state": DomainState.CLAIMED,
                "token": token,
                "claimed_at": now,
                "check_wanted_at": now,
                "next_check_at": next_check_at(DomainState.CLAIMED, claimed_at=now, healthy=False, now=now),
            },
        )
    )
    if not is_new:
        return row.id
    if domain_is_taken(domain.name):
        raise Conflict(
            "domain_taken",
            _("This domain is proven by somebody else on this platform. If it is yours, ask for help."),
            field="name",
        )
    record(actor, CLAIM_DOMAIN, subject_kind="domain", subject_id=row.id, name=domain.name)
    note_health(actor.tenant_id, actor=platform_actor(actor.tenant_id, via=actor.via))
    enqueue(Job.CHECK_DOMAIN, lock=f"domain:{row.id}", tenant_id=actor.tenant_id, domain_id=row.id)
    return row.id
