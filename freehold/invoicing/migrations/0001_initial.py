import django.contrib.postgres.fields
import django.db.models.expressions
from django.db import migrations, models

import freehold.invoicing.document
import freehold.invoicing.states
import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls

ITS_BUYERS = f"({walls.CONTENT} or tenant_id in (select e.seller_id from tenants_edge e where e.buyer_id = {walls.SCOPE}))"  # noqa: S608 - constants
DOCUMENT = "(seller_id, buyer_id, id)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tenants", "0003_rows_stay")]

    operations = [
        migrations.CreateModel(
            name="BuyerProfile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seller_id", models.UUIDField()),
                ("buyer_id", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("legal_name", models.TextField()),
                ("street", models.TextField()),
                ("postcode", models.TextField(blank=True)),
                ("city", models.TextField()),
                ("country", models.TextField()),
                ("tax_id", models.TextField(blank=True)),
                ("email", models.TextField(blank=True)),
                ("language", models.TextField(blank=True)),
                ("reference", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("seller_id", "buyer_id", "version"), name="invoicing_buyerprofile_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Chunk",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("run_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                (
                    "buyer_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None),
                ),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["run_id"],
                        name="invoicing_chunk_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "run_id", "number"), name="invoicing_chunk_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seller_id", models.UUIDField()),
                ("buyer_id", models.UUIDField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            (
                                freehold.invoicing.document.DocumentKind["INVOICE"],
                                freehold.invoicing.document.DocumentKind["INVOICE"],
                            ),
                            (
                                freehold.invoicing.document.DocumentKind["CREDIT_NOTE"],
                                freehold.invoicing.document.DocumentKind["CREDIT_NOTE"],
                            ),
                        ]
                    ),
                ),
                ("number", models.TextField()),
                ("issued_on", models.DateField()),
                ("due_on", models.DateField()),
                ("period_start", models.DateField()),
                ("period_end", models.DateField()),
                ("currency", models.TextField()),
                ("language", models.TextField()),
                ("net", models.DecimalField(decimal_places=2, max_digits=14)),
                ("tax", models.DecimalField(decimal_places=2, max_digits=14)),
                ("gross", models.DecimalField(decimal_places=2, max_digits=14)),
                ("tax_name", models.TextField()),
                ("taxes", models.JSONField()),
                ("seller_profile_id", models.UUIDField()),
                ("buyer_profile_id", models.UUIDField()),
                ("run_id", models.UUIDField(null=True)),
                ("corrects_id", models.UUIDField(null=True)),
                ("payment_reference", models.TextField()),
                ("note", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller_id", "buyer_id", "-id"], name="invoicing_invoice_of_edge"),
                    models.Index(fields=["buyer_id", "-id"], name="invoicing_invoice_of_buyer"),
                    models.Index(
                        condition=models.Q(("corrects_id__isnull", False)),
                        fields=["corrects_id"],
                        name="invoicing_invoice_corrects",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("seller_id", "number"), name="invoicing_invoice_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("run_id__isnull", False)),
                        fields=("run_id", "buyer_id"),
                        name="invoicing_invoice_once_a_run",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "gross",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net"), "+", models.F("tax")
                                ),
                            )
                        ),
                        name="invoicing_invoice_gross_is_net_and_tax",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gross__gte", 0)), name="invoicing_invoice_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seller_id", models.UUIDField()),
                ("buyer_id", models.UUIDField()),
                ("invoice_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("name", models.TextField()),
                ("detail", models.TextField(blank=True)),
                ("period_start", models.DateField()),
                ("period_end", models.DateField()),
                ("quantity", models.DecimalField(decimal_places=30, max_digits=60)),
                ("unit", models.TextField()),
                ("unit_price", models.DecimalField(decimal_places=30, max_digits=60)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "category",
                    models.TextField(
                        choices=[
                            (
                                freehold.invoicing.document.TaxCategory["STANDARD"],
                                freehold.invoicing.document.TaxCategory["STANDARD"],
                            ),
                            (
                                freehold.invoicing.document.TaxCategory["ZERO"],
                                freehold.invoicing.document.TaxCategory["ZERO"],
                            ),
                            (
                                freehold.invoicing.document.TaxCategory["EXEMPT"],
                                freehold.invoicing.document.TaxCategory["EXEMPT"],
                            ),
                            (
                                freehold.invoicing.document.TaxCategory["REVERSE_CHARGE"],
                                freehold.invoicing.document.TaxCategory["REVERSE_CHARGE"],
                            ),
                            (
                                freehold.invoicing.document.TaxCategory["OUTSIDE"],
                                freehold.invoicing.document.TaxCategory["OUTSIDE"],
                            ),
                        ]
                    ),
                ),
                ("rate", models.DecimalField(decimal_places=2, max_digits=5)),
                ("subscription_id", models.UUIDField(null=True)),
                ("subscription", models.TextField(blank=True)),
                ("meter", models.TextField(blank=True)),
                ("reference", models.TextField(blank=True)),
                ("pseudonym", models.TextField(blank=True)),
                ("billing_start", models.DateField(null=True)),
                ("billing_end", models.DateField(null=True)),
                ("seats", models.PositiveIntegerField(null=True)),
                ("numerator", models.DecimalField(decimal_places=30, max_digits=60, null=True)),
                ("settled", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("cut_off", models.DateField(null=True)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled__isnull", False)),
                        fields=["subscription_id", "-cut_off"],
                        name="invoicing_invoiceline_billed",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("invoice_id", "number"), name="invoicing_invoiceline_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Parked",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("run_id", models.UUIDField()),
                ("debtor_id", models.UUIDField()),
                (
                    "reason",
                    models.TextField(
                        choices=[
                            (
                                freehold.invoicing.states.ParkReason["NO_PROFILE"],
                                freehold.invoicing.states.ParkReason["NO_PROFILE"],
                            ),
                            (
                                freehold.invoicing.states.ParkReason["CURRENCIES"],
                                freehold.invoicing.states.ParkReason["CURRENCIES"],
                            ),
                            (
                                freehold.invoicing.states.ParkReason["ABSURD"],
                                freehold.invoicing.states.ParkReason["ABSURD"],
                            ),
                            (
                                freehold.invoicing.states.ParkReason["DISAGREES"],
                                freehold.invoicing.states.ParkReason["DISAGREES"],
                            ),
                            (
                                freehold.invoicing.states.ParkReason["NOT_RATED"],
                                freehold.invoicing.states.ParkReason["NOT_RATED"],
                            ),
                        ]
                    ),
                ),
                ("detail", models.TextField(blank=True)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "-id"], name="invoicing_parked_of_seller")],
                "constraints": [
                    models.UniqueConstraint(fields=("run_id", "debtor_id"), name="invoicing_parked_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("cut_off", models.DateField()),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "-cut_off"], name="invoicing_run_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at__isnull", True)),
                        fields=("tenant_id",),
                        name="invoicing_run_one_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SellerProfile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("version", models.PositiveIntegerField()),
                ("legal_name", models.TextField()),
                ("street", models.TextField()),
                ("postcode", models.TextField(blank=True)),
                ("city", models.TextField()),
                ("country", models.TextField()),
                (
                    "regime",
                    models.TextField(
                        choices=[
                            (
                                freehold.invoicing.states.Regime["EU_VAT"],
                                freehold.invoicing.states.Regime["EU_VAT"],
                            ),
                            (
                                freehold.invoicing.states.Regime["SMALL"],
                                freehold.invoicing.states.Regime["SMALL"],
                            ),
                            (
                                freehold.invoicing.states.Regime["OUTSIDE"],
                                freehold.invoicing.states.Regime["OUTSIDE"],
                            ),
                        ]
                    ),
                ),
                ("tax_id", models.TextField(blank=True)),
                ("registration", models.TextField(blank=True)),
                ("uses_oss", models.BooleanField(default=False)),
                ("tax_name", models.TextField(default="VAT")),
                ("tax_rate", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("contact", models.TextField(blank=True)),
                ("email", models.TextField(blank=True)),
                ("phone", models.TextField(blank=True)),
                ("iban", models.TextField(blank=True)),
                ("bic", models.TextField(blank=True)),
                ("payment_days", models.PositiveSmallIntegerField(default=14)),
                ("invoice_prefix", models.TextField(default="INV-")),
                ("credit_note_prefix", models.TextField(default="CN-")),
                ("language", models.TextField(default="en")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "version"), name="invoicing_sellerprofile_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("prefix", models.TextField()),
                ("next_number", models.PositiveBigIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "prefix"), name="invoicing_series_one")
                ],
            },
        ),
        walls.TenantTable("invoicing_sellerprofile", readers=ITS_BUYERS, rights="select, insert"),
        walls.TenantTable("invoicing_series", rights="select, insert, update"),
        walls.TenantTable("invoicing_run", rights="select, insert, update (finished_at)"),
        walls.TenantTable("invoicing_chunk", rights="select, insert, update (done_at)"),
        walls.TenantForeignKey("invoicing_chunk", "run_id", "invoicing_run"),
        walls.TenantTable("invoicing_parked", rights="select, insert"),
        walls.TenantForeignKey("invoicing_parked", "run_id", "invoicing_run"),
        walls.Wall("invoicing_buyerprofile", using=walls.COMMERCIAL, rights="select, insert"),
        walls.Stays("invoicing_buyerprofile", "seller_id", "buyer_id"),
        walls.Wall(
            "invoicing_invoice",
            using=walls.COMMERCIAL,
            insert=f"seller_id = {walls.SCOPE}",
            rights="select, insert",
        ),
        walls.Stays("invoicing_invoice", "seller_id", "buyer_id"),
        walls.Wall(
            "invoicing_invoiceline",
            using=walls.COMMERCIAL,
            insert=f"seller_id = {walls.SCOPE}",
            rights="select, insert",
        ),
        walls.Stays("invoicing_invoiceline", "seller_id", "buyer_id"),
        migrations.RunSQL(
            [
                "alter table invoicing_buyerprofile add foreign key (seller_id) references tenants_tenant (id), "
                "add foreign key (buyer_id) references tenants_tenant (id)",
                f"alter table invoicing_buyerprofile add constraint invoicing_buyerprofile_on_edge unique {DOCUMENT}",
                "alter table invoicing_invoice add constraint invoicing_invoice_seller_profile "
                "foreign key (seller_id, seller_profile_id) references invoicing_sellerprofile (tenant_id, id), "
                "add constraint invoicing_invoice_buyer_profile "
                f"foreign key (seller_id, buyer_id, buyer_profile_id) references invoicing_buyerprofile {DOCUMENT}, "
                "add constraint invoicing_invoice_run "
                "foreign key (seller_id, run_id) references invoicing_run (tenant_id, id)",
                f"alter table invoicing_invoice add constraint invoicing_invoice_on_edge unique {DOCUMENT}",
                "alter table invoicing_invoice add constraint invoicing_invoice_corrects_own "
                f"foreign key (seller_id, buyer_id, corrects_id) references invoicing_invoice {DOCUMENT}",
                "alter table invoicing_invoiceline add constraint invoicing_invoiceline_of_invoice "
                f"foreign key (seller_id, buyer_id, invoice_id) references invoicing_invoice {DOCUMENT} "
                "deferrable initially deferred",
                # Exact, however many digits: a later run compares them to the last one.
                "alter table invoicing_invoiceline alter quantity type numeric, alter unit_price type numeric, "
                "alter numerator type numeric",
            ]
        ),
    ]
