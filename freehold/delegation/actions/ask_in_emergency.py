"""Break glass, the first of two people: ask."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.second_factor import Shown, require_second_factor_now
from freehold.audit.actions.record import record
from freehold.delegation.models import Emergency
from freehold.delegation.permissions import ASK_IN_EMERGENCY
from freehold.delegation.references import any_tenant_behind
from freehold.delegation.rules import AN_HOUR, EMERGENCY_STANDS, may_last_in_emergency
from freehold.delegation.telling import tell_colleagues
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.tenants.queries import find_operator


@transaction.atomic
def ask_in_emergency(
    reference: str,
    *,
    roles: Collection[Role],
    lasts: timedelta,
    reason: str,
    shown: Shown,
    actor: Actor,
    ticket: str = "",
) -> UUID:
    """Ask to enter a tenant that has not let anybody in; a second person of the operator approves within the hour.

    `reference` is any tenant's id, or a pseudonym on an own order. The other administrators are told at once.
    Raises: NotFound, NotPermitted, Refused("no_roles", "duration", "no_reason", "second_factor_stale", "no_person").
    """
    if actor.tenant_id != find_operator():
        raise NotFound
    require(actor, ASK_IN_EMERGENCY)
    person_id = require_second_factor_now(actor, shown=shown)
    subject_id, called = any_tenant_behind(reference, actor=actor)
    if not roles:
        raise Refused("no_roles", _("Choose what is to be done there."), field="roles")
    if not may_last_in_emergency(lasts) or lasts % AN_HOUR:
        raise Refused("duration", _("Choose between one hour and four."), field="lasts")
    if not reason.strip():
        raise Refused(
            "no_reason", _("Say what the emergency is: everybody concerned reads it."), field="reason"
        )
    emergency = Emergency.objects.create(
        tenant_id=actor.tenant_id,
        reference=called,
        subject_id=subject_id,
        roles=sorted(roles),
        lasts_hours=lasts // AN_HOUR,
        reason=reason.strip(),
        ticket=ticket.strip(),
        asked_by=actor.name,
        asked_by_id=person_id,
        expires_at=clock.now() + EMERGENCY_STANDS,
    )
    record(
        actor,
        ASK_IN_EMERGENCY,
        subject_kind="emergency",
        subject_id=emergency.id,
        of=called,
        roles=emergency.roles,
        hours=emergency.lasts_hours,
        reason=emergency.reason,
        ticket=emergency.ticket,
    )
    tell_colleagues(emergency)
    return emergency.id
