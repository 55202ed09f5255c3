import django.contrib.postgres.fields
from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("public_key", models.BinaryField()),
                ("private_key_sealed", models.TextField()),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("tree_size", models.PositiveBigIntegerField()),
                ("root_hash", models.BinaryField()),
                (
                    "frontier",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BinaryField(), default=list, size=None
                    ),
                ),
                ("signature", models.BinaryField()),
                ("key_id", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "tree_size"), name="audit_checkpoint_by_size"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("at", models.DateTimeField(default=freehold.kernel.clock.now)),
                ("actor_person_id", models.UUIDField(null=True)),
                ("actor_name", models.TextField()),
                ("actor_tenant_id", models.UUIDField()),
                ("grant_id", models.UUIDField(null=True)),
                ("via", models.TextField()),
                ("action", models.TextField()),
                ("subject_kind", models.TextField(blank=True, default="")),
                ("subject_id", models.TextField(blank=True, default="")),
                ("facts", models.JSONField(default=dict)),
                ("salt", models.BinaryField()),
                ("leaf_hash", models.BinaryField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "-at", "-id"], name="audit_entry_by_time"),
                    models.Index(
                        fields=["tenant_id", "subject_kind", "subject_id", "-at"],
                        name="audit_entry_by_subject",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("leaf_index", models.PositiveBigIntegerField()),
                ("entry_id", models.UUIDField()),
                ("leaf_hash", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "leaf_index"), name="audit_leaf_in_order"),
                    models.UniqueConstraint(fields=("tenant_id", "entry_id"), name="audit_leaf_once"),
                ],
            },
        ),
        walls.TenantTable("audit_entry", rights="select, insert"),
        walls.TenantTable("audit_leaf", rights="select, insert"),
        walls.TenantForeignKey("audit_leaf", "entry_id", "audit_entry"),
        walls.TenantTable("audit_checkpoint", rights="select, insert"),
        walls.Open("audit_signingkey", rights="select, insert"),
    ]
