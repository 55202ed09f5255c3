"""End a grant at once; either end may."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.delegation.models import Grant
from freehold.delegation.permissions import END_GRANT
from freehold.delegation.rules import holds
from freehold.delegation.telling import tell_giver, tell_holder
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.row_security import enter


@transaction.atomic
def end_grant(grant_id: UUID, *, actor: Actor) -> None:
    """End a grant now; the next request under it is refused, and the administrators of both sides are told.

    Raises: NotFound, NotPermitted, Refused("grant_over").
    """
    if not Grant.objects.filter(id=grant_id).exists():
        raise NotFound
    # What has ended, nobody may lock or change: row security hides it from an update.
    grant = Grant.objects.select_for_update().filter(id=grant_id, ended_at=None).first()
    require(actor, END_GRANT)
    now = clock.now()
    if grant is None or (grant.ends_at is not None and grant.ends_at <= now):
        raise Refused("grant_over", _("This access has ended already."))
    was_in_force = holds(starts_at=grant.starts_at, ends_at=grant.ends_at, ended_at=None, now=now)
    grant.ended_at, grant.ended_by, grant.ended_by_id = now, actor.name, actor.person_id
    grant.save(update_fields=["ended_at", "ended_by", "ended_by_id"])
    for tenant_id, tell, template in (
        (grant.tenant_id, tell_giver, NoticeTemplate.GRANT_ENDED),
        (grant.holder_id, tell_holder, NoticeTemplate.GRANT_LOST),
    ):
        with enter(tenant_id, because="the end of a grant stands in both logs, and both sides are told"):
            record(actor, END_GRANT, subject_kind="grant", subject_id=grant.id, was_in_force=was_in_force)
            tell(template, grant)
