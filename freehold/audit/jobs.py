"""Sealing: after each act, and a sweep for what a lost job left."""

from uuid import UUID

from freehold.audit.actions.seal import seal_entries
from freehold.audit.queries import tenants_with_unsealed_entries
from freehold.tenants.row_security import scope
from freehold.tenants.sweeps import one_step


def seal_audit(tenant_id: str) -> None:
    """Seal one tenant's waiting entries, some thousand to a transaction."""
    while True:
        with scope(UUID(tenant_id)):
            if seal_entries(UUID(tenant_id)) == 0:
                return


def sweep_audit(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Seal what waits anywhere."""
    for tenant_id in tenants_with_unsealed_entries():
        with one_step(tenant_id, "seal_audit"):
            seal_entries(tenant_id)
