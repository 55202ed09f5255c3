"""Moves of customers from one seller to another, as each of the three may read them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from freehold.channel.models import Transfer, TransferredOrder, UndoConsent
from freehold.channel.permissions import SEE_TRANSFERS
from freehold.channel.rules.moving import undo_until
from freehold.channel.states import Party, TransferState
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.kernel.pricing import Terms, terms_from
from freehold.tenants.queries import brand_of, names_of_buyers

PAGE = 50


@dataclass(frozen=True, slots=True)
class TransferFacts:
    """A move, as one of the three sees it: the customer reads where it goes, the sellers whom they lose or gain."""

    id: UUID
    side: Party
    name: str  # to the customer: its new provider; to the sellers: the customer
    customer_id: UUID
    moves_on: date
    state: TransferState
    asked_by: str  # to the customer alone
    asked_at: datetime
    moved_on: date | None
    closed_at: datetime | None
    failure: str
    is_undoing: bool  # it took another one back
    is_handover: bool  # its seller hands it over, and it has not objected
    undo_until: (
        date | None
    )  # the first day on which it cannot be taken back; none where there is nothing to take back
    agreed: tuple[Party, ...]  # who has agreed that it is taken back

    def may_agree(self, today: date) -> bool:
        """Whether this side can agree to take it back."""
        return self.undo_until is not None and today < self.undo_until and self.side not in self.agreed


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a customer has chosen for one of its orders."""

    number: str
    plan_id: UUID | None
    terms: Terms | None
    next_number: str


def list_transfers(
    actor: Actor,
    *,
    side: Party | None = None,
    handover_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = PAGE,
) -> list[TransferFacts]:
    """Moves that concern the actor's tenant, the newest first; `after` is the id of the last one seen.

    `side` and `handover_id` narrow the list. Raises: NotPermitted.
    """
    require(actor, SEE_TRANSFERS)
    own = actor.tenant_id
    of_side = {
        Party.CUSTOMER: Q(buyer_id=own),
        Party.FORMER: Q(former_seller_id=own),
        Party.NEW: Q(seller_id=own),
    }
    concerned = of_side[side] if side else Q(buyer_id=own) | Q(former_seller_id=own) | Q(seller_id=own)
    found = Transfer.objects.filter(concerned)
    if handover_id is not None:
        found = found.filter(handover_id=handover_id)
    if after is not None:
        found = found.filter(id__lt=after)
    return _facts(own, found.order_by("-id")[:limit])


def get_transfer(actor: Actor, transfer_id: UUID) -> TransferFacts:
    """One of them. Raises: NotFound, NotPermitted."""
    found = Transfer.objects.filter(id=transfer_id).first()
    if found is None:
        raise NotFound
    require(actor, SEE_TRANSFERS)
    return transfer_facts(actor, found)


def about_to_leave(actor: Actor, *, limit: int = 5) -> list[TransferFacts]:
    """Customers who have asked to go to another seller, the nearest day first; without handovers. Raises: NotPermitted."""
    require(actor, SEE_TRANSFERS)
    found = Transfer.objects.filter(
        former_seller_id=actor.tenant_id, state=TransferState.ASKED, handover_id__isnull=True
    )
    return _facts(actor.tenant_id, found.order_by("moves_on", "id")[:limit])


def open_transfer(actor: Actor) -> TransferFacts | None:
    """The move that the customer in scope has asked for and that waits for its day. Raises: NotPermitted."""
    require(actor, SEE_TRANSFERS)
    found = Transfer.objects.filter(buyer_id=actor.tenant_id, state=TransferState.ASKED).first()
    return transfer_facts(actor, found) if found else None


def transfer_moves(actor: Actor, transfer_id: UUID) -> list[Chosen]:
    """What the actor's own tenant, the customer, has chosen for each order. Raises: NotPermitted."""
    require(actor, SEE_TRANSFERS)
    return sorted(chosen_in(actor.tenant_id, transfer_id).values(), key=lambda one: one.number)


def chosen_in(customer_id: UUID, transfer_id: UUID) -> dict[str, Chosen]:
    """What becomes of each order, by number, in the customer's scope; for actions that have checked their permission."""
    found = TransferredOrder.objects.filter(tenant_id=customer_id, transfer_id=transfer_id)
    return {
        row.number: Chosen(
            row.number, row.plan_id, terms_from(row.terms) if row.terms else None, row.next_number
        )
        for row in found
    }


def transfers_due(today: date, *, after: UUID | None = None, limit: int = 500) -> list[tuple[UUID, UUID]]:
    """For the worker: (customer, transfer) whose day has come, by id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from definer.transfers_due(%s, %s, %s)", [today, after or UUID(int=0), limit]
        )
        return [(buyer_id, transfer_id) for buyer_id, transfer_id in cursor.fetchall()]


def undos_due(today: date) -> list[tuple[UUID, UUID]]:
    """For the worker: (customer, transfer) that all three have agreed to take back, by id."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.undos_due(%s)", [today])
        return [(buyer_id, transfer_id) for buyer_id, transfer_id in cursor.fetchall()]


def transfer_facts(actor: Actor, row: Transfer) -> TransferFacts:
    """One row as the actor's tenant sees it."""
    (facts,) = _facts(actor.tenant_id, [row])
    return facts


def side_of(row: Transfer, tenant_id: UUID) -> Party:
    """As what a tenant looks at a transfer."""
    if row.buyer_id == tenant_id:
        return Party.CUSTOMER
    return Party.NEW if row.seller_id == tenant_id else Party.FORMER


def _party(row: Transfer, side: Party) -> UUID:
    return {Party.CUSTOMER: row.buyer_id, Party.NEW: row.seller_id, Party.FORMER: row.former_seller_id}[side]


def _facts(own: UUID, rows: Iterable[Transfer]) -> list[TransferFacts]:
    found = list(rows)
    left = [row.buyer_id for row in found if side_of(row, own) is Party.FORMER]
    names = names_of_buyers(own, left) if left else {}
    agreed: dict[UUID, set[UUID]] = {}
    moved = [row.id for row in found if row.state == TransferState.MOVED]
    for transfer_id, tenant_id in UndoConsent.objects.filter(transfer_id__in=moved).values_list(
        "transfer_id", "tenant_id"
    ):
        agreed.setdefault(transfer_id, set()).add(tenant_id)
    return [
        _one(own, row, names.get(row.buyer_id, row.buyer_name), agreed.get(row.id, set())) for row in found
    ]


def _one(own: UUID, row: Transfer, customer: str, agreed: Collection[UUID]) -> TransferFacts:
    side = side_of(row, own)
    brand = brand_of(row.seller_id) if side is Party.CUSTOMER else None
    return TransferFacts(
        id=row.id,
        side=side,
        name=(brand.name if brand else "") if side is Party.CUSTOMER else customer,
        customer_id=row.buyer_id,
        moves_on=row.moves_on,
        state=TransferState(row.state),
        asked_by=row.asked_by if side is Party.CUSTOMER else "",
        asked_at=row.asked_at,
        moved_on=row.moved_on,
        closed_at=row.closed_at,
        failure="" if side is Party.FORMER else row.failure,
        is_undoing=row.undoes_id is not None,
        is_handover=row.handover_id is not None,
        undo_until=undo_until(row.moved_on)
        if row.moved_on and row.state == TransferState.MOVED and row.undoes_id is None and not row.failure
        else None,
        agreed=tuple(side for side in Party if _party(row, side) in agreed),
    )
