"""The API's operations of break glass: the operator's alone, with the code of an authenticator app in each request."""

from datetime import datetime, timedelta
from uuid import UUID

from ninja import Router

from freehold.accounts.second_factor import Shown
from freehold.delegation.actions.ask_in_emergency import ask_in_emergency
from freehold.delegation.actions.break_glass import break_glass
from freehold.delegation.emergencies import EmergencyFacts, get_emergency, list_emergencies, place_of
from freehold.delegation.schemas import EmergencyIn, EmergencyOut, ShownCodeIn
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Made, Page, Part, part_of, read_cursor

router = Router(tags=["delegation"])


@router.post(
    "/emergencies",
    response={201: Made},
    operation_id="ask_in_emergency",
    summary="Break glass, the first of two people: ask",
)
def ask(request: ApiRequest, asked: EmergencyIn) -> dict[str, UUID]:
    """A second person of the operator approves within the hour, or nothing happens."""
    return {
        "id": ask_in_emergency(
            asked.reference,
            roles=frozenset(asked.roles),
            lasts=timedelta(hours=asked.hours),
            reason=asked.reason,
            ticket=asked.ticket,
            shown=Shown(code=asked.code),
            actor=request.actor,
        )
    }


@router.get(
    "/emergencies",
    response=Page[EmergencyOut],
    operation_id="list_emergencies",
    summary="Every broken glass, the newest first",
)
def list_all(request: ApiRequest, cursor: Cursor = "", limit: Limit = 50) -> Part[EmergencyFacts]:
    """For good, those included that nobody approved."""
    after = read_cursor(cursor, tuple[datetime, UUID])
    return part_of(list_emergencies(request.actor, after=after, limit=limit + 1), limit=limit, place=place_of)


@router.get(
    "/emergencies/{uuid:emergency_id}",
    response=EmergencyOut,
    operation_id="get_emergency",
    summary="One of them",
)
def get_one(request: ApiRequest, emergency_id: UUID) -> EmergencyFacts:
    """Who asked, why, and who approved."""
    return get_emergency(request.actor, emergency_id)


@router.post(
    "/emergencies/{uuid:emergency_id}/approve",
    response={201: Made},
    operation_id="break_glass",
    summary="Break glass, the second of two people: approve; the grant's id",
)
def approve(request: ApiRequest, emergency_id: UUID, shown: ShownCodeIn) -> dict[str, UUID]:
    """The customer's administrators and its partner are told at once, and may end it at once."""
    return {"id": break_glass(emergency_id, shown=Shown(code=shown.code), actor=request.actor)}
