from collections.abc import Iterator

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import freehold.kernel.clock
import freehold.kernel.ids
from freehold.audit.rules import proof
from freehold.tenants import walls

OWN = [
    (
        "id",
        models.UUIDField(
            default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
        ),
    ),
    ("tenant_id", models.UUIDField(editable=False)),
    ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
]

ENTRY_WAITS = """
create function audit_entry_waits() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    insert into audit_unsealed (id, tenant_id, created_at) values (new.id, new.tenant_id, new.created_at);
    return null;
end
$$;
create trigger audit_entry_waits after insert on audit_entry for each row execute function audit_entry_waits();
alter table audit_entry enable always trigger audit_entry_waits;
"""

WAITING = """
insert into audit_unsealed (id, tenant_id, created_at)
select e.id, e.tenant_id, e.created_at from audit_entry e
where not exists (select 1 from audit_leaf l where l.tenant_id = e.tenant_id and l.entry_id = e.id)
"""


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What waits already, and the nodes of logs that have 256 leaves or more."""
    with walls.unforced(apps, schema_editor, "audit_entry", "audit_leaf", "audit_unsealed", "audit_node"):
        schema_editor.execute(WAITING)
        Leaf, Node = apps.get_model("audit", "Leaf"), apps.get_model("audit", "Node")  # noqa: N806 - models
        for tenant_id in Leaf.objects.values_list("tenant_id", flat=True).distinct():
            leaves = Leaf.objects.filter(tenant_id=tenant_id).order_by("leaf_index")
            row = [bytes(leaf) for leaf in leaves.values_list("leaf_hash", flat=True)]
            level = proof.STEP
            while row := list(_joined(row)):
                Node.objects.bulk_create(
                    Node(tenant_id=tenant_id, level=level, node_index=index, node_hash=node)
                    for index, node in enumerate(row)
                )
                level += proof.STEP


def _joined(row: list[bytes]) -> Iterator[bytes]:
    width = 1 << proof.STEP
    for start in range(0, len(row) - width + 1, width):
        yield proof.joined(row[start : start + width])


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Unsealed",
            fields=OWN,
            options={
                "indexes": [models.Index(fields=["tenant_id", "id"], name="audit_unsealed_of_tenant")],
            },
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                *OWN,
                ("level", models.PositiveSmallIntegerField()),
                ("node_index", models.PositiveBigIntegerField()),
                ("node_hash", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "level", "node_index"), name="audit_node_in_order"
                    )
                ],
            },
        ),
        walls.TenantTable("audit_unsealed", rights="select, insert, delete"),
        walls.TenantTable("audit_node", rights="select, insert"),
        migrations.RunSQL(ENTRY_WAITS),
        # A leaf outlives the content of its entry, which the law may want erased.
        migrations.RunSQL("alter table audit_leaf drop constraint audit_leaf_entry_id_within_tenant"),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
