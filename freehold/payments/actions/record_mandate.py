"""Record a mandate that a buyer gave on paper."""

from uuid import UUID

from django.db import transaction

from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.payments.mandates import lock_mandates, record_at_both_ends, write_mandate
from freehold.payments.permissions import RECORD_MANDATE
from freehold.payments.rules.mandates import MandateFacts
from freehold.tenants.queries import find_edge


@transaction.atomic
def record_mandate(facts: MandateFacts, *, buyer_id: UUID, actor: Actor) -> str:
    """Write down what a buyer of the actor's own has signed, and return its reference. The buyer sees it, and may revoke it.

    It takes the place of the one before.
    Raises: NotFound, NotPermitted, Conflict("reference_taken"), Refused("no_creditor", and the codes of `fault_of_mandate`).
    """
    edge = find_edge(buyer_id)
    if edge is None or edge.seller_id != actor.tenant_id:
        raise NotFound
    lock_mandates(edge)
    require(actor, RECORD_MANDATE)
    mandate = write_mandate(facts, edge, actor=actor, is_online=False)
    record_at_both_ends(actor, RECORD_MANDATE, edge, mandate)
    return mandate.reference
