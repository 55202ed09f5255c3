"""Bookings as actions lock them."""

from uuid import UUID

from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.payments.models import StatementEntry


def locked_entry(actor: Actor, entry_id: UUID) -> StatementEntry:
    """A booking of the actor's own account. Raises: NotFound."""
    found = StatementEntry.objects.select_for_update().filter(tenant_id=actor.tenant_id, id=entry_id).first()
    if found is None:
        raise NotFound
    return found
