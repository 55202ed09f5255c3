"""Keep a registered prospect for another 90 days, once."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.channel.locking import lock_registration
from freehold.channel.permissions import EXTEND_REGISTRATION
from freehold.channel.rules.registering import LASTS, may_extend
from freehold.channel.states import RegistrationState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require


@transaction.atomic
def extend_registration(registration_id: UUID, *, actor: Actor) -> None:
    """Let it end 90 days later. Raises: NotFound, NotPermitted, Refused("over", "extended")."""
    row = lock_registration(registration_id, seller_id=actor.tenant_id)
    require(actor, EXTEND_REGISTRATION)
    now = clock.now()
    if row.state != RegistrationState.HELD or now >= row.ends_at:
        raise Refused("over", _("This registration is over."))
    if not may_extend(ends_at=row.ends_at, extended_at=row.extended_at, now=now):
        raise Refused("extended", _("A registration is extended once, and this one was."))
    row.ends_at += LASTS
    row.extended_at = now
    row.save(update_fields=["ends_at", "extended_at"])
    record(
        actor,
        EXTEND_REGISTRATION,
        subject_kind="registration",
        subject_id=row.id,
        name=row.name,
        ends_at=row.ends_at,
    )
