"""The start-up check of the role that this process uses: no wall may be open to it."""

from dataclasses import dataclass

from django.db import connection

from freehold.kernel.errors import Refused

# The connected role, with what it may become: a member of a table's owner is as good as the owner.
WHO_AM_I = """
    select current_user,
           bool_or(r.rolsuper), bool_or(r.rolbypassrls),
           (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and n.nspname = 'public'
              and pg_has_role(current_user, c.relowner, 'member'))
    from pg_roles r where pg_has_role(current_user, r.oid, 'member')
"""


@dataclass(frozen=True, slots=True)
class RuntimeRole:
    """What PostgreSQL says of the role that is connected."""

    name: str
    is_superuser: bool
    bypasses_row_security: bool
    owned_tables: int

    @property
    def faults(self) -> list[str]:
        """Why no wall would hold for this role; empty when all do."""
        found = []
        if self.is_superuser:
            found.append("is a superuser")
        if self.bypasses_row_security:
            found.append("bypasses row security")
        if self.owned_tables:
            found.append("owns tables")
        return found


def runtime_role() -> RuntimeRole:
    """The role of Django's connection."""
    with connection.cursor() as cursor:
        cursor.execute(WHO_AM_I)
        return RuntimeRole(*cursor.fetchone())


def check_runtime_role() -> None:
    """Refuse to run as a role that row security does not bind. Raises: Refused."""
    refuse_unwalled(runtime_role())


def refuse_unwalled(role: RuntimeRole) -> None:
    """The same for a role that somebody asked PostgreSQL about (`WHO_AM_I`). Raises: Refused."""
    if role.faults:
        raise Refused(
            "runtime_role",
            f"The database role {role.name} {' and '.join(role.faults)}, so that no tenant would be walled off: "
            "connect as freehold_app or freehold_worker.",
        )
