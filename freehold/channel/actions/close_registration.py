"""Close the registration of a prospect that has decided, or whose time is over."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.channel.locking import lock_registration
from freehold.channel.models import Registration
from freehold.channel.permissions import CLOSE_REGISTRATION
from freehold.channel.states import RegistrationState
from freehold.channel.telling import tell
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import find_seller


@transaction.atomic
def close_registration(registration_id: UUID, *, proven_by: UUID | None, actor: Actor) -> None:
    """Close one in its holder's scope: `proven_by` is the tenant that has proven the domain, None when time is over.

    The holder learns whether the prospect came to it or chose otherwise, and not whom. Safe to repeat.
    Raises: NotFound, NotPermitted.
    """
    row = lock_registration(registration_id, seller_id=actor.tenant_id)
    require(actor, CLOSE_REGISTRATION)
    if row.state != RegistrationState.HELD or (proven_by is None and clock.now() < row.ends_at):
        return
    row.state = _outcome(row, proven_by)
    row.closed_at = clock.now()
    row.save(update_fields=["state", "closed_at"])
    record(
        actor,
        CLOSE_REGISTRATION,
        subject_kind="registration",
        subject_id=row.id,
        name=row.name,
        outcome=row.state,
    )
    tell(
        NoticeTemplate.REGISTRATION_CLOSED,
        row.tenant_id,
        domain=row.unicode_name,
        company=row.company,
        outcome=row.state,
    )


def _outcome(row: Registration, proven_by: UUID | None) -> RegistrationState:
    if proven_by is None:
        return RegistrationState.EXPIRED
    is_ours = proven_by == row.tenant_id or find_seller(proven_by) == row.tenant_id
    return RegistrationState.WON if is_ours else RegistrationState.CHOSEN_OTHERWISE
