"""Profiles, series, runs, the documents themselves and what was paid of them, which nobody may change."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from freehold.invoicing.document import DocumentKind, TaxCategory
from freehold.invoicing.states import ParkReason, PaymentKind, Regime
from freehold.kernel import clock, ids
from freehold.kernel.tenant_row import TenantRow


class SellerProfile(TenantRow):
    """How a seller stands on its invoices; a change is a further version. Its buyers, past ones too, read it."""

    version = models.PositiveIntegerField()
    legal_name = models.TextField()
    street = models.TextField()
    postcode = models.TextField(blank=True)
    city = models.TextField()
    country = models.TextField()  # ISO 3166-1 alpha-2
    regime = models.TextField(choices=[(regime, regime) for regime in Regime])
    tax_id = models.TextField(
        blank=True
    )  # VAT identifier with its prefix, or what the law elsewhere calls so
    tax_number = models.TextField(blank=True, default="", db_default="")  # the tax office's own (BT-32)
    registration = models.TextField(blank=True)
    uses_oss = models.BooleanField(default=False)  # one-stop shop: the buyer's country's rate
    tax_name = models.TextField(default="VAT")
    own_rates = models.JSONField(
        default=list
    )  # of its own tax: [{percent, valid_from, buyers}], outside the EU alone
    contact = models.TextField(blank=True)
    email = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    iban = models.TextField(blank=True)
    bic = models.TextField(blank=True)
    payment_days = models.PositiveSmallIntegerField(default=14)
    invoice_prefix = models.TextField(default="INV-")
    credit_note_prefix = models.TextField(default="CN-")
    language = models.TextField(default="en")  # BCP 47, where a buyer has not chosen one

    class Meta:
        constraints = [
            models.UniqueConstraint(name="invoicing_sellerprofile_version", fields=["tenant_id", "version"])
        ]


class BuyerProfile(models.Model):
    """How a buyer stands on its seller's invoices; a change is a further version, by either end of the edge."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    seller_id = models.UUIDField()
    buyer_id = models.UUIDField()
    version = models.PositiveIntegerField()
    legal_name = models.TextField()
    street = models.TextField()
    postcode = models.TextField(blank=True)
    city = models.TextField()
    country = models.TextField()
    tax_id = models.TextField(blank=True)
    email = models.TextField(blank=True)  # where invoices go
    language = models.TextField(blank=True)
    reference = models.TextField(blank=True)  # the buyer's own, BT-10
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="invoicing_buyerprofile_version", fields=["seller_id", "buyer_id", "version"]
            )
        ]


class Series(TenantRow):
    """A row of numbers of one seller. Its row is locked from the moment numbers are taken until they are used."""

    prefix = models.TextField()
    next_number = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(name="invoicing_series_one", fields=["tenant_id", "prefix"])]


class Run(TenantRow):
    """All that is due of one seller up to and with a day. One at a time; what stopped in the middle goes on."""

    cut_off = models.DateField()  # the last day that counts, in the seller's zone
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="invoicing_run_one_at_a_time",
                fields=["tenant_id"],
                condition=models.Q(finished_at__isnull=True),
            )
        ]
        indexes = [models.Index(name="invoicing_run_by_day", fields=["tenant_id", "-cut_off"])]


class Chunk(TenantRow):
    """Some buyers of a run, billed in one transaction; done or not, nothing between."""

    run_id = models.UUIDField()
    number = models.PositiveIntegerField()
    buyer_ids = ArrayField(models.UUIDField())
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="invoicing_chunk_one", fields=["tenant_id", "run_id", "number"])
        ]
        indexes = [
            models.Index(
                name="invoicing_chunk_open", fields=["run_id"], condition=models.Q(done_at__isnull=True)
            )
        ]


class Parked(TenantRow):
    """A buyer that a run passed over, and why. The next run tries again."""

    run_id = models.UUIDField()
    debtor_id = models.UUIDField()
    reason = models.TextField(choices=[(reason, reason) for reason in ParkReason])
    detail = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="invoicing_parked_once", fields=["run_id", "debtor_id"])]
        indexes = [models.Index(name="invoicing_parked_of_seller", fields=["tenant_id", "-id"])]


