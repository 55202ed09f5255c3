"""Bank statements as they were read, and what became of each booking; mandates, and what was collected by them."""

from django.db import models

from freehold.kernel import clock, ids
from freehold.kernel.tenant_row import TenantRow
from freehold.payments.states import DebitState, EntryState, Scheme, Why


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


class CreditorSettings(TenantRow):
    """How a seller collects by direct debit. Its buyers read it: a mandate names the creditor."""

    creditor_id = models.TextField()  # EPC AT-02
    notice_days = models.PositiveSmallIntegerField(default=14)  # that a buyer is told before

    class Meta:
        constraints = [models.UniqueConstraint(name="payments_creditor_one", fields=["tenant_id"])]


class Mandate(models.Model):
    """A buyer's leave to debit its account, until it is revoked; either end may. Never changed."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    seller_id = models.UUIDField()
    buyer_id = models.UUIDField()
    reference = models.TextField()  # EPC AT-01
    scheme = models.TextField(choices=[(scheme, scheme) for scheme in Scheme])
    creditor_id = models.TextField()
    holder = models.TextField()
    iban_sealed = models.TextField()
    iban_shown = models.TextField()  # its ends alone
    bic = models.TextField(blank=True)
    signed_on = models.DateField()
    given_by = models.TextField()  # who said so
    is_online = models.BooleanField()  # by the buyer here; else the seller holds it on paper
    created_at = models.DateTimeField(default=clock.now, editable=False)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="payments_mandate_reference", fields=["seller_id", "reference"]),
            models.UniqueConstraint(
                name="payments_mandate_one_in_force",
                fields=["seller_id", "buyer_id"],
                condition=models.Q(revoked_at__isnull=True),
            ),
        ]
        indexes = [models.Index(name="payments_mandate_of_buyer", fields=["buyer_id", "-id"])]


class Collection(TenantRow):
    """Debits of one day and scheme, as one file for the bank."""

    scheme = models.TextField(choices=[(scheme, scheme) for scheme in Scheme])
    collect_on = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    debits = models.PositiveIntegerField()  # that are in its file
    batch_id = models.TextField()
    file_sealed = models.TextField()  # it names accounts
    cancelled_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)  # when its file was first fetched: it is at the bank since
    fetched_by = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(name="payments_collection_newest", fields=["tenant_id", "-id"])]


class Debit(models.Model):
    """One invoice in a collection. Both ends see it."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    seller_id = models.UUIDField()
    buyer_id = models.UUIDField()
    collection_id = models.UUIDField()
    mandate_id = models.UUIDField()
    invoice_id = models.UUIDField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    collect_on = models.DateField()
    end_to_end_id = models.TextField()
    told_at = models.DateTimeField(null=True)  # when the buyer was told of it; None: it has no address
    state = models.TextField(choices=[(state, state) for state in DebitState], default=DebitState.PENDING)
    payment_id = models.UUIDField(null=True)
    note = models.TextField(blank=True)  # why the bank gave it back, or it was left out
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="payments_debit_end_to_end", fields=["seller_id", "end_to_end_id"]),
            models.UniqueConstraint(
                name="payments_debit_one_pending",
                fields=["invoice_id"],
                condition=models.Q(state="pending"),
            ),
        ]
        indexes = [
            models.Index(name="payments_debit_of_collection", fields=["collection_id"]),
            models.Index(name="payments_debit_of_edge", fields=["seller_id", "buyer_id", "-id"]),
            models.Index(name="payments_debit_of_invoice", fields=["invoice_id"]),
        ]
