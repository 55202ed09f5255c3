"""Give a registered prospect free."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.channel.locking import lock_registration
from freehold.channel.permissions import WITHDRAW_REGISTRATION
from freehold.channel.states import RegistrationState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require


@transaction.atomic
def withdraw_registration(registration_id: UUID, *, actor: Actor) -> None:
    """Let anybody begin with the domain again. Safe to repeat. Raises: NotFound, NotPermitted."""
    row = lock_registration(registration_id, seller_id=actor.tenant_id)
    require(actor, WITHDRAW_REGISTRATION)
    if row.state != RegistrationState.HELD:
        return
    row.state = RegistrationState.WITHDRAWN
    row.closed_at = clock.now()
    row.save(update_fields=["state", "closed_at"])
    record(actor, WITHDRAW_REGISTRATION, subject_kind="registration", subject_id=row.id, name=row.name)
