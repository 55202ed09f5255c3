"""How a seller writes to its buyers' accounts, and what it has written."""

from django.db import models

from freehold.dunning.states import Wording
from freehold.kernel.tenant_row import TenantRow


class Practice(TenantRow):
    """How a seller goes about letters; one row, and none where it has never said."""

    version = models.PositiveIntegerField(default=1)
    mails_documents = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="dunning_practice_one", fields=["tenant_id"])]


class Letter(TenantRow):
    """A document that went out by mail, or could not, since nobody has said where to; never changed."""

    invoice_id = models.UUIDField()
    debtor_id = models.UUIDField()
    to = models.TextField(blank=True)
    notice_id = models.UUIDField(null=True)  # None: there was no address to send it to
    is_repeat = models.BooleanField(default=False)  # somebody has sent it again

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="dunning_letter_once",
                fields=["tenant_id", "invoice_id"],
                condition=models.Q(is_repeat=False),
            )
        ]
        indexes = [
            models.Index(name="dunning_letter_by_age", fields=["tenant_id", "-id"]),
            models.Index(name="dunning_letter_of_invoice", fields=["invoice_id"]),
            models.Index(
                name="dunning_letter_not_sent",
                fields=["tenant_id"],
                condition=models.Q(notice_id__isnull=True),
            ),
        ]


class MailedRun(TenantRow):
    """A run of invoices all of whose documents have been seen to."""

    run_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(name="dunning_mailedrun_once", fields=["tenant_id", "run_id"])]


class Step(TenantRow):
    """One of a seller's reminders: which letter, so many days after an invoice was due."""

    days_after_due = models.PositiveSmallIntegerField()
    wording = models.TextField(choices=[(wording, wording) for wording in Wording])

    class Meta:
        constraints = [
            models.UniqueConstraint(name="dunning_step_one_a_day", fields=["tenant_id", "days_after_due"])
        ]


class Reminder(TenantRow):
    """A step that was taken about an invoice, with what was open then; each is taken once, and never changed."""

    invoice_id = models.UUIDField()
    debtor_id = models.UUIDField()
    days_after_due = models.PositiveSmallIntegerField()
    wording = models.TextField(choices=[(wording, wording) for wording in Wording])
    open_amount = models.DecimalField(max_digits=14, decimal_places=2)
    written_on = models.DateField()  # in the seller's zone
    announced_on = models.DateField(null=True)  # from when its letter announced a suspension
    to = models.TextField()
    notice_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="dunning_reminder_once", fields=["tenant_id", "invoice_id", "days_after_due"]
            )
        ]
        indexes = [models.Index(name="dunning_reminder_by_age", fields=["tenant_id", "-id"])]


class Block(TenantRow):
    """No reminders about an invoice, and no suspension for it, until it is lifted."""

    invoice_id = models.UUIDField()
    debtor_id = models.UUIDField()
    reason = models.TextField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="dunning_block_one",
                fields=["tenant_id", "invoice_id"],
                condition=models.Q(ended_at__isnull=True),
            )
        ]


class Suspension(TenantRow):
    """An order that stands still for an unpaid invoice; lifted once that is settled. An order may bear several."""

    invoice_id = models.UUIDField()
    debtor_id = models.UUIDField()
    order_number = models.TextField()
    suspended_at = (
        models.DateTimeField()
    )  # as the order says it: who suspends it anew, does so for another reason
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="dunning_suspension_one",
                fields=["tenant_id", "invoice_id", "order_number"],
                condition=models.Q(lifted_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                name="dunning_suspension_open",
                fields=["tenant_id", "debtor_id"],
                condition=models.Q(lifted_at__isnull=True),
            )
        ]
