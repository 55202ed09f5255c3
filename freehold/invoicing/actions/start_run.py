"""Begin a run of a seller's invoices, or go on with the one that stopped in the middle."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.models import Chunk, Run
from freehold.invoicing.permissions import RUN_INVOICES
from freehold.invoicing.queries.runs import day_of
from freehold.invoicing.reading import seller_of
from freehold.kernel import clock, ids
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require
from freehold.subscriptions.charged import charged_buyers

ORDERS_A_CHUNK = 2_000  # so many are held in memory, and lost when a worker is killed
WORKERS = 4  # at most, on one run


@transaction.atomic
def start_run(*, actor: Actor, cut_off: date | None = None) -> UUID:
    """Bill all that is due of the actor's own buyers up to and with a day in its zone, today unless given; return the run.

    The documents bear that day as their date. A job does the work; a run that is not finished goes on instead.
    Raises: NotPermitted, Refused("no_profile", "not_yet", "before_last_run").
    """
    _lock_runs(actor.tenant_id)
    require(actor, RUN_INVOICES)
    if seller_of(actor.tenant_id) is None:
        raise Refused("no_profile", _("Say first how your company stands on its invoices."))
    open_run = Run.objects.filter(tenant_id=actor.tenant_id, finished_at__isnull=True).first()
    if open_run is not None:
        _work(actor.tenant_id, open_run.id, chunks=1)
        return open_run.id
    today = day_of(actor.tenant_id, clock.now())
    cut_off = cut_off or today
    if cut_off > today:
        raise Refused("not_yet", _("Choose today or a day before: nothing is billed ahead."), field="cut_off")
    last = Run.objects.filter(tenant_id=actor.tenant_id).order_by("-cut_off").first()
    if last is not None and cut_off < last.cut_off:
        raise Refused(
            "before_last_run",
            _("The last run was up to %(day)s. Numbers and dates of invoices go up together.")
            % {"day": last.cut_off},
            field="cut_off",
        )
    run = Run.objects.create(tenant_id=actor.tenant_id, cut_off=cut_off, created_at=clock.now())
    chunks = [
        Chunk(id=ids.new_id(), tenant_id=actor.tenant_id, run_id=run.id, number=number, buyer_ids=buyers)
        for number, buyers in enumerate(_shared_out(charged_buyers(actor.tenant_id)), start=1)
    ]
    Chunk.objects.bulk_create(chunks)
    record(actor, RUN_INVOICES, subject_kind="run", subject_id=run.id, cut_off=cut_off)
    _work(actor.tenant_id, run.id, chunks=len(chunks))
    return run.id


def _shared_out(buyers: Sequence[tuple[UUID, int]]) -> Iterator[list[UUID]]:
    """Buyers in chunks of about as many orders."""
    chunk: list[UUID] = []
    orders = 0
    for buyer_id, count in buyers:
        if chunk and orders + count > ORDERS_A_CHUNK:
            yield chunk
            chunk, orders = [], 0
        chunk.append(buyer_id)
        orders += count
    if chunk:
        yield chunk


def _work(seller_id: UUID, run_id: UUID, *, chunks: int) -> None:
    """Let as many workers as there are chunks, and some at most, take their share."""
    for _worker in range(min(max(chunks, 1), WORKERS)):
        enqueue(Job.BILL_RUN, tenant_id=seller_id, run_id=run_id)


def _lock_runs(tenant_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"invoice runs:{tenant_id}"])
