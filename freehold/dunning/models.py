"""How a seller writes to its buyers' accounts, and what it has written."""

from django.db import models

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
