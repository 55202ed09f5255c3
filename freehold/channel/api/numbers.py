"""Operations on the numbers of the channel, and on notices of incidents."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from ninja import Router

from freehold.channel.actions.send_incident_notice import send_incident_notice as send
from freehold.channel.actions.stop_incident_notice import stop_incident_notice as stop
from freehold.channel.queries.incidents import IncidentFacts, get_incident, list_incidents
from freehold.channel.queries.numbers import Numbers, numbers
from freehold.channel.schemas import ChannelNumbersOut, IncidentNoticeIn, IncidentNoticeOut
from freehold.kernel.money import Money
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Made, Page, Part, part_of, read_cursor

router = Router(tags=["channel"])


@router.get(
    "/channel/numbers",
    response=ChannelNumbersOut,
    operation_id="get_channel_numbers",
    summary="How your channel grows, and who may be about to leave",
)
def get_channel_numbers(request: ApiRequest) -> dict[str, object]:
    """Of your own edges, by month: twelve, the running one last."""
    found = numbers(request.actor)
    return {
        "months": [
            {
                "month": month,
                "partners": found.partners[index],
                "customers": found.customers[index],
                "seats": found.seats[index],
                "revenue": _money(found, index, "revenue"),
                "margin": _money(found, index, "margin"),
            }
            for index, month in enumerate(found.months)
        ],
        "buyers": found.buyers,
        "at_risk": found.at_risk,
    }


def _money(found: Numbers, index: int, name: str) -> Money | None:
    if found.margin is None or not found.margin.currency:
        return None
    earned: Sequence[object] = [one for _month, one in found.margin.months]
    amount: Decimal = getattr(earned[index], name)
    return Money(amount, found.margin.currency)


@router.get(
    "/incident-notices",
    response=Page[IncidentNoticeOut],
    operation_id="list_incident_notices",
    summary="What was told of incidents",
)
def list_incident_notices(request: ApiRequest, cursor: Cursor = "", limit: Limit = 50) -> Part[IncidentFacts]:
    """For the operator: the newest first, and nobody's name."""
    found = list_incidents(request.actor, after=read_cursor(cursor, UUID), limit=limit + 1)
    return part_of(found, limit=limit, place=lambda one: one.id)


@router.post(
    "/incident-notices",
    response={201: Made},
    operation_id="send_incident_notice",
    summary="Tell of an incident of security or law",
)
def send_incident_notice(request: ApiRequest, notice: IncidentNoticeIn) -> dict[str, UUID]:
    """From a fixed list of texts, under the brand that each knows, with a copy to whoever sells to them."""
    made = send(
        notice.template,
        notice.facts,
        reach=notice.reach,
        partner_ids=notice.partner_ids,
        pseudonyms=notice.pseudonyms,
        actor=request.actor,
    )
    return {"id": made}


@router.get(
    "/incident-notices/{notice_id}",
    response=IncidentNoticeOut,
    operation_id="get_incident_notice",
    summary="How far the telling of an incident has come",
)
def get_incident_notice(request: ApiRequest, notice_id: UUID) -> IncidentFacts:
    """Counts alone."""
    return get_incident(request.actor, notice_id)


@router.post(
    "/incident-notices/{notice_id}/stop",
    response={204: None},
    operation_id="stop_incident_notice",
    summary="Tell nobody more of an incident",
)
def stop_incident_notice(request: ApiRequest, notice_id: UUID) -> None:
    """Those who were told, were."""
    stop(notice_id, actor=request.actor)
