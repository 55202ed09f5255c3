"""Notices of incidents, as the operator sees them: how far they have come, and nobody's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from freehold.channel.models import IncidentNotice
from freehold.channel.permissions import SEE_INCIDENTS
from freehold.channel.states import IncidentReach, IncidentState
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import get_tenant
from freehold.tenants.states import TenantKind

PAGE = 50


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What was told, to how many, and how far it has come."""

    id: UUID
    template: NoticeTemplate
    facts: Mapping[str, str]
    reach: IncidentReach
    partners: int
    pseudonyms: tuple[str, ...]
    asked_by: str
    created_at: datetime
    state: IncidentState
    tenants_told: int
    people_told: int
    finished_at: datetime | None


def list_incidents(actor: Actor, *, after: UUID | None = None, limit: int = PAGE) -> list[IncidentFacts]:
    """The newest first. Raises: NotFound (not the operator), NotPermitted."""
    _require_operator(actor)
    found = IncidentNotice.objects.filter(tenant_id=actor.tenant_id)
    if after is not None:
        found = found.filter(id__lt=after)
    return [_facts(row) for row in found.order_by("-id")[:limit]]


def get_incident(actor: Actor, notice_id: UUID) -> IncidentFacts:
    """One of them. Raises: NotFound, NotPermitted."""
    _require_operator(actor)
    row = IncidentNotice.objects.filter(tenant_id=actor.tenant_id, id=notice_id).first()
    if row is None:
        raise NotFound
    return _facts(row)


def incidents_to_send() -> list[tuple[UUID, UUID]]:
    """For the worker: the operator and each notice that is being sent."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.incidents_to_send()")
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _require_operator(actor: Actor) -> None:
    require(actor, SEE_INCIDENTS)
    if get_tenant(actor.tenant_id).kind is not TenantKind.OPERATOR:
        raise NotFound


def _facts(row: IncidentNotice) -> IncidentFacts:
    return IncidentFacts(
        id=row.id,
        template=NoticeTemplate(row.template),
        facts=row.facts,
        reach=IncidentReach(row.reach),
        partners=len(row.partner_ids),
        pseudonyms=tuple(row.pseudonyms),
        asked_by=row.asked_by,
        created_at=row.created_at,
        state=IncidentState(row.state),
        tenants_told=row.tenants_told,
        people_told=row.people_told,
        finished_at=row.finished_at,
    )
