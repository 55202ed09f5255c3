"""Runs of a seller's invoices, and whom the newest passed over."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count

from freehold.invoicing.models import (
    Chunk,
    Invoice,
    Parked,
    Run,
)
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.invoicing.states import ParkReason
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.tenants.queries import get_tenant, names_of_buyers

MOST_PARKED = 500


CUT_OFF_HOUR = 4  # of the seller's zone: by then the usage of the UTC day before is read


def day_of(seller_id: UUID, at: datetime) -> date:
    """The day in a seller's billing zone."""
    return at.astimezone(ZoneInfo(get_tenant(seller_id).time_zone)).date()


def sellers_due(at: datetime, *, after: UUID | None = None, limit: int = 500) -> list[UUID]:
    """For the worker's sweep: sellers whose run is due, or stopped in the middle, by id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from definer.sellers_due(%s, %s, %s, %s)",
            [at, CUT_OFF_HOUR, after or UUID(int=0), limit],
        )
        return [seller_id for (seller_id,) in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run and how far it is."""

    id: UUID
    cut_off: date
    began_at: datetime
    finished_at: datetime | None
    chunks: int
    chunks_done: int
    documents: int
    parked: int


def list_runs(actor: Actor, *, limit: int = 20) -> list[RunFacts]:
    """The newest runs of the seller. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    found = list(Run.objects.filter(tenant_id=actor.tenant_id).order_by("-id")[:limit])
    ids = [run.id for run in found]
    chunks = {
        run_id: (every, done)
        for run_id, every, done in Chunk.objects.filter(run_id__in=ids)
        .order_by()
        .values_list("run_id")
        .annotate(Count("id"), Count("done_at"))
    }
    documents = dict(
        Invoice.objects.filter(run_id__in=ids).order_by().values_list("run_id").annotate(Count("id"))
    )
    parked = dict(
        Parked.objects.filter(run_id__in=ids).order_by().values_list("run_id").annotate(Count("id"))
    )
    return [
        RunFacts(
            id=run.id,
            cut_off=run.cut_off,
            began_at=run.created_at,
            finished_at=run.finished_at,
            chunks=chunks.get(run.id, (0, 0))[0],
            chunks_done=chunks.get(run.id, (0, 0))[1],
            documents=documents.get(run.id, 0),
            parked=parked.get(run.id, 0),
        )
        for run in found
    ]


@dataclass(frozen=True, slots=True)
class ParkedBuyer:
    """A buyer that the newest run passed over."""

    run_id: UUID
    cut_off: date
    buyer_id: UUID
    buyer_name: str
    reason: ParkReason
    detail: str


def count_parked(actor: Actor) -> int:
    """How many buyers the seller's newest run passed over. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    newest = Run.objects.filter(tenant_id=actor.tenant_id).order_by("-id").values("id")[:1]
    return Parked.objects.filter(run_id__in=newest).count()


def parked_buyers(actor: Actor) -> list[ParkedBuyer]:
    """Whom the seller's newest run passed over, and why; empty once a run has billed them. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    run = Run.objects.filter(tenant_id=actor.tenant_id).order_by("-id").first()
    if run is None:
        return []
    found = list(Parked.objects.filter(run_id=run.id).order_by("id")[:MOST_PARKED])
    names = names_of_buyers(actor.tenant_id, [one.debtor_id for one in found])
    return [
        ParkedBuyer(
            run_id=run.id,
            cut_off=run.cut_off,
            buyer_id=one.debtor_id,
            buyer_name=names.get(one.debtor_id, ""),
            reason=ParkReason(one.reason),
            detail=one.detail,
        )
        for one in found
    ]
