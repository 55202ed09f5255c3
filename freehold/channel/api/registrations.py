"""Operations on registered prospects."""

from uuid import UUID

from allauth.core import ratelimit
from django.utils.translation import gettext as _
from ninja import Router

from freehold.channel.actions.extend_registration import extend_registration
from freehold.channel.actions.register_prospect import register_prospect as register
from freehold.channel.actions.withdraw_registration import withdraw_registration
from freehold.channel.queries.registrations import RegistrationFacts, get_registration, list_registrations
from freehold.channel.schemas import ProspectIn, ProspectOut
from freehold.channel.states import RegistrationState
from freehold.kernel.errors import Refused
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Made, Page, Part, part_of, read_cursor

router = Router(tags=["prospects"])
LIMIT = "register_prospect"


@router.get(
    "/prospects",
    response=Page[ProspectOut],
    operation_id="list_prospects",
    summary="Your registered prospects",
)
def list_prospects(
    request: ApiRequest,
    state: RegistrationState | None = None,
    search: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Part[RegistrationFacts]:
    """The newest first."""
    found = list_registrations(
        request.actor, state=state, search=search, after=read_cursor(cursor, UUID), limit=limit + 1
    )
    return part_of(found, limit=limit, place=lambda one: one.id)


@router.post(
    "/prospects",
    response={201: Made},
    operation_id="register_prospect",
    summary="Register a prospect by its domain",
)
def register_prospect(request: ApiRequest, prospect: ProspectIn) -> dict[str, UUID]:
    """For 90 days nobody else begins with it. A domain that is not free is refused, and nobody is told more."""
    if not ratelimit.consume(request, action=LIMIT, key=str(request.actor.tenant_id)):
        raise Refused("too_many_tries", _("You have tried very many domains today. Go on tomorrow."))
    return {"id": register(prospect.name, company=prospect.company, actor=request.actor)}


@router.get(
    "/prospects/{registration_id}",
    response=ProspectOut,
    operation_id="get_prospect",
    summary="One registered prospect",
)
def get_prospect(request: ApiRequest, registration_id: UUID) -> RegistrationFacts:
    """Yours alone."""
    return get_registration(request.actor, registration_id)


@router.post(
    "/prospects/{registration_id}/extend",
    response=ProspectOut,
    operation_id="extend_prospect",
    summary="Let a registration last 90 days longer, once",
)
def extend_prospect(request: ApiRequest, registration_id: UUID) -> RegistrationFacts:
    """The registration as it is then."""
    extend_registration(registration_id, actor=request.actor)
    return get_registration(request.actor, registration_id)


@router.delete(
    "/prospects/{registration_id}",
    response={204: None},
    operation_id="withdraw_prospect",
    summary="Give a prospect free",
)
def withdraw_prospect(request: ApiRequest, registration_id: UUID) -> None:
    """Anybody may begin with the domain again."""
    withdraw_registration(registration_id, actor=request.actor)
