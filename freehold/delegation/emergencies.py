"""Break glass as the operator reads it: all of them, for good."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from freehold.delegation.models import Emergency
from freehold.delegation.permissions import SEE_GRANTS
from freehold.delegation.rules import emergency_state
from freehold.delegation.states import EmergencyState
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.tenants.queries import find_operator

PAGE = 50
Place = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class EmergencyFacts:
    """Who asked to break which glass, why, and who approved it."""

    id: UUID
    reference: str
    roles: tuple[Role, ...]
    lasts_hours: int
    reason: str
    ticket: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    approved_by: str
    approved_at: datetime | None
    grant_id: UUID | None
    state: EmergencyState
    is_mine: bool  # asked for by this very person, who cannot approve it


def list_emergencies(actor: Actor, *, after: Place | None = None, limit: int = PAGE) -> list[EmergencyFacts]:
    """The newest first. Raises: NotFound (only the operator has any), NotPermitted."""
    if actor.tenant_id != find_operator():
        raise NotFound
    require(actor, SEE_GRANTS)
    found = Emergency.objects.filter(tenant_id=actor.tenant_id)
    if after:
        at, emergency_id = after
        found = found.filter(created_at__lte=at).exclude(created_at=at, id__gte=emergency_id)
    return [_facts(row, actor) for row in found.order_by("-created_at", "-id")[:limit]]


def get_emergency(actor: Actor, emergency_id: UUID) -> EmergencyFacts:
    """One of them. Raises: NotFound, NotPermitted."""
    row = Emergency.objects.filter(id=emergency_id, tenant_id=actor.tenant_id).first()
    if row is None:
        raise NotFound
    require(actor, SEE_GRANTS)
    return _facts(row, actor)


def place_of(emergency: EmergencyFacts) -> Place:
    """Where it stands in the list, for the next part."""
    return emergency.asked_at, emergency.id


def _facts(row: Emergency, actor: Actor) -> EmergencyFacts:
    return EmergencyFacts(
        id=row.id,
        reference=row.reference,
        roles=tuple(Role(role) for role in row.roles),
        lasts_hours=row.lasts_hours,
        reason=row.reason,
        ticket=row.ticket,
        asked_by=row.asked_by,
        asked_at=row.created_at,
        expires_at=row.expires_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        grant_id=row.grant_id,
        state=emergency_state(approved_at=row.approved_at, expires_at=row.expires_at, now=clock.now()),
        is_mine=row.asked_by_id == actor.person_id,
    )