class Invoice(models.Model):
    """An invoice or credit note, finalised. Both ends of its edge see it; no runtime role may change or delete it."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    seller_id = models.UUIDField()
    buyer_id = models.UUIDField()
    kind = models.TextField(choices=[(kind, kind) for kind in DocumentKind])
    number = models.TextField()
    issued_on = models.DateField()
    due_on = models.DateField()
    period_start = models.DateField()
    period_end = models.DateField()
    currency = models.TextField()
    language = models.TextField()
    net = models.DecimalField(max_digits=14, decimal_places=2)
    tax = models.DecimalField(max_digits=14, decimal_places=2)
    gross = models.DecimalField(max_digits=14, decimal_places=2)
    tax_name = models.TextField()
    taxes = models.JSONField()
    seller_profile_id = models.UUIDField()
    buyer_profile_id = models.UUIDField()
    run_id = models.UUIDField(null=True)
    is_outside_vat = models.BooleanField(
        default=False, db_default=False
    )  # what lies outside VAT stands alone
    corrects_id = models.UUIDField(null=True)
    payment_reference = models.TextField()  # ISO 11649
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="invoicing_invoice_number", fields=["seller_id", "number"]),
            models.UniqueConstraint(
                name="invoicing_invoice_once_a_run",
                fields=["run_id", "buyer_id", "is_outside_vat"],
                condition=models.Q(run_id__isnull=False),
            ),
            models.CheckConstraint(
                name="invoicing_invoice_gross_is_net_and_tax",
                condition=models.Q(gross=models.F("net") + models.F("tax")),
            ),
            models.CheckConstraint(name="invoicing_invoice_not_negative", condition=models.Q(gross__gte=0)),
        ]
        indexes = [
            models.Index(name="invoicing_invoice_of_edge", fields=["seller_id", "buyer_id", "-id"]),
            models.Index(name="invoicing_invoice_of_buyer", fields=["buyer_id", "-id"]),
            models.Index(
                name="invoicing_invoice_corrects",
                fields=["corrects_id"],
                condition=models.Q(corrects_id__isnull=False),
            ),
            models.Index(
                name="invoicing_invoice_by_hand",
                fields=["created_at"],
                condition=models.Q(run_id__isnull=True),
            ),
        ]


class InvoiceLine(models.Model):
    """One line, with all that the next run needs to see what was billed."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    seller_id = models.UUIDField()
    buyer_id = models.UUIDField()
    invoice_id = models.UUIDField()
    number = models.PositiveIntegerField()
    name = models.TextField()
    detail = models.TextField(blank=True)
    period_start = models.DateField()
    period_end = models.DateField()
    quantity = models.DecimalField(max_digits=60, decimal_places=30)
    unit = models.TextField()
    unit_price = models.DecimalField(max_digits=60, decimal_places=30)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    category = models.TextField(choices=[(category, category) for category in TaxCategory])
    rate = models.DecimalField(max_digits=5, decimal_places=2)
    subscription_id = models.UUIDField(null=True)
    subscription = models.TextField(blank=True)
    meter = models.TextField(blank=True)
    reference = models.TextField(blank=True)
    pseudonym = models.TextField(blank=True)
    # What the charge was: a later run compares it with what is owed. None on what a person credited.
    billing_start = models.DateField(null=True)
    billing_end = models.DateField(null=True)
    seats = models.PositiveIntegerField(null=True)
    numerator = models.DecimalField(max_digits=60, decimal_places=30, null=True)
    settled = models.DecimalField(
        max_digits=14, decimal_places=2, null=True
    )  # negative where it was credited
    cut_off = models.DateField(null=True)  # of the run
    corrects = models.TextField(blank=True, default="", db_default="")  # the document that a line credits
    corrects_number = models.PositiveIntegerField(
        null=True
    )  # the line of the corrected invoice that a person credited
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="invoicing_invoiceline_number", fields=["invoice_id", "number"])
        ]
        indexes = [
            models.Index(
                name="invoicing_invoiceline_billed",
                fields=["subscription_id", "-cut_off"],
                condition=models.Q(settled__isnull=False),
            ),
            models.Index(
                name="invoicing_invoiceline_levels",
                fields=["subscription_id"],
                condition=models.Q(meter="service_level"),
            ),
        ]


