"""Payments, and what of them and of credit notes goes to which invoice. Credit notes so far go to their invoices."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import freehold.invoicing.states
import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls

# What the sums promise, whoever writes: no source gives more than it has, no target takes more than it needs.
ON_EDGE = "(seller_id, buyer_id, id)"
HOLDS = """
create function invoicing_allocation_holds() returns trigger language plpgsql as $$
declare given numeric; taken numeric; open numeric;
begin
    select coalesce(sum(amount), 0) into given from invoicing_allocation
    where payment_id = new.payment_id or credit_note_id = new.credit_note_id;
    select amount into taken from invoicing_payment where id = new.payment_id and amount > 0;
    if taken is null then
        select gross into taken from invoicing_invoice where id = new.credit_note_id and kind = 'credit_note';
    end if;
    if taken is null or given < 0 or given > taken then
        raise exception 'more than a payment or credit note has' using errcode = 'check_violation';
    end if;
    select coalesce(sum(amount), 0) into given from invoicing_allocation
    where invoice_id = new.invoice_id or refund_id = new.refund_id;
    select gross into open from invoicing_invoice where id = new.invoice_id and kind = 'invoice';
    if open is null then
        select -amount into open from invoicing_payment where id = new.refund_id and amount < 0;
    end if;
    if open is null or given < 0 or given > open then
        raise exception 'more than an invoice or refund needs' using errcode = 'check_violation';
    end if;
    return null;
end $$
"""


def take_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Nothing was paid so far, so each credit note goes to its invoice whole."""
    with walls.unforced(
        apps, schema_editor, "invoicing_invoice", "invoicing_payment", "invoicing_allocation"
    ):
        schema_editor.execute(
            "insert into invoicing_allocation (id, seller_id, buyer_id, credit_note_id, invoice_id, amount, created_at) "
            "select gen_random_uuid(), seller_id, buyer_id, id, corrects_id, gross, created_at from invoicing_invoice "
            "where corrects_id is not null and gross > 0"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0003_reasons_of_parking"),
    ]

    operations = [
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seller_id", models.UUIDField()),
                ("buyer_id", models.UUIDField()),
                ("payment_id", models.UUIDField(null=True)),
                ("credit_note_id", models.UUIDField(null=True)),
                ("invoice_id", models.UUIDField(null=True)),
                ("refund_id", models.UUIDField(null=True)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["invoice_id"], name="invoicing_allocation_invoice"),
                    models.Index(fields=["payment_id"], name="invoicing_allocation_payment"),
                    models.Index(fields=["credit_note_id"], name="invoicing_allocation_note"),
                    models.Index(fields=["seller_id", "buyer_id"], name="invoicing_allocation_of_edge"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("payment_id__isnull", True), ("credit_note_id__isnull", True), _connector="XOR"
                        ),
                        name="invoicing_allocation_from_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("invoice_id__isnull", True), ("refund_id__isnull", True), _connector="XOR"
                        ),
                        name="invoicing_allocation_to_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True),
                        name="invoicing_allocation_not_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
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
                                freehold.invoicing.states.PaymentKind["TRANSFER"],
                                freehold.invoicing.states.PaymentKind["TRANSFER"],
                            ),
                            (
                                freehold.invoicing.states.PaymentKind["DEBIT"],
                                freehold.invoicing.states.PaymentKind["DEBIT"],
                            ),
                            (
                                freehold.invoicing.states.PaymentKind["OTHER"],
                                freehold.invoicing.states.PaymentKind["OTHER"],
                            ),
                        ]
                    ),
                ),
                ("received_on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("currency", models.TextField()),
                ("reference", models.TextField(blank=True)),
                ("bank_reference", models.TextField(blank=True)),
                ("undoes_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller_id", "-id"], name="invoicing_payment_of_seller"),
                    models.Index(fields=["buyer_id", "seller_id", "-id"], name="invoicing_payment_of_edge"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("bank_reference", ""), _negated=True),
                        fields=("seller_id", "bank_reference"),
                        name="invoicing_payment_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undoes_id__isnull", False)),
                        fields=("undoes_id",),
                        name="invoicing_payment_undone_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="invoicing_payment_not_nothing"
                    ),
                ],
            },
        ),
        walls.Wall(
            "invoicing_payment",
            using=walls.COMMERCIAL,
            insert=f"seller_id = {walls.SCOPE}",
            rights="select, insert",
        ),
        walls.Stays("invoicing_payment", "seller_id", "buyer_id"),
        walls.Wall(
            "invoicing_allocation",
            using=walls.COMMERCIAL,
            insert=f"seller_id = {walls.SCOPE}",
            rights="select, insert",
        ),
        walls.Stays("invoicing_allocation", "seller_id", "buyer_id"),
        migrations.RunSQL(
            [
                "alter table invoicing_payment add foreign key (seller_id) references tenants_tenant (id), "
                "add foreign key (buyer_id) references tenants_tenant (id)",
                f"alter table invoicing_payment add constraint invoicing_payment_on_edge unique {ON_EDGE}",
                "alter table invoicing_payment add constraint invoicing_payment_undoes_own "
                f"foreign key (seller_id, buyer_id, undoes_id) references invoicing_payment {ON_EDGE}",
                *(
                    f"alter table invoicing_allocation add constraint invoicing_allocation_{column} "
                    f"foreign key (seller_id, buyer_id, {column}) references {target} {ON_EDGE}"
                    for column, target in (
                        ("payment_id", "invoicing_payment"),
                        ("credit_note_id", "invoicing_invoice"),
                        ("invoice_id", "invoicing_invoice"),
                        ("refund_id", "invoicing_payment"),
                    )
                ),
                HOLDS,
                "create trigger invoicing_allocation_holds after insert on invoicing_allocation "
                "for each row execute function invoicing_allocation_holds()",
            ]
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
