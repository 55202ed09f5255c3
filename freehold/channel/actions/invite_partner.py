"""Ask somebody to sell, by a link that works once."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.rules import digest, new_secret, normalised_address
from freehold.audit.actions.record import record
from freehold.channel.links import join_link
from freehold.channel.models import PartnerInvitation
from freehold.channel.permissions import INVITE_PARTNER
from freehold.channel.rules.joining import COUNTRY, INVITATION_LASTS, is_line, says_link
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.rules import language_of
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import get_tenant, refuse_if_stopped
from freehold.tenants.states import TenantKind

MOST_OPEN = 200


@dataclass(frozen=True, slots=True)
class InvitedPartner:
    """`secret` makes a partner once: it stands in the link that was sent, and may be handed over instead."""

    invitation_id: UUID
    secret: str


@transaction.atomic
def invite_partner(
    company: str,
    *,
    person_name: str,
    email: str,
    actor: Actor,
    reference: str = "",
    country: str = "DE",
    language: str = "en",
    application_id: UUID | None = None,
) -> InvitedPartner:
    """Send a link with which the company becomes a partner below the actor's tenant, good for 14 days.

    An earlier one to the same address does nothing any more. Nobody has access to the other through this.
    Raises: NotFound (a customer sells nothing), NotPermitted, Refused("not_a_name", "not_an_address", "too_many",
    "seller_stopped").
    """
    require(actor, INVITE_PARTNER)
    seller = get_tenant(actor.tenant_id)
    if seller.kind is TenantKind.CUSTOMER:
        raise NotFound
    refuse_if_stopped(seller.id)
    address = checked(company, person_name, email, country)
    if not is_line(reference or "-"):
        raise Refused(
            "not_a_name", _("A reference is one line of at most 120 characters."), field="reference"
        )
    now = clock.now()
    pending = PartnerInvitation.objects.filter(
        tenant_id=seller.id, accepted_at=None, withdrawn_at=None, expires_at__gt=now
    )
    pending.filter(email=address).update(withdrawn_at=now)
    if pending.count() >= MOST_OPEN:
        raise Refused("too_many", _("200 invitations are open. Withdraw some first."))
    secret = new_secret()
    row = PartnerInvitation.objects.create(
        tenant_id=seller.id,
        company=company.strip(),
        person_name=person_name.strip(),
        email=address,
        reference=reference.strip(),
        country=country,
        language=language_of(language),
        digest=digest(secret),
        invited_by=actor.name,
        application_id=application_id,
        expires_at=now + INVITATION_LASTS,
    )
    enqueue_notice(
        NoticeTemplate.PARTNER_INVITED,
        to=address,
        language=row.language,
        context={"name": row.person_name, "inviter": actor.name, "company": row.company},
        secrets={"link": join_link(secret, seller_id=actor.tenant_id)},
    )
    record(
        actor,
        INVITE_PARTNER,
        subject_kind="partner_invitation",
        subject_id=row.id,
        company=row.company,
        address=address,
    )
    return InvitedPartner(row.id, secret)


def checked(company: str, person_name: str, email: str, country: str) -> str:
    """The mail address as we keep it. Raises: Refused("not_a_name", "not_an_address", "not_a_country")."""
    if says_link(company) or says_link(person_name):
        raise Refused("not_a_name", _("A name holds no web address."), field="company")
    if not is_line(company):
        raise Refused("not_a_name", _("Give the company’s name on one line."), field="company")
    if not is_line(person_name):
        raise Refused("not_a_name", _("Give a name of one line."), field="person_name")
    if not COUNTRY.fullmatch(country):
        raise Refused("not_a_country", _("Choose the country where the company sits."), field="country")
    address = normalised_address(email)
    if address is None:
        raise Refused(
            "not_an_address", _("This is no mail address; one looks like ada@acme.example."), field="email"
        )
    return address
