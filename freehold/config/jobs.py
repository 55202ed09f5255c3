"""Binds the names of jobs to their functions, and says when the periodic ones run."""

from collections.abc import Callable

from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job as QueuedJob

from freehold.accounts.jobs import mail_checkpoints
from freehold.audit.jobs import seal_audit, sweep_audit
from freehold.channel.jobs import (
    advance_handover,
    carry_out_asked_transfer,
    send_incidents,
    settle_registration,
    sweep_applications,
    sweep_registrations,
    sweep_transfers,
    tell_stranded_customers,
    undo_agreed_transfer,
)
from freehold.delegation.jobs import close_requests, end_grants, sweep_replies
from freehold.domains.jobs import (
    check_customers,
    check_domain,
    check_host,
    publish_domain,
    sweep_domains,
    sweep_hosts,
    write_certificates,
)
from freehold.dunning.jobs import look_at_debt, mail_document, mail_run, sweep_letters, sweep_reminders
from freehold.invoicing.jobs import bill_run, sweep_invoices
from freehold.kernel.jobs import Job
from freehold.metering.jobs import ask_doors, close_days
from freehold.notices.jobs import send_letter, send_notice, sweep_notices
from freehold.provisioning.jobs import look_at_instance, rescue_jobs, sweep_instances
from freehold.reporting.jobs import check_drift
from freehold.services.mail.jobs import (
    apply_access,
    delete_queued,
    look_up_again,
    retry_queued,
    sweep_mail,
    sweep_trace,
    write_keys,
)
from freehold.subscriptions.jobs import sweep_subscriptions

LONGEST_WAIT_SECONDS = 300


class WithoutEnd(BaseRetryStrategy):
    """Try again without end: after 2, 4, 8 seconds and so on, never more than five minutes apart."""

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision:
        """When the next try begins. The last error stands on the instance's page."""
        del exception
        return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts + 1, 9), LONGEST_WAIT_SECONDS)})


JOBS: dict[Job, Callable[..., None]] = {
    Job.SEAL_AUDIT: seal_audit,
    Job.SEND_NOTICE: send_notice,
    Job.SEND_LETTER: send_letter,
    Job.LOOK_AT_INSTANCE: look_at_instance,
    Job.APPLY_MAIL_ACCESS: apply_access,
    Job.LOOK_UP_MAILBOX_AGAIN: look_up_again,
    Job.WRITE_MAIL_KEYS: write_keys,
    Job.RETRY_QUEUED: retry_queued,
    Job.DELETE_QUEUED: delete_queued,
    Job.CHECK_DOMAIN: check_domain,
    Job.CHECK_CUSTOMERS: check_customers,
    Job.CHECK_HOST: check_host,
    Job.WRITE_CERTIFICATES: write_certificates,
    Job.BILL_RUN: bill_run,
    Job.MAIL_RUN: mail_run,
    Job.MAIL_DOCUMENT: mail_document,
    Job.LOOK_AT_DEBT: look_at_debt,
    Job.PUBLISH_DOMAIN: publish_domain,
    Job.CARRY_OUT_TRANSFER: carry_out_asked_transfer,
    Job.TELL_STRANDED: tell_stranded_customers,
    Job.ADVANCE_HANDOVER: advance_handover,
    Job.UNDO_TRANSFER: undo_agreed_transfer,
    Job.SETTLE_REGISTRATION: settle_registration,
}

# Six fields: the last one is the second.
TIMETABLE: dict[Job, tuple[str, Callable[[int], None]]] = {
    Job.END_GRANTS: ("*/5 * * * *", end_grants),
    Job.CLOSE_REQUESTS: ("13 * * * *", close_requests),
    Job.SWEEP_REPLIES: ("17 * * * *", sweep_replies),
    Job.SWEEP_AUDIT: ("*/5 * * * *", sweep_audit),
    Job.MAIL_CHECKPOINTS: ("*/10 * * * *", mail_checkpoints),
    Job.SWEEP_NOTICES: ("* * * * *", sweep_notices),
    Job.SWEEP_DOMAINS: ("* * * * *", sweep_domains),
    Job.SWEEP_HOSTS: ("* * * * *", sweep_hosts),
    Job.SWEEP_INSTANCES: ("* * * * * */10", sweep_instances),
    Job.SWEEP_SUBSCRIPTIONS: ("7 * * * *", sweep_subscriptions),
    Job.CLOSE_DAYS: ("*/10 * * * *", close_days),
    Job.ASK_DOORS: ("* * * * *", ask_doors),
    Job.SWEEP_INVOICES: ("23 * * * *", sweep_invoices),
    Job.SWEEP_REMINDERS: ("41 * * * *", sweep_reminders),
    Job.SWEEP_LETTERS: ("*/15 * * * *", sweep_letters),
    Job.SWEEP_TRANSFERS: ("* * * * *", sweep_transfers),
    Job.SWEEP_REGISTRATIONS: ("*/5 * * * *", sweep_registrations),
    Job.SEND_INCIDENTS: ("* * * * *", send_incidents),
    Job.SWEEP_APPLICATIONS: ("53 * * * *", sweep_applications),
    Job.CHECK_DRIFT: ("41 5 * * *", check_drift),
    Job.RESCUE_JOBS: ("* * * * * */5", rescue_jobs),
    Job.SWEEP_MAIL: ("* * * * *", sweep_mail),
    Job.SWEEP_TRACE: ("37 * * * *", sweep_trace),
}


# A worker of its own runs these: every other may be what hangs.
QUEUES: dict[Job, str] = {Job.RESCUE_JOBS: "rescue"}


def bind(app: App) -> None:
    """Register every job under its name. Called by procrastinate when Django is ready."""
    for name, function in JOBS.items():
        app.task(name=str(name), retry=WithoutEnd())(function)
    for name, (cron, function) in TIMETABLE.items():
        # Not a queueing lock: PostgreSQL hides the clash's details behind row security, and procrastinate needs them.
        # The rescue has no lock at all, since a killed one would hold it with nobody left to rescue.
        lock = None if name in QUEUES else str(name)
        task = app.task(name=str(name), queue=QUEUES.get(name, "default"), lock=lock)
        app.periodic(cron=cron)(task(function))
