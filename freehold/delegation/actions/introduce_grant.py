"""Tell the first administrators of a tenant of the access that was there before them."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.delegation.models import Grant
from freehold.delegation.permissions import INTRODUCE_GRANT
from freehold.delegation.telling import tell_giver
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate


@transaction.atomic
def introduce_grant(grant_id: UUID, *, actor: Actor) -> None:
    """Tell of a grant that was made when the tenant had nobody to tell: the set-up grant.

    For the sweep, in the scope of the tenant that it opens. Raises: NotFound, NotPermitted, Refused("told_already").
    """
    grant = Grant.objects.select_for_update(no_key=True).filter(id=grant_id, ended_at=None).first()
    if grant is None:
        raise NotFound
    require(actor, INTRODUCE_GRANT)
    if grant.told_at is not None:
        raise Refused("told_already", _("The administrators have been told of this."))
    told = tell_giver(NoticeTemplate.GRANT_GIVEN, grant)
    if told:
        grant.told_at = clock.now()
        grant.save(update_fields=["told_at"])
        record(actor, INTRODUCE_GRANT, subject_kind="grant", subject_id=grant.id, holder=grant.holder_name)