class Payment(models.Model):
    """Money that came from a buyer, or, when negative, went back. Never changed: what was wrong is undone by another one."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    seller_id = models.UUIDField()
    buyer_id = models.UUIDField()
    kind = models.TextField(choices=[(kind, kind) for kind in PaymentKind])
    received_on = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.TextField()
    reference = models.TextField(blank=True)  # what the buyer wrote with it, or the seller to it
    bank_reference = models.TextField(blank=True)  # by which it is known to be the same one
    undoes_id = models.UUIDField(null=True)  # the payment that was wrong, or that the bank took back
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="invoicing_payment_once",
                fields=["seller_id", "bank_reference"],
                condition=~models.Q(bank_reference=""),
            ),
            models.UniqueConstraint(
                name="invoicing_payment_undone_once",
                fields=["undoes_id"],
                condition=models.Q(undoes_id__isnull=False),
            ),
            models.CheckConstraint(name="invoicing_payment_not_nothing", condition=~models.Q(amount=0)),
        ]
        indexes = [
            models.Index(name="invoicing_payment_of_seller", fields=["seller_id", "-id"]),
            models.Index(name="invoicing_payment_of_edge", fields=["buyer_id", "seller_id", "-id"]),
        ]


class Allocation(models.Model):
    """What of a payment or credit note goes to an invoice, or back to the buyer; negative: what was taken from there again."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    seller_id = models.UUIDField()
    buyer_id = models.UUIDField()
    payment_id = models.UUIDField(null=True)
    credit_note_id = models.UUIDField(null=True)
    invoice_id = models.UUIDField(null=True)
    refund_id = models.UUIDField(null=True)  # the payment that went back
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invoicing_allocation_from_one",
                condition=models.Q(payment_id__isnull=True) ^ models.Q(credit_note_id__isnull=True),
            ),
            models.CheckConstraint(
                name="invoicing_allocation_to_one",
                condition=models.Q(invoice_id__isnull=True) ^ models.Q(refund_id__isnull=True),
            ),
            models.CheckConstraint(name="invoicing_allocation_not_nothing", condition=~models.Q(amount=0)),
        ]
        indexes = [
            models.Index(name="invoicing_allocation_invoice", fields=["invoice_id"]),
            models.Index(name="invoicing_allocation_payment", fields=["payment_id"]),
            models.Index(name="invoicing_allocation_note", fields=["credit_note_id"]),
            models.Index(name="invoicing_allocation_of_edge", fields=["seller_id", "buyer_id"]),
        ]


class ServiceCredit(models.Model):
    """What an order was credited for a calendar month in which less was there than promised, with what was measured: once."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    seller_id = models.UUIDField()
    buyer_id = models.UUIDField()
    subscription_id = models.UUIDField()
    month = models.DateField()  # its first day
    invoice_id = models.UUIDField()  # the document that it stands on
    promised_percent = models.DecimalField(max_digits=6, decimal_places=3)
    minutes_asked = models.PositiveIntegerField()
    minutes_up = models.PositiveIntegerField()
    credit_percent = models.DecimalField(max_digits=6, decimal_places=3)  # of what was charged for the month
    amount = models.DecimalField(max_digits=14, decimal_places=2)  # without tax
    currency = models.TextField()
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="invoicing_servicecredit_once", fields=["subscription_id", "month"]),
            models.CheckConstraint(
                name="invoicing_servicecredit_of_a_miss",
                condition=models.Q(amount__gt=0, minutes_up__lt=models.F("minutes_asked")),
            ),
        ]
        indexes = [
            models.Index(name="invoicing_servicecredit_buyer", fields=["buyer_id", "month"]),
            models.Index(name="invoicing_servicecredit_sold", fields=["seller_id", "-month", "-id"]),
        ]
