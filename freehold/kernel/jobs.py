"""The names of all jobs, and how one is enqueued in the transaction of the act that wants it.

Nothing calls upwards: an action enqueues a job by name, `config` binds names to functions, and a sweep
makes a lost job harmless. A job's arguments are opaque ids.
"""

from enum import StrEnum
from uuid import UUID

from procrastinate.contrib.django import app


class Job(StrEnum):
    """Each name is `<package>.<function in its jobs.py>`."""

    LOOK_AT_INSTANCE = "provisioning.look_at_instance"
    SWEEP_INSTANCES = "provisioning.sweep_instances"
    RESCUE_JOBS = "provisioning.rescue_jobs"
    SEAL_AUDIT = "audit.seal_audit"
    SWEEP_AUDIT = "audit.sweep_audit"
    MAIL_CHECKPOINTS = "accounts.mail_checkpoints"
    SEND_NOTICE = "notices.send_notice"
    SEND_LETTER = "notices.send_letter"
    SWEEP_NOTICES = "notices.sweep_notices"
    CHECK_DOMAIN = "domains.check_domain"
    CHECK_CUSTOMERS = "domains.check_customers"
    PUBLISH_DOMAIN = "domains.publish_domain"
    SWEEP_DOMAINS = "domains.sweep_domains"
    CHECK_HOST = "domains.check_host"
    WRITE_CERTIFICATES = "domains.write_certificates"
    SWEEP_HOSTS = "domains.sweep_hosts"
    END_GRANTS = "delegation.end_grants"
    CLOSE_REQUESTS = "delegation.close_requests"
    SWEEP_REPLIES = "delegation.sweep_replies"
    SWEEP_SUBSCRIPTIONS = "subscriptions.sweep_subscriptions"
    CLOSE_DAYS = "metering.close_days"
    ASK_DOORS = "metering.ask_doors"
    BILL_RUN = "invoicing.bill_run"
    SWEEP_INVOICES = "invoicing.sweep_invoices"
    MAIL_RUN = "dunning.mail_run"
    MAIL_DOCUMENT = "dunning.mail_document"
    LOOK_AT_DEBT = "dunning.look_at_debt"
    SWEEP_REMINDERS = "dunning.sweep_reminders"
    SWEEP_LETTERS = "dunning.sweep_letters"
    CARRY_OUT_TRANSFER = "channel.carry_out_transfer"
    UNDO_TRANSFER = "channel.undo_transfer"
    ADVANCE_HANDOVER = "channel.advance_handover"
    TELL_STRANDED = "channel.tell_stranded_customers"
    SWEEP_TRANSFERS = "channel.sweep_transfers"
    SETTLE_REGISTRATION = "channel.settle_registration"
    SWEEP_REGISTRATIONS = "channel.sweep_registrations"
    SEND_INCIDENTS = "channel.send_incidents"
    SWEEP_APPLICATIONS = "channel.sweep_applications"
    CHECK_DRIFT = "reporting.check_drift"
    APPLY_MAIL_ACCESS = "mail.apply_access"
    LOOK_UP_MAILBOX_AGAIN = "mail.look_up_again"
    WRITE_MAIL_KEYS = "mail.write_keys"
    SWEEP_MAIL = "mail.sweep_mail"
    SWEEP_TRACE = "mail.sweep_trace"
    RETRY_QUEUED = "mail.retry_queued"
    DELETE_QUEUED = "mail.delete_queued"


# These go before all others: somebody waits for them, or must not come in any more.
FIRST = frozenset(
    {Job.LOOK_AT_INSTANCE, Job.APPLY_MAIL_ACCESS, Job.LOOK_UP_MAILBOX_AGAIN, Job.CARRY_OUT_TRANSFER}
)
# These come after all others: a run of invoices makes many at once, and nobody waits for one of them.
LAST = frozenset({Job.SEND_LETTER})


def enqueue(job: Job, *, lock: str = "", queue: str = "default", **arguments: UUID | str | int) -> None:
    """Enqueue `job` inside the present transaction: a roll-back leaves no job.

    `lock` makes jobs of one object run one after the other. There is no queueing lock on purpose: a waiting
    job may be taken before this transaction commits, and would then not see what it wrote.
    """
    priority = (job in FIRST) - (job in LAST)
    deferrer = app.configure_task(
        str(job), queue=queue, lock=lock or None, priority=priority, allow_unknown=True
    )
    deferrer.defer(**{key: str(value) for key, value in arguments.items()})
