"""Close a run once all of its chunks are done."""

from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from freehold.audit.actions.record import record
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.models import Chunk, Invoice, Parked, Run
from freehold.invoicing.permissions import FINISH_RUN
from freehold.invoicing.settling import lock_receivables, settle_notes_of_run
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require


@transaction.atomic
def finish_run(run_id: UUID, *, actor: Actor) -> bool:
    """Close a run of which nothing is left to bill; whether it is closed now. Another worker may have been quicker.

    Its credit notes reduce the invoices that they are on, and all of it goes out by mail.
    Raises: NotFound, NotPermitted.
    """
    run = Run.objects.select_for_update().filter(tenant_id=actor.tenant_id, id=run_id).first()
    if run is None:
        raise NotFound
    require(actor, FINISH_RUN)
    if run.finished_at is not None:
        return True
    if Chunk.objects.filter(run_id=run_id, done_at__isnull=True).exists():
        return False
    lock_receivables(run.tenant_id)
    settle_notes_of_run(run.tenant_id, run.id)
    Run.objects.filter(id=run_id).update(finished_at=clock.now())
    enqueue(Job.MAIL_RUN, lock=f"mail_run:{run_id}", tenant_id=run.tenant_id, run_id=run_id)
    made = Invoice.objects.filter(seller_id=run.tenant_id, run_id=run_id).aggregate(
        invoices=Count("id", filter=Q(kind=DocumentKind.INVOICE)),
        credit_notes=Count("id", filter=Q(kind=DocumentKind.CREDIT_NOTE)),
    )
    parked = Parked.objects.filter(run_id=run_id).count()
    record(
        actor, FINISH_RUN, subject_kind="run", subject_id=run.id, cut_off=run.cut_off, parked=parked, **made
    )
    return True
