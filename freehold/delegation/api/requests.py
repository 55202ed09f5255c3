"""The API's operations on requests for access."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from freehold.delegation.actions.approve_request import approve_request
from freehold.delegation.actions.ask_for_grant import ask_for_grant
from freehold.delegation.actions.choose_answerer import choose_answerer
from freehold.delegation.actions.decline_request import decline_request
from freehold.delegation.actions.withdraw_request import withdraw_request
from freehold.delegation.asking import (
    RequestFacts,
    answerers,
    get_request,
    place_of,
    requests_made,
    requests_of_customers,
    requests_received,
)
from freehold.delegation.history import Access, access_history
from freehold.delegation.schemas import (
    AccessHistoryOut,
    AnswerersIn,
    AnswerersOut,
    ApprovalIn,
    RequestIn,
    RequestOut,
)
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Made, Page, Part, part_of, read_cursor

router = Router(tags=["delegation"])


class RequestSide(StrEnum):
    """From which side one looks."""

    RECEIVED = "received"  # asked of you
    MADE = "made"  # asked by you
    OF_CUSTOMERS = "of_customers"  # asked of those that you sell to, by others


LISTS = {
    RequestSide.RECEIVED: requests_received,
    RequestSide.MADE: requests_made,
    RequestSide.OF_CUSTOMERS: requests_of_customers,
}


@router.post(
    "/grant-requests",
    response={201: Made},
    operation_id="ask_for_grant",
    summary="Ask another tenant for access",
)
def ask(request: ApiRequest, asked: RequestIn) -> dict[str, UUID]:
    """Nothing is open before they answer. It stands for 14 days, and you may take it back."""
    return {
        "id": ask_for_grant(
            asked.reference,
            roles=frozenset(asked.roles),
            lasts=timedelta(hours=asked.hours),
            reason=asked.reason,
            ticket=asked.ticket,
            actor=request.actor,
        )
    }


@router.get(
    "/grant-requests",
    response=Page[RequestOut],
    operation_id="list_grant_requests",
    summary="Requests for access, the newest first",
)
def list_requests(
    request: ApiRequest,
    side: Annotated[
        RequestSide, Query(description="asked of you, by you, or of your customers")
    ] = RequestSide.RECEIVED,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Part[RequestFacts]:
    """With what became of each."""
    after = read_cursor(cursor, tuple[datetime, UUID])
    return part_of(LISTS[side](request.actor, after=after, limit=limit + 1), limit=limit, place=place_of)


@router.get(
    "/grant-requests/{uuid:request_id}",
    response=RequestOut,
    operation_id="get_grant_request",
    summary="One request for access",
)
def get_one(request: ApiRequest, request_id: UUID) -> RequestFacts:
    """As the one who asks, who is asked, or who sells to that one."""
    return get_request(request.actor, request_id)


@router.post(
    "/grant-requests/{uuid:request_id}/approve",
    response={201: Made},
    operation_id="approve_grant_request",
    summary="Let the one who asked in; the grant's id",
)
def approve(request: ApiRequest, request_id: UUID, approval: ApprovalIn) -> dict[str, UUID]:
    """As asked, or with fewer roles or a shorter time."""
    return {
        "id": approve_request(
            request_id,
            roles=None if approval.roles is None else frozenset(approval.roles),
            lasts=None if approval.hours is None else timedelta(hours=approval.hours),
            actor=request.actor,
        )
    }


@router.post(
    "/grant-requests/{uuid:request_id}/decline",
    response={204: None},
    operation_id="decline_grant_request",
    summary="Decline a request for access",
)
def decline(request: ApiRequest, request_id: UUID) -> None:
    """Who asked learns that, and nothing else."""
    decline_request(request_id, actor=request.actor)


@router.post(
    "/grant-requests/{uuid:request_id}/withdraw",
    response={204: None},
    operation_id="withdraw_grant_request",
    summary="Take back what you asked for",
)
def withdraw(request: ApiRequest, request_id: UUID) -> None:
    """As long as nobody has answered."""
    withdraw_request(request_id, actor=request.actor)


@router.get(
    "/access-history",
    response=Page[AccessHistoryOut],
    operation_id="list_access_history",
    summary="Who has had access to your tenant, and how much was done",
)
def list_history(request: ApiRequest, cursor: Cursor = "", limit: Limit = 50) -> Part[Access]:
    """For good, the newest first. What was done in detail: `GET /log?grant_id=`."""
    after = read_cursor(cursor, tuple[datetime, UUID])
    found = access_history(request.actor, after=after, limit=limit + 1)
    return part_of(found, limit=limit, place=lambda one: (one.grant.starts_at, one.grant.id))


@router.get(
    "/access-answerers",
    response=AnswerersOut,
    operation_id="get_access_answerers",
    summary="Who answers requests for access to your tenant",
)
def get_answerers(request: ApiRequest) -> dict[str, object]:
    """Your administrators, and your partner where you chose so."""
    found = answerers(request.actor)
    return {
        "partner_answers": found.seller_answers,
        "has_partner": found.seller_id is not None,
        "chosen_by": found.chosen_by,
        "chosen_at": found.chosen_at,
    }


@router.put(
    "/access-answerers",
    response={204: None},
    operation_id="choose_access_answerers",
    summary="Choose whether your partner answers requests for access as well",
)
def choose_answerers(request: ApiRequest, chosen: AnswerersIn) -> None:
    """It never answers what it asks for itself."""
    choose_answerer(seller_answers=chosen.partner_answers, actor=request.actor)
