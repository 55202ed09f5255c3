"""Remind a tenant of standing support, once a year."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.delegation.models import Grant
from freehold.delegation.permissions import REMIND_OF_GRANT
from freehold.delegation.rules import next_reminder
from freehold.delegation.telling import tell_giver
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate


@transaction.atomic
def remind_of_grant(grant_id: UUID, *, actor: Actor) -> None:
    """Tell the administrators who may still act in their company; the next reminder comes a year later.

    For the sweep, in the scope of the tenant that gave it. Raises: NotFound, NotPermitted, Refused("not_due").
    """
    grant = Grant.objects.select_for_update(no_key=True).filter(id=grant_id, ended_at=None).first()
    if grant is None:
        raise NotFound
    require(actor, REMIND_OF_GRANT)
    if grant.remind_on is None or grant.remind_on > clock.today():
        raise Refused("not_due", _("Nobody needs to be reminded of this yet."))
    grant.remind_on = next_reminder(clock.today())
    grant.save(update_fields=["remind_on"])
    told = tell_giver(NoticeTemplate.GRANT_REMINDER, grant)
    record(
        actor,
        REMIND_OF_GRANT,
        subject_kind="grant",
        subject_id=grant.id,
        holder=grant.holder_name,
        administrators=told,
    )
