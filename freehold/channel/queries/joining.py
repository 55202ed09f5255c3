"""Invitations to sell and applications, as their seller sees them and as the holder of a link does."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from freehold.accounts.rules import digest
from freehold.channel.models import PartnerApplication, PartnerInvitation
from freehold.channel.permissions import SEE_ONBOARDING
from freehold.channel.queries.terms import TermsFacts, newest_terms
from freehold.channel.states import ApplicationState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.tenants.row_security import scope

PAGE = 50


@dataclass(frozen=True, slots=True)
class Behind:
    """What a secret opens: a row of a seller's."""

    id: UUID
    seller_id: UUID


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """An invitation as its seller sees it."""

    id: UUID
    company: str
    person_name: str
    email: str
    reference: str
    invited_by: str
    created_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    accepted_at: datetime | None
    partner_id: UUID | None

    @property
    def is_open(self) -> bool:
        """Whether its link still makes a partner."""
        return self.accepted_at is None and self.withdrawn_at is None and clock.now() < self.expires_at


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """An application as the seller sees it."""

    id: UUID
    company: str
    person_name: str
    email: str
    country: str
    language: str
    website: str
    message: str
    state: ApplicationState
    proven_at: datetime | None
    decided_at: datetime | None
    decided_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """What somebody who follows an invitation's link sees before they join."""

    seller_id: UUID
    company: str
    person_name: str
    email: str
    country: str
    terms: TermsFacts | None


def find_invitation(secret: str) -> Behind | None:
    """The invitation that this secret opens, if it is still open."""
    return _behind("select * from definer.partner_invitation_behind(%s)", secret)


def find_application(secret: str) -> Behind | None:
    """The application whose mail address this secret proves, if it waits for that."""
    return _behind("select * from definer.partner_application_behind(%s)", secret)


def welcome(secret: str) -> Welcome | None:
    """What the invitation says, and the terms that go with it; None where the link does nothing any more."""
    found = find_invitation(secret)
    if found is None:
        return None
    with scope(found.seller_id):
        row = PartnerInvitation.objects.get(id=found.id)
        terms = newest_terms(found.seller_id)
    return Welcome(found.seller_id, row.company, row.person_name, row.email, row.country, terms)


def list_invitations(actor: Actor, *, after: UUID | None = None, limit: int = PAGE) -> list[InvitationFacts]:
    """The seller's invitations, the newest first; `after` is the id of the last one seen. Raises: NotPermitted."""
    require(actor, SEE_ONBOARDING)
    found = PartnerInvitation.objects.filter(tenant_id=actor.tenant_id)
    if after is not None:
        found = found.filter(id__lt=after)
    return [
        InvitationFacts(
            id=row.id,
            company=row.company,
            person_name=row.person_name,
            email=row.email,
            reference=row.reference,
            invited_by=row.invited_by,
            created_at=row.created_at,
            expires_at=row.expires_at,
            withdrawn_at=row.withdrawn_at,
            accepted_at=row.accepted_at,
            partner_id=row.partner_id,
        )
        for row in found.order_by("-id")[:limit]
    ]


def list_applications(
    actor: Actor,
    *,
    states: frozenset[ApplicationState] = frozenset({ApplicationState.WAITING}),
    after: UUID | None = None,
    limit: int = PAGE,
) -> list[ApplicationFacts]:
    """Applications whose address is proven, the newest first. Raises: NotPermitted."""
    require(actor, SEE_ONBOARDING)
    found = PartnerApplication.objects.filter(
        tenant_id=actor.tenant_id, state__in=states - {ApplicationState.UNPROVEN}
    )
    if after is not None:
        found = found.filter(id__lt=after)
    return [_application(row) for row in found.order_by("-id")[:limit]]


def get_application(actor: Actor, application_id: UUID) -> ApplicationFacts:
    """One of them. Raises: NotFound, NotPermitted."""
    require(actor, SEE_ONBOARDING)
    row = PartnerApplication.objects.filter(tenant_id=actor.tenant_id, id=application_id).first()
    if row is None or row.state == ApplicationState.UNPROVEN:
        raise NotFound
    return _application(row)


def count_waiting_applications(actor: Actor) -> int:
    """How many wait for the seller. Raises: NotPermitted."""
    require(actor, SEE_ONBOARDING)
    return PartnerApplication.objects.filter(
        tenant_id=actor.tenant_id, state=ApplicationState.WAITING
    ).count()


def sellers_with_old_applications(at: datetime) -> list[UUID]:
    """For the sweep: where somebody applied and never proved the address."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.sellers_with_old_applications(%s)", [at])
        return [row[0] for row in cursor.fetchall()]


def _behind(statement: str, secret: str) -> Behind | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [digest(secret)])
        row = cursor.fetchone()
    return Behind(*row) if row else None


def _application(row: PartnerApplication) -> ApplicationFacts:
    return ApplicationFacts(
        id=row.id,
        company=row.company,
        person_name=row.person_name,
        email=row.email,
        country=row.country,
        language=row.language,
        website=row.website,
        message=row.message,
        state=ApplicationState(row.state),
        proven_at=row.proven_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        reason=row.reason,
    )
