"""Telling all customers of a partner that has gone or is back, customer by customer, after any interruption."""

from uuid import UUID

from freehold.channel.actions.note_told import note_told
from freehold.channel.actions.tell_stranded import tell_stranded
from freehold.kernel.actor import Via, platform_actor
from freehold.tenants.queries import customer_ids
from freehold.tenants.row_security import scope
from freehold.tenants.sweeps import one_step


def tell_all(partner_id: UUID, declaration_id: UUID) -> None:
    """Each in a transaction of its own; killed at any point, the next call tells those who are left."""
    actor = platform_actor(partner_id, via=Via.JOB)
    with scope(partner_id):
        customers = customer_ids(partner_id)
    for customer_id in customers:
        with one_step(partner_id, "tell_stranded", customer=customer_id):
            tell_stranded(declaration_id, customer_id, actor=actor)
    with one_step(partner_id, "note_told"):
        note_told(declaration_id, actor=actor)
