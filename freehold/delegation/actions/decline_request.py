"""Decline a request for access."""

from uuid import UUID

from django.db import transaction

from freehold.delegation.permissions import DECLINE_REQUEST
from freehold.delegation.sides import (
    answers_as,
    close,
    lock_request,
    record_request,
    refuse_if_over,
    tell_asker,
)
from freehold.delegation.states import RequestState
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate


@transaction.atomic
def decline_request(request_id: UUID, *, actor: Actor) -> None:
    """Say no. Who asked is told so, and learns nothing else: not who they asked, nor which person answered.

    Raises: NotFound, NotPermitted, Refused("own_request", "request_over").
    """
    request = lock_request(request_id)
    require(actor, DECLINE_REQUEST)
    answered_by = answers_as(request, actor=actor)
    refuse_if_over(request)
    close(request, RequestState.DECLINED, answered_by=answered_by)
    record_request(
        request, DECLINE_REQUEST, actor=actor, asker_reads=request.tenant_called, answered_by=answered_by
    )
    tell_asker(NoticeTemplate.REQUEST_DECLINED, request)
