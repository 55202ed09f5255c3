"""Bank statements as they were read, and what became of each booking."""

from django.db import models

from freehold.kernel.tenant_row import TenantRow
from freehold.payments.states import EntryState, Why


class Statement(TenantRow):
    """A file of the bank that was read, known by its digest."""

    digest = models.TextField()  # SHA-256
    file_name = models.TextField()
    names = models.TextField(blank=True)  # the bank's ids of what is in it
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    entries = models.PositiveIntegerField()  # that came with it and were not known
    known = models.PositiveIntegerField()  # that an earlier file had
    passed_over = models.PositiveIntegerField()  # what went out, and what is not booked yet

    class Meta:
        constraints = [
            models.UniqueConstraint(name="payments_statement_once", fields=["tenant_id", "digest"])
        ]
        indexes = [models.Index(name="payments_statement_newest", fields=["tenant_id", "-id"])]


class StatementEntry(TenantRow):
    """A booking that came in, or that the bank took back. What money went out for is nobody's business here, and not kept."""

    statement_id = models.UUIDField()
    identity = models.TextField()  # the same for the same booking, in whichever file it comes
    booked_on = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)  # negative: taken back
    currency = models.TextField()
    other_name = models.TextField(blank=True)
    other_iban_sealed = models.TextField(blank=True)
    other_iban_shown = models.TextField(blank=True)  # its ends alone
    text = models.TextField(blank=True)
    end_to_end_id = models.TextField(blank=True)
    state = models.TextField(choices=[(state, state) for state in EntryState])
    why = models.TextField(choices=[(why, why) for why in Why])
    debtor_id = models.UUIDField(null=True)  # whose it is, as far as that is known
    proposed = models.JSONField(default=list)  # ids of invoices
    payment_id = models.UUIDField(null=True)  # as which it is recorded
    note = models.TextField(blank=True)  # why it was set aside, or could not be recorded

    class Meta:
        constraints = [
            models.UniqueConstraint(name="payments_statemententry_once", fields=["tenant_id", "identity"])
        ]
        indexes = [
            models.Index(name="payments_statemententry_newest", fields=["tenant_id", "-id"]),
            models.Index(
                name="payments_statemententry_wait",
                fields=["tenant_id", "-id"],
                condition=models.Q(state__in=["proposed", "waiting"]),
            ),
            models.Index(
                name="payments_statemententry_debtor",
                fields=["tenant_id", "debtor_id", "-id"],
                condition=models.Q(payment_id__isnull=False),
            ),
        ]
