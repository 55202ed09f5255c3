"""The jobs of letters: documents go out when a run is finished or one was credited, reminders on their day, and sweeps find
what a lost job left.
"""

from uuid import UUID

import structlog

from freehold.dunning.actions.close_mailed_run import close_mailed_run
from freehold.dunning.actions.lift_suspensions import lift_suspensions
from freehold.dunning.actions.mail_documents import mail_documents
from freehold.dunning.actions.remind import remind
from freehold.dunning.queries import (
    debts_held,
    documents_to_mail,
    reminders_due,
    runs_to_mail,
    sellers_who_remind,
)
from freehold.invoicing.addressees import documents_of_run
from freehold.kernel.actor import Via, platform_actor
from freehold.kernel.jobs import Job, enqueue
from freehold.tenants.row_security import scope
from freehold.tenants.sweeps import one_step

log = structlog.get_logger()


def mail_run(tenant_id: str, run_id: str) -> None:
    """Send the documents of a run, some in each transaction: killed in between, it goes on with those that are left."""
    seller, run = UUID(tenant_id), UUID(run_id)
    sent, after, is_done = 0, None, False
    while not is_done:
        with scope(seller):
            some, after = documents_of_run(run, after=after)
            sent += mail_documents(some, actor=platform_actor(seller, via=Via.JOB))
        is_done = after is None
    with scope(seller):
        close_mailed_run(run, actor=platform_actor(seller, via=Via.JOB))
    log.info("run_mailed", seller=tenant_id, run=run_id, letters=sent)


def mail_document(tenant_id: str, invoice_id: str) -> None:
    """Send a document that no run has made."""
    seller = UUID(tenant_id)
    with scope(seller):
        mail_documents([UUID(invoice_id)], actor=platform_actor(seller, via=Via.JOB))


def look_at_debt(tenant_id: str, buyer_id: str) -> None:
    """Let a buyer's orders run again where its debt is settled."""
    seller = UUID(tenant_id)
    with scope(seller):
        lift_suspensions(UUID(buyer_id), actor=platform_actor(seller, via=Via.JOB))


def sweep_reminders(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Lift what is settled, then take each seller's steps of the day, each invoice in a transaction of its own."""
    for seller_id, buyer_id in debts_held():
        with one_step(seller_id, "lift_suspensions", buyer=buyer_id):
            lift_suspensions(buyer_id, actor=platform_actor(seller_id, via=Via.JOB))
    after = None
    while sellers := sellers_who_remind(after=after):
        for seller_id in sellers:
            _remind(seller_id)
        after = sellers[-1]


def _remind(seller_id: UUID) -> None:
    actor = platform_actor(seller_id, via=Via.JOB)
    due: list[tuple[UUID, UUID]] = []
    with one_step(seller_id, "reminders_due"):
        due = reminders_due(actor)
    for invoice_id, buyer_id in due:
        with one_step(seller_id, "remind", invoice=invoice_id):
            letter = remind(invoice_id, buyer_id=buyer_id, actor=actor)
            log.info("reminded", seller=str(seller_id), invoice=str(invoice_id), letter=letter)


def sweep_letters(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Send the documents that a lost job left."""
    for seller_id, run_id in runs_to_mail():
        with one_step(seller_id, "mail_run", run=run_id):
            enqueue(Job.MAIL_RUN, lock=f"mail_run:{run_id}", tenant_id=seller_id, run_id=run_id)
    for seller_id, invoice_id in documents_to_mail():
        with one_step(seller_id, "mail_document", invoice=invoice_id):
            mail_documents([invoice_id], actor=platform_actor(seller_id, via=Via.JOB))
