"""Migration operations that raise the wall of a table: forced row security, policies, grants, composite keys.

A table of a tenant comes into being together with its wall. `tests/test_walls.py` walks the schema and
fails for a table that has none and is not on the list of tables without tenants' data.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

SCOPE = "nullif(current_setting('freehold.tenant', true), '')::uuid"
PERSON = "nullif(current_setting('freehold.person', true), '')::uuid"
WEB = "freehold_app, freehold_worker"

CONTENT = f"tenant_id = {SCOPE}"
COMMERCIAL = f"(seller_id = {SCOPE} or buyer_id = {SCOPE})"


class _SchemaOperation(Operation):
    """An operation on the database alone: the models' state does not change."""

    reduces_to_sql = True
    reversible = False  # migrations go forward only

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models do not know of walls."""

    def database_forwards(
        self,
        app_label: str,  # noqa: ARG002 - Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002
        to_state: ProjectState,  # noqa: ARG002
    ) -> None:
        """Run the statements after Django's own deferred ones of this table."""
        for statement in self.statements():
            schema_editor.execute(statement, params=None)

    def statements(self) -> Sequence[str]:
        """The statements in order."""
        raise NotImplementedError


class Wall(_SchemaOperation):
    """Force row security on `table`: rows exist where `using` holds, for the web and the worker.

    `check` bounds what may be written (`using` unless given), `insert` what may be added (`check` unless
    given), `readers` who may read more than write. The definer role reads all rows, for its views and
    functions. `rights` may name columns, as in `update (ended_at)`.
    """

    def __init__(
        self,
        table: str,
        *,
        using: str = CONTENT,
        check: str = "",
        insert: str = "",
        readers: str = "",
        rights: str = "select, insert, update, delete",
    ) -> None:
        self.table = table
        self.using = using
        self.check = check or using
        self.insert = insert or self.check
        self.readers = readers or using
        self.rights = rights

    def deconstruct(self) -> tuple[str, Sequence[object], dict[str, object]]:
        """For Django's writer of migrations, which never writes these."""
        return (self.__class__.__name__, [self.table], {"using": self.using, "check": self.check})

    def describe(self) -> str:
        """What `freehold migrate` says of it."""
        return f"Raise the wall of {self.table}"

    def statements(self) -> Sequence[str]:
        """Row security, policies and rights."""
        table = self.table
        return [
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy wall_select on {table} for select to {WEB} using ({self.readers})",
            f"create policy wall_insert on {table} for insert to {WEB} with check ({self.insert})",
            f"create policy wall_update on {table} for update to {WEB} using ({self.using}) with check ({self.check})",
            f"create policy wall_delete on {table} for delete to {WEB} using ({self.using})",
            f"create policy definer on {table} for select to freehold_definer using (true)",
            f"grant {self.rights} on {table} to {WEB}",
            f"grant select on {table} to freehold_definer",
        ]


class TenantTable(Wall):
    """A content table: the wall, plus the key `(tenant_id, id)` that composite foreign keys point to."""

    def statements(self) -> Sequence[str]:
        """The wall, the composite key and the tenant's own foreign key."""
        table = self.table
        return [
            f"alter table {table} add constraint {table}_tenant_id_id unique (tenant_id, id)",
            f"alter table {table} add constraint {table}_tenant foreign key (tenant_id) "
            "references tenants_tenant (id) deferrable initially deferred",
            *super().statements(),
        ]


class TenantForeignKey(_SchemaOperation):
    """A foreign key within one tenant: `(tenant_id, column)` to `(tenant_id, id)`, since a plain one bypasses walls."""

    def __init__(self, table: str, column: str, target: str, *, on_delete: str = "no action") -> None:
        self.table = table
        self.column = column
        self.target = target
        self.on_delete = on_delete

    def deconstruct(self) -> tuple[str, Sequence[object], dict[str, object]]:
        """For Django's writer of migrations, which never writes these."""
        return (self.__class__.__name__, [self.table, self.column, self.target], {})

    def describe(self) -> str:
        """What `freehold migrate` says of it."""
        return f"Tie {self.table}.{self.column} to {self.target} within one tenant"

    def statements(self) -> Sequence[str]:
        """The composite key; `on delete set null` empties the column alone, never the tenant."""
        on_delete = f"set null ({self.column})" if self.on_delete == "set null" else self.on_delete
        return [
            f"alter table {self.table} add constraint {self.table}_{self.column}_within_tenant "
            f"foreign key (tenant_id, {self.column}) references {self.target} (tenant_id, id) "
            f"on delete {on_delete} deferrable initially deferred",
            f"create index {self.table}_{self.column}_of_tenant on {self.table} (tenant_id, {self.column})",
        ]


class Stays(_SchemaOperation):
    """Let no row be moved: what says whose it is never changes, whoever sees the row.

    For tables that two ends see, or that a person sees elsewhere: there `check` alone lets the other end be changed.
    """

    def __init__(self, table: str, *columns: str) -> None:
        self.table = table
        self.columns = columns

    def deconstruct(self) -> tuple[str, Sequence[object], dict[str, object]]:
        """For Django's writer of migrations, which never writes these."""
        return (self.__class__.__name__, [self.table, *self.columns], {})

    def describe(self) -> str:
        """What `freehold migrate` says of it."""
        return f"Let no row of {self.table} be moved"

    def statements(self) -> Sequence[str]:
        """A trigger that fires always: whoever may switch triggers off by a setting switches this one not."""
        moved = " or ".join(f"old.{column} is distinct from new.{column}" for column in self.columns)
        return [
            f"create trigger {self.table}_stays before update on {self.table} for each row "
            f"when ({moved}) execute function row_stays()",
            f"alter table {self.table} enable always trigger {self.table}_stays",
        ]


class Open(_SchemaOperation):
    """Rights on a table that holds no tenant's data, such as sessions; the walls' test lists these tables."""

    def __init__(self, table: str, rights: str = "select, insert, update, delete") -> None:
        self.table = table
        self.rights = rights

    def deconstruct(self) -> tuple[str, Sequence[object], dict[str, object]]:
        """For Django's writer of migrations, which never writes these."""
        return (self.__class__.__name__, [self.table], {})

    def describe(self) -> str:
        """What `freehold migrate` says of it."""
        return f"Give the web and the worker rights on {self.table}"

    def statements(self) -> Sequence[str]:
        """The rights."""
        return [f"grant {self.rights} on {self.table} to {WEB}"]


@contextmanager
def unforced(apps: Apps, schema_editor: BaseDatabaseSchemaEditor, *tables: str) -> Iterator[None]:
    """Let a data migration see every row: under FORCE the owner updates 0 rows in silence.

    NO FORCE and FORCE again happen in the migration's own transaction.
    """
    del apps
    for table in tables:
        schema_editor.execute(f"alter table {table} no force row level security")
    yield
    for table in tables:
        schema_editor.execute(f"alter table {table} force row level security")
