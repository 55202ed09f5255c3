"""Take back a request for access."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.delegation.permissions import WITHDRAW_REQUEST
from freehold.delegation.sides import close, lock_request, record_request, refuse_if_over, tell_asked
from freehold.delegation.states import RequestState
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate


@transaction.atomic
def withdraw_request(request_id: UUID, *, actor: Actor) -> None:
    """Ask no longer; whoever was asked is told. Raises: NotFound, NotPermitted, Refused("not_yours", "request_over")."""
    request = lock_request(request_id)
    require(actor, WITHDRAW_REQUEST)
    if actor.tenant_id != request.asker_id:
        raise Refused("not_yours", _("Only those who asked can take it back. Decline it instead."))
    refuse_if_over(request)
    close(request, RequestState.WITHDRAWN)
    record_request(request, WITHDRAW_REQUEST, actor=actor)
    tell_asked(NoticeTemplate.REQUEST_WITHDRAWN, request)
