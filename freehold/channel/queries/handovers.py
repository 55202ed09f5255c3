"""Handovers of many customers, as both sellers see them, with how far each has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from freehold.channel.models import HandedOver, Handover, Transfer
from freehold.channel.permissions import SEE_TRANSFERS
from freehold.channel.states import HandoverState, Party, TransferState
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require

PAGE = 50


@dataclass(frozen=True, slots=True)
class HandoverFacts:
    """A handover as one of its two sellers sees it."""

    id: UUID
    side: Party  # former: it hands over; new: it is to receive
    other_name: str  # of the other seller
    moves_on: date
    state: HandoverState
    customers: int
    told: int  # customers who know, and have not gone elsewhere before
    moved: int
    stayed: int  # objected, or chose another provider
    failed: int
    proposed_at: datetime
    agreed_at: datetime | None
    announced_at: datetime | None  # to the last of the customers
    closed_at: datetime | None

    @property
    def waiting(self) -> int:
        """Customers who were told and whose day has not come."""
        return self.told - self.moved - self.stayed - self.failed


def list_handovers(actor: Actor, *, after: UUID | None = None, limit: int = PAGE) -> list[HandoverFacts]:
    """Those of the actor's tenant, the newest first; `after` is the id of the last one seen. Raises: NotPermitted."""
    require(actor, SEE_TRANSFERS)
    found = Handover.objects.filter(Q(seller_id=actor.tenant_id) | Q(former_seller_id=actor.tenant_id))
    if after is not None:
        found = found.filter(id__lt=after)
    return _facts(actor.tenant_id, found.order_by("-id")[:limit])


def handovers_to_answer(actor: Actor, *, limit: int = 5) -> list[HandoverFacts]:
    """Those that are proposed to the actor's tenant and wait for its answer. Raises: NotPermitted."""
    require(actor, SEE_TRANSFERS)
    found = Handover.objects.filter(seller_id=actor.tenant_id, state=HandoverState.PROPOSED)
    return _facts(actor.tenant_id, found.order_by("id")[:limit])


def get_handover(actor: Actor, handover_id: UUID) -> HandoverFacts:
    """One of them. Raises: NotFound, NotPermitted."""
    found = Handover.objects.filter(id=handover_id).first()
    if found is None:
        raise NotFound
    require(actor, SEE_TRANSFERS)
    return handover_facts(actor, found)


def handover_facts(actor: Actor, row: Handover) -> HandoverFacts:
    """One row as the actor's tenant sees it."""
    (facts,) = _facts(actor.tenant_id, [row])
    return facts


def to_announce(seller_id: UUID, handover_id: UUID, *, after: UUID | None, limit: int) -> list[UUID]:
    """For the worker, in the scope of the seller who hands over: rows of customers who were not told yet."""
    found = HandedOver.objects.filter(tenant_id=seller_id, handover_id=handover_id, announced_at__isnull=True)
    if after is not None:
        found = found.filter(id__gt=after)
    return list(found.order_by("id").values_list("id", flat=True)[:limit])


def handovers_agreed(*, after: UUID | None = None, limit: int = 500) -> list[tuple[UUID, UUID]]:
    """For the worker's sweep: (seller who hands over, handover) that are not done, by id."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.handovers_agreed(%s, %s)", [after or UUID(int=0), limit])
        return [(seller_id, handover_id) for seller_id, handover_id in cursor.fetchall()]


def _facts(own: UUID, rows: Iterable[Handover]) -> list[HandoverFacts]:
    found = list(rows)
    if not found:
        return []
    counts: dict[UUID, dict[str, int]] = {}
    of_them = Transfer.objects.filter(handover_id__in=[row.id for row in found])
    for handover_id, state, count in of_them.values_list("handover_id", "state").annotate(Count("id")):
        counts.setdefault(handover_id, {})[state] = count
    return [_one(own, row, counts.get(row.id, {})) for row in found]


def _one(own: UUID, row: Handover, counts: dict[str, int]) -> HandoverFacts:
    is_former = row.former_seller_id == own
    return HandoverFacts(
        id=row.id,
        side=Party.FORMER if is_former else Party.NEW,
        other_name=row.seller_name if is_former else row.former_seller_name,
        moves_on=row.moves_on,
        state=HandoverState(row.state),
        customers=row.customers,
        told=sum(counts.values()),
        moved=counts.get(TransferState.MOVED, 0),
        stayed=counts.get(TransferState.WITHDRAWN, 0) + counts.get(TransferState.UNDONE, 0),
        failed=counts.get(TransferState.FAILED, 0),
        proposed_at=row.proposed_at,
        agreed_at=row.agreed_at,
        announced_at=row.announced_at,
        closed_at=row.closed_at,
    )
