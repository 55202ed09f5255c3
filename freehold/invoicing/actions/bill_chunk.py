"""Bill one chunk of a run: all of its buyers in one transaction, or none of them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import structlog
from django.db import transaction

from freehold.invoicing.drafting import A_DAY, UNRATEABLE, Draft, Drafting, Due, Parking
from freehold.invoicing.models import Chunk, Run
from freehold.invoicing.permissions import RUN_INVOICES
from freehold.invoicing.reading import (
    Seller,
    billed_lines,
    buyers_of,
    last_billed,
    last_issued,
    run_before,
    seller_of,
)
from freehold.invoicing.rules.billing import uncharged_days
from freehold.invoicing.states import ParkReason
from freehold.invoicing.writing import write_documents, write_parked
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.period import Period
from freehold.kernel.permission import require
from freehold.kernel.rating import Span
from freehold.metering.queries import late_usage_of, usage_in
from freehold.subscriptions.queries import charged_subscriptions, spans_of

log = structlog.get_logger()


@transaction.atomic
def bill_chunk(run_id: UUID, *, actor: Actor) -> bool:
    """Bill the next chunk of a run that nobody else bills now; whether there was one.

    Any number of workers may call this at once. Killed in the middle, it has done nothing, and the chunk is taken again.
    Raises: NotFound, NotPermitted.
    """
    chunk = (
        Chunk.objects.select_for_update(skip_locked=True)
        .filter(tenant_id=actor.tenant_id, run_id=run_id, done_at__isnull=True)
        .order_by("number")
        .first()
    )
    require(actor, RUN_INVOICES)
    if chunk is None:
        return False
    run = Run.objects.get(id=run_id)
    seller = seller_of(run.tenant_id)
    if seller is None:
        raise NotFound
    drafts, parked = _drafts(run, seller, chunk.buyer_ids)
    at = clock.now()
    write_documents(drafts, seller_id=run.tenant_id, seller=seller, run_id=run.id, cut_off=run.cut_off, at=at)
    write_parked(parked, seller_id=run.tenant_id, run_id=run.id)
    Chunk.objects.filter(id=chunk.id).update(done_at=at)
    return True


def _drafts(run: Run, seller: Seller, buyer_ids: Sequence[UUID]) -> tuple[list[Draft], list[Parking]]:
    """The documents of a chunk, and who is passed over. What cannot even be read is looked for buyer by buyer."""
    try:
        return _drafts_together(run, seller, buyer_ids)
    except UNRATEABLE as fault:
        if len(buyer_ids) == 1:
            log.warning(
                "buyer_not_rated", seller=str(run.tenant_id), buyer=str(buyer_ids[0]), fault=repr(fault)
            )
            return [], [Parking(buyer_ids[0], ParkReason.NOT_RATED, f"{type(fault).__name__}: {fault}")]
    drafts: list[Draft] = []
    parked: list[Parking] = []
    for buyer_id in buyer_ids:
        some, others = _drafts(run, seller, [buyer_id])
        drafts += some
        parked += others
    return drafts, parked


def _drafts_together(
    run: Run, seller: Seller, buyer_ids: Sequence[UUID]
) -> tuple[list[Draft], list[Parking]]:
    seller_id = run.tenant_id
    drafting = Drafting(seller, run.cut_off)
    before = run_before(run, buyer_ids)
    orders = charged_subscriptions(seller_id, buyer_ids)
    last = last_billed([order.id for order in orders])
    late = late_usage_of(
        seller_id, {one: (billed.at - A_DAY, billed.cut_off) for one, billed in last.items()}
    )
    due = drafting.due(orders, last, before, late)
    issued = last_issued(seller_id, due) if due else {}
    due = {
        buyer_id: dues for buyer_id, dues in due.items() if drafting.is_due(dues, last, issued.get(buyer_id))
    }
    if not due:
        return [], []
    every = [one for dues in due.values() for one in dues]
    spans = spans_of(seller_id, [one.order.id for one in every])
    billed = billed_lines([one.order.id for one in every if one.settles])
    used = _used(
        seller_id, [one for one in every if drafting.wants_usage(one, spans.get(one.order.id, ()))], spans
    )
    buyers = buyers_of(seller_id, due)
    found = [
        drafting.draft(buyer_id, buyers.get(buyer_id), dues, spans, used, billed)
        for buyer_id, dues in due.items()
    ]
    return [one for one in found if isinstance(one, Draft)], [
        one for one in found if isinstance(one, Parking)
    ]


def _used(
    seller_id: UUID, dues: Sequence[Due], spans: Mapping[UUID, Sequence[Span]]
) -> dict[tuple[UUID, Period], dict[str, Decimal]]:
    """What was used in each period that is over, by order and period: as many queries as one order has such periods."""
    found: dict[tuple[UUID, Period], dict[str, Decimal]] = {}
    for number in range(max((len(due.periods.over) for due in dues), default=0)):
        asked = {due.order.id: due.periods.over[number] for due in dues if len(due.periods.over) > number}
        free = {one: uncharged_days(spans[one], period) for one, period in asked.items()}
        used = usage_in(seller_id, asked, uncharged={one: days for one, days in free.items() if days})
        for (subscription_id, meter), quantity in used.items():
            found.setdefault((subscription_id, asked[subscription_id]), {})[meter] = quantity
    return found
