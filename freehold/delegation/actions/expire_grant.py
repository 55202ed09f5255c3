"""Note that the time of a grant is over."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.delegation.models import Grant
from freehold.delegation.permissions import EXPIRE_GRANT
from freehold.delegation.telling import tell_giver, tell_holder
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.row_security import enter


@transaction.atomic
def expire_grant(grant_id: UUID, *, actor: Actor) -> None:
    """Write the end of a grant into both logs and tell both sides; it has opened nothing since its time ended.

    For the sweep, in the scope of the tenant that gave it. Raises: NotFound, NotPermitted, Refused("grant_holds").
    """
    grant = Grant.objects.select_for_update().filter(id=grant_id, ended_at=None).first()
    if grant is None:
        raise NotFound
    require(actor, EXPIRE_GRANT)
    if grant.ends_at is None or grant.ends_at > clock.now():
        raise Refused("grant_holds", _("This access has not ended yet."))
    grant.ended_at = grant.ends_at
    grant.save(update_fields=["ended_at"])
    record(actor, EXPIRE_GRANT, subject_kind="grant", subject_id=grant.id, holder=grant.holder_name)
    tell_giver(NoticeTemplate.GRANT_ENDED, grant)
    with enter(grant.holder_id, because="the end of a grant stands in both logs, and both sides are told"):
        record(actor, EXPIRE_GRANT, subject_kind="grant", subject_id=grant.id, holder=grant.holder_name)
        tell_holder(NoticeTemplate.GRANT_LOST, grant)
