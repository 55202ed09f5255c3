"""Become a partner: the holder of an invitation's link gives the company's own data and agrees to the terms."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.actions.invite_person import invite_person
from freehold.accounts.rules import is_person_name
from freehold.audit.actions.record import record
from freehold.channel.actions.accept_terms import agree
from freehold.channel.models import PartnerInvitation
from freehold.channel.queries.joining import find_invitation
from freehold.channel.queries.terms import newest_terms
from freehold.channel.rules.joining import is_open
from freehold.channel.telling import tell
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.rules.parties import BuyerFacts
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role, Via, platform_actor
from freehold.kernel.errors import NotFound, Refused, naming
from freehold.notices.states import NoticeTemplate
from freehold.tenants.actions.create_buyer import create_buyer
from freehold.tenants.permissions import CREATE_PARTNER
from freehold.tenants.queries import get_tenant, refuse_if_stopped
from freehold.tenants.row_security import enter, scope
from freehold.tenants.states import TenantKind


@dataclass(frozen=True, slots=True)
class Joined:
    """The new partner; `secret` opens its first administrator's account, once."""

    partner_id: UUID
    secret: str


@transaction.atomic
def join_as_partner(
    secret: str, *, name: str, person_name: str, company: BuyerFacts, terms_version: int | None
) -> Joined:
    """Use an invitation, once. The seller gets no access to the new partner.

    The secret in the link is the proof; there is no actor before it is used. `terms_version` is the one that was shown.
    Raises: NotFound (used, expired, withdrawn or unknown), Refused("seller_stopped", "terms_not_agreed", "not_a_name",
    "address_taken", and the codes of `fault_of_buyer`).
    """
    found = find_invitation(secret)
    if found is None:
        raise NotFound
    with scope(found.seller_id):
        invitation = PartnerInvitation.objects.select_for_update().get(id=found.id)
        is_closed = invitation.accepted_at is not None or invitation.withdrawn_at is not None
        if not is_open(expires_at=invitation.expires_at, closed=is_closed, now=clock.now()):
            raise NotFound
        refuse_if_stopped(found.seller_id)
        terms = newest_terms(found.seller_id)
        if terms is not None and terms_version != terms.version:
            raise Refused("terms_not_agreed", _("Read the terms and agree to them first."), field="agrees")
        if not is_person_name(person_name):
            raise Refused("not_a_name", _("Give a name of one line."), field="person_name")
        newcomer = replace(platform_actor(found.seller_id, via=Via.PAGE), name=person_name.strip())
        partner_id = _make(invitation, name, company.country, actor=newcomer)
        opened = _begin(partner_id, invitation, actor=newcomer)
        set_buyer_profile(company, buyer_id=partner_id, actor=newcomer)
        if terms is not None:
            agree(terms, seller_id=found.seller_id, buyer_id=partner_id, actor=newcomer)
        tell(
            NoticeTemplate.PARTNER_JOINED,
            found.seller_id,
            company=name.strip(),
            person=f"{person_name.strip()} <{invitation.email}>",
        )
    return Joined(partner_id, opened)


def _make(invitation: PartnerInvitation, name: str, country: str, *, actor: Actor) -> UUID:
    """The tenant and its edge, in the seller's scope."""
    partner_id = create_buyer(
        name,
        kind=TenantKind.PARTNER,
        actor=actor,
        reference=invitation.reference,
        country=country,
        language=invitation.language,
    )
    invitation.accepted_at = clock.now()
    invitation.partner_id = partner_id
    invitation.save(update_fields=["accepted_at", "partner_id"])
    record(
        actor, CREATE_PARTNER, subject_kind="tenant", subject_id=partner_id, name=name.strip(), address=invitation.email,
        invited_by=invitation.invited_by,
    )  # fmt: skip
    return partner_id


def _begin(partner_id: UUID, invitation: PartnerInvitation, *, actor: Actor) -> str:
    """The first administrator and the first entry of the new partner's log."""
    seller = get_tenant(invitation.tenant_id)
    with enter(partner_id, because="a new partner begins with the one who accepted"):
        inside = replace(platform_actor(partner_id, via=Via.PAGE), name=actor.name)
        record(inside, CREATE_PARTNER, subject_kind="tenant", subject_id=partner_id, by=seller.name)
        with naming({"name": "person_name", "email": ""}):
            invited = invite_person(
                actor.name, email=invitation.email, roles=frozenset({Role.ADMINISTRATOR}), actor=inside
            )
    return invited.secret
