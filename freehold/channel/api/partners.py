"""Operations on how partners come in."""

from uuid import UUID

from ninja import Router

from freehold.channel.actions.accept_terms import accept_terms as agree_to_terms
from freehold.channel.actions.decide_application import approve_application as approve
from freehold.channel.actions.decide_application import decline_application as decline
from freehold.channel.actions.invite_partner import InvitedPartner
from freehold.channel.actions.invite_partner import invite_partner as invite
from freehold.channel.actions.publish_terms import publish_terms as publish
from freehold.channel.actions.withdraw_invitation import withdraw_invitation
from freehold.channel.queries.joining import ApplicationFacts, InvitationFacts
from freehold.channel.queries.joining import list_applications as applications_of
from freehold.channel.queries.joining import list_invitations as invitations_of
from freehold.channel.queries.readiness import Readiness
from freehold.channel.queries.readiness import readiness as readiness_of
from freehold.channel.queries.terms import (
    OwnTerms,
    PartnerAgreed,
    TermsFacts,
    list_terms,
    own_terms,
    who_agreed,
)
from freehold.channel.schemas import (
    AgreeIn,
    ApplicationOut,
    DeclineIn,
    OwnTermsOut,
    PartnerAgreedOut,
    PartnerInvitationIn,
    PartnerInvitationMade,
    PartnerInvitationOut,
    PartnerTermsIn,
    PartnerTermsOut,
    ReadinessOut,
    TermsVersionOut,
)
from freehold.channel.states import ApplicationState
from freehold.kernel.errors import NotFound
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Page, Part, bears_secret, part_of, read_cursor

router = Router(tags=["partners"])


@router.get(
    "/partner-invitations",
    response=Page[PartnerInvitationOut],
    operation_id="list_partner_invitations",
    summary="Whom you invited to sell",
)
def list_partner_invitations(
    request: ApiRequest, cursor: Cursor = "", limit: Limit = 50
) -> Part[InvitationFacts]:
    """The newest first."""
    found = invitations_of(request.actor, after=read_cursor(cursor, UUID), limit=limit + 1)
    return part_of(found, limit=limit, place=lambda one: one.id)


@router.post(
    "/partner-invitations",
    response={201: PartnerInvitationMade},
    operation_id="invite_partner",
    summary="Invite somebody to sell",
)
@bears_secret
def invite_partner(request: ApiRequest, invited: PartnerInvitationIn) -> dict[str, object]:
    """A link goes to the address, good for 14 days. You get no access to the partner."""
    return _made(invite(**dict(invited), actor=request.actor))


@router.delete(
    "/partner-invitations/{invitation_id}",
    response={204: None},
    operation_id="withdraw_partner_invitation",
    summary="Withdraw an invitation",
)
def withdraw_partner_invitation(request: ApiRequest, invitation_id: UUID) -> None:
    """The link does nothing any more."""
    withdraw_invitation(invitation_id, actor=request.actor)


@router.get(
    "/partner-applications",
    response=Page[ApplicationOut],
    operation_id="list_partner_applications",
    summary="Who applies to sell",
)
def list_partner_applications(
    request: ApiRequest,
    state: ApplicationState = ApplicationState.WAITING,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Part[ApplicationFacts]:
    """Those whose mail address is proven, the newest first."""
    found = applications_of(
        request.actor, states=frozenset({state}), after=read_cursor(cursor, UUID), limit=limit + 1
    )
    return part_of(found, limit=limit, place=lambda one: one.id)


@router.post(
    "/partner-applications/{application_id}/approve",
    response={201: PartnerInvitationMade},
    operation_id="approve_partner_application",
    summary="Approve an application",
)
@bears_secret
def approve_partner_application(request: ApiRequest, application_id: UUID) -> dict[str, object]:
    """The applicant is invited, and joins by the link in the mail."""
    return _made(approve(application_id, actor=request.actor))


@router.post(
    "/partner-applications/{application_id}/decline",
    response={204: None},
    operation_id="decline_partner_application",
    summary="Decline an application",
)
def decline_partner_application(request: ApiRequest, application_id: UUID, why: DeclineIn) -> None:
    """The applicant reads the reason."""
    decline(application_id, reason=why.reason, actor=request.actor)


@router.get(
    "/partner-terms",
    response=list[PartnerTermsOut],
    operation_id="list_partner_terms",
    summary="Your terms for partners",
)
def list_partner_terms(request: ApiRequest) -> list[TermsFacts]:
    """The newest first."""
    return list_terms(request.actor)


@router.post(
    "/partner-terms",
    response={201: TermsVersionOut},
    operation_id="publish_partner_terms",
    summary="Publish terms for partners",
)
def publish_partner_terms(request: ApiRequest, terms: PartnerTermsIn) -> dict[str, int]:
    """As the next version; the same text again is none."""
    return {"version": publish(terms.text, actor=request.actor)}


@router.get(
    "/partner-terms/agreements",
    response=list[PartnerAgreedOut],
    operation_id="list_partner_agreements",
    summary="Which partner agreed to which version",
)
def list_partner_agreements(request: ApiRequest) -> list[PartnerAgreed]:
    """By name, 200 at most."""
    return who_agreed(request.actor, limit=200)


@router.get(
    "/seller-terms",
    response=OwnTermsOut,
    operation_id="get_seller_terms",
    summary="The terms of your own seller",
)
def get_seller_terms(request: ApiRequest) -> OwnTerms:
    """The newest, and what you agreed to so far."""
    own = own_terms(request.actor)
    if own is None:
        raise NotFound
    return own


@router.post(
    "/seller-terms",
    response={204: None},
    operation_id="accept_seller_terms",
    summary="Agree to the terms of your seller",
)
def accept_seller_terms(request: ApiRequest, agreement: AgreeIn) -> None:
    """Your name, the version and the time are kept with both of you."""
    agree_to_terms(agreement.version, actor=request.actor)


@router.get(
    "/readiness",
    response=ReadinessOut,
    operation_id="get_readiness",
    summary="What is missing until you can sell",
)
def get_readiness(request: ApiRequest) -> Readiness:
    """Computed each time."""
    return readiness_of(request.actor)


def _made(invited: InvitedPartner) -> dict[str, object]:
    return {"id": invited.invitation_id, "secret": invited.secret}
