"""Name a host at which a seller's brand shall answer, and get the proof to publish."""

import secrets
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.domains.claiming import TOKEN_BYTES
from freehold.domains.hosts import check_has_brand, host_is_taken, host_target
from freehold.domains.models import Host
from freehold.domains.permissions import CHANGE_HOSTS
from freehold.domains.rules.names import is_within, parse_domain
from freehold.domains.rules.timing import next_check_at
from freehold.domains.states import DomainState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require

MOST_HOSTS = 20


@transaction.atomic
def add_host(name: str, *, actor: Actor) -> UUID:
    """Name a host for the brand of the actor's tenant and return its id; naming it again gives the same id.

    It answers nobody before it is proven; several sellers may name it, and the first who proves it has it. The first
    look into DNS is enqueued.
    Raises: NotFound (a customer has no brand), NotPermitted, Refused("reserved_host", "too_many_hosts", and those of
    `parse_domain`), Conflict("host_taken").
    """
    check_has_brand(actor)
    require(actor, CHANGE_HOSTS)
    host = parse_domain(name)
    reserved = {host_target(), (urlsplit(settings.ORIGIN).hostname or "").lower(), *settings.OWN_HOSTS}
    if host.name in reserved or is_within(host.name, settings.NEUTRAL_DOMAIN):
        raise Refused("reserved_host", _("This name belongs to the platform itself."), field="name")
    found = Host.objects.select_for_update().filter(tenant_id=actor.tenant_id)
    held = {row.name: row.id for row in found}
    if host.name in held:
        return held[host.name]
    if len(held) >= MOST_HOSTS:
        raise Refused(
            "too_many_hosts",
            _("A brand has at most %(most)s host names. Remove one first.") % {"most": MOST_HOSTS},
            field="name",
        )
    if host_is_taken(host.name):
        raise Conflict(
            "host_taken",
            _("This name is proven by somebody else on this platform. If it is yours, ask for help."),
            field="name",
        )
    now = clock.now()
    row = Host.objects.create(
        tenant_id=actor.tenant_id,
        name=host.name,
        unicode_name=host.unicode_name,
        token=f"freehold-proof={secrets.token_hex(TOKEN_BYTES)}",
        claimed_at=now,
        check_wanted_at=now,
        next_check_at=next_check_at(DomainState.CLAIMED, claimed_at=now, healthy=False, now=now),
    )
    record(actor, CHANGE_HOSTS, subject_kind="host", subject_id=row.id, name=host.name)
    enqueue(Job.CHECK_HOST, lock=f"host:{row.id}", tenant_id=actor.tenant_id, host_id=row.id)
    return row.id
