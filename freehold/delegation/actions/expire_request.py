"""Note that nobody answered a request in its time."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.delegation.permissions import EXPIRE_REQUEST
from freehold.delegation.sides import close, lock_request, record_request, tell_asker
from freehold.delegation.states import RequestState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate


@transaction.atomic
def expire_request(request_id: UUID, *, actor: Actor) -> None:
    """Close a request that nobody could answer any more, and tell who asked.

    For the sweep, in the scope of the tenant that asked. Raises: NotFound, NotPermitted, Refused("not_due").
    """
    request = lock_request(request_id)
    require(actor, EXPIRE_REQUEST)
    if request.state != RequestState.OPEN or request.expires_at > clock.now():
        raise Refused("not_due", _("This request can still be answered, or was."))
    close(request, RequestState.EXPIRED)
    record_request(request, EXPIRE_REQUEST, actor=actor)
    tell_asker(NoticeTemplate.REQUEST_EXPIRED, request)
