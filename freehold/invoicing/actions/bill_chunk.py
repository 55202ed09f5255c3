"""Bill one chunk of a run: all of its buyers in one transaction, or none of them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, transaction

from freehold.invoicing.drafting import Draft, Parking
from freehold.invoicing.models import Chunk, Run
from freehold.invoicing.permissions import RUN_INVOICES
from freehold.invoicing.reading import (
    Seller,
    run_before,
    seller_of,
)
from freehold.invoicing.reckoning import drafts_of
from freehold.invoicing.states import ParkReason
from freehold.invoicing.writing import write_documents, write_parked
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require

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
    parked += _write(drafts, run, seller, at)
    write_parked(parked, seller_id=run.tenant_id, run_id=run.id)
    Chunk.objects.filter(id=chunk.id).update(done_at=at)
    return True


def _drafts(run: Run, seller: Seller, buyer_ids: Sequence[UUID]) -> tuple[list[Draft], list[Parking]]:
    """The documents of a chunk, and who is passed over. What cannot even be read is looked for buyer by buyer."""
    try:
        with transaction.atomic():
            return drafts_of(run.tenant_id, seller, buyer_ids, run.cut_off, run_before(run, buyer_ids))
    except (OperationalError, InterfaceError):  # the database itself: the chunk is taken again
        raise
    except Exception as fault:  # whatever it is, it holds up nobody else
        if len(buyer_ids) == 1:
            log.exception("buyer_not_rated", seller=str(run.tenant_id), buyer=str(buyer_ids[0]))
            return [], [Parking(buyer_ids[0], ParkReason.NOT_RATED, f"{type(fault).__name__}: {fault}")]
    drafts: list[Draft] = []
    parked: list[Parking] = []
    for buyer_id in buyer_ids:
        some, others = _drafts(run, seller, [buyer_id])
        drafts += some
        parked += others
    return drafts, parked


def _write(drafts: Sequence[Draft], run: Run, seller: Seller, at: datetime) -> list[Parking]:
    """Write all of them at once; where the database refuses, one by one, and pass over the one that it does not take."""
    try:
        with transaction.atomic():
            write_documents(
                drafts, seller_id=run.tenant_id, seller=seller, run_id=run.id, cut_off=run.cut_off, at=at
            )
    except (DataError, IntegrityError) as error:
        if len(drafts) == 1:
            log.warning("document_not_written", seller=str(run.tenant_id), buyer=str(drafts[0].buyer_id))
            return [Parking(drafts[0].buyer_id, ParkReason.NOT_WRITTEN, str(error).partition("\n")[0])]
        return [parking for draft in drafts for parking in _write([draft], run, seller, at)]
    return []
