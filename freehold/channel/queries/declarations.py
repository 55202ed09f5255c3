"""Partners who were declared gone, as their sellers see them, and what it means to their customers."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from freehold.channel.models import Declaration, Stranded
from freehold.channel.permissions import SEE_TRANSFERS
from freehold.channel.states import GoneReason
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require


@dataclass(frozen=True, slots=True)
class DeclarationFacts:
    """A declaration, as both ends of the edge read it."""

    id: UUID
    partner_id: UUID
    partner_name: str
    reason: GoneReason
    note: str
    runs_until: date
    declared_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class StrandedFacts:
    """What a customer reads whose provider has gone."""

    provider_name: str
    code: str  # of the seller above
    runs_until: date


def list_declarations(actor: Actor) -> list[DeclarationFacts]:
    """Those that the actor's tenant made, or that were made of it, the newest first. Raises: NotPermitted."""
    require(actor, SEE_TRANSFERS)
    return [declaration_facts(row) for row in Declaration.objects.order_by("-id")[:200]]


def find_stranded(actor: Actor) -> StrandedFacts | None:
    """Of the customer in scope; None while its provider is there. Raises: NotPermitted."""
    require(actor, SEE_TRANSFERS)
    row = Stranded.objects.filter(tenant_id=actor.tenant_id, over_at__isnull=True).order_by("-id").first()
    return StrandedFacts(row.provider_name, row.code, row.runs_until) if row else None


def declarations_untold() -> list[tuple[UUID, UUID]]:
    """For the worker's sweep: (partner, declaration) of which customers are to be told still, by id."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.declarations_untold()")
        return [(partner_id, declaration_id) for partner_id, declaration_id in cursor.fetchall()]


def declaration_facts(row: Declaration) -> DeclarationFacts:
    """The facts of one row."""
    return DeclarationFacts(
        id=row.id,
        partner_id=row.buyer_id,
        partner_name=row.partner_name,
        reason=GoneReason(row.reason),
        note=row.note,
        runs_until=row.runs_until,
        declared_at=row.declared_at,
        withdrawn_at=row.withdrawn_at,
    )
