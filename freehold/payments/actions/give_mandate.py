"""Give one's seller a mandate to debit one's account."""

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.payments.mandates import lock_mandates, record_at_both_ends, write_mandate
from freehold.payments.permissions import GIVE_MANDATE
from freehold.payments.rules.mandates import MandateFacts
from freehold.tenants.queries import find_edge


@transaction.atomic
def give_mandate(facts: MandateFacts, *, actor: Actor) -> str:
    """Let the actor's seller collect what is due from this account from now on, and return the mandate's reference.

    It takes the place of the one before. Raises: NotPermitted, Conflict,
    Refused("no_seller", "no_creditor", and the codes of `fault_of_mandate`).
    """
    edge = find_edge(actor.tenant_id)
    if edge is None:
        raise Refused("no_seller", _("Nobody sells to you, so nobody collects from you."))
    lock_mandates(edge)
    require(actor, GIVE_MANDATE)
    mandate = write_mandate(facts, edge, actor=actor, is_online=True)
    record_at_both_ends(actor, GIVE_MANDATE, edge, mandate)
    return mandate.reference
