"""Do what the passing of time asks of a grant."""

from uuid import UUID

from django.db import transaction

from freehold.delegation.actions.expire_grant import expire_grant
from freehold.delegation.actions.introduce_grant import introduce_grant
from freehold.delegation.actions.remind_of_grant import remind_of_grant
from freehold.delegation.actions.warn_of_grant import warn_of_grant
from freehold.delegation.models import Grant
from freehold.delegation.rules import next_step
from freehold.delegation.states import GrantStep
from freehold.kernel import clock
from freehold.kernel.actor import Actor


@transaction.atomic
def advance_grant(grant_id: UUID, *, actor: Actor) -> GrantStep | None:
    """Take the one step that is due, if any, and say which. May be asked any number of times. Raises: NotPermitted."""
    grant = Grant.objects.select_for_update(no_key=True).filter(id=grant_id, ended_at=None).first()
    if grant is None:
        return None
    step = next_step(
        ends_at=grant.ends_at,
        told_at=grant.told_at,
        warn_at=grant.warn_at,
        remind_on=grant.remind_on,
        now=clock.now(),
    )
    match step:
        case GrantStep.EXPIRE:
            expire_grant(grant_id, actor=actor)
        case GrantStep.INTRODUCE:
            introduce_grant(grant_id, actor=actor)
        case GrantStep.WARN:
            warn_of_grant(grant_id, actor=actor)
        case GrantStep.REMIND:
            remind_of_grant(grant_id, actor=actor)
    return step
