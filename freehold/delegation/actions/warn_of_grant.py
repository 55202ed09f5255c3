"""Tell both sides of a grant that it ends soon."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.delegation.models import Grant
from freehold.delegation.permissions import WARN_OF_GRANT
from freehold.delegation.telling import tell_giver, tell_holder
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.row_security import enter


@transaction.atomic
def warn_of_grant(grant_id: UUID, *, actor: Actor) -> None:
    """Tell the administrators of both sides, once: a week before the end, of a short grant an hour before.

    For the sweep, in the scope of the tenant that gave it. Raises: NotFound, NotPermitted, Refused("not_due").
    """
    grant = Grant.objects.select_for_update(no_key=True).filter(id=grant_id, ended_at=None).first()
    if grant is None:
        raise NotFound
    require(actor, WARN_OF_GRANT)
    if grant.warn_at is None or grant.warn_at > clock.now():
        raise Refused("not_due", _("Nobody needs to be told of this end yet."))
    grant.warn_at = None
    grant.save(update_fields=["warn_at"])
    record(actor, WARN_OF_GRANT, subject_kind="grant", subject_id=grant.id, until=grant.ends_at)
    tell_giver(NoticeTemplate.GRANT_ENDS_SOON, grant)
    with enter(grant.holder_id, because="both sides are told before a grant ends"):
        record(actor, WARN_OF_GRANT, subject_kind="grant", subject_id=grant.id, until=grant.ends_at)
        tell_holder(NoticeTemplate.GRANT_HELD_ENDS_SOON, grant)
