"""Revoke a mandate, by either end."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.payments.mandates import record_at_both_ends
from freehold.payments.models import Mandate
from freehold.payments.permissions import REVOKE_MANDATE
from freehold.tenants.queries import EdgeFacts, names_of_buyers


@transaction.atomic
def revoke_mandate(mandate_id: UUID, *, actor: Actor) -> None:
    """Nothing more is collected by it; what was given to the bank before goes its way.

    Raises: NotFound, NotPermitted, Refused("revoked_already").
    """
    mandate = Mandate.objects.select_for_update().filter(id=mandate_id).first()
    if mandate is None or actor.tenant_id not in {mandate.seller_id, mandate.buyer_id}:
        raise NotFound
    require(actor, REVOKE_MANDATE)
    if mandate.revoked_at is not None:
        raise Refused("revoked_already", _("This mandate is revoked already."))
    Mandate.objects.filter(id=mandate_id).update(revoked_at=clock.now())
    name = names_of_buyers(mandate.seller_id, [mandate.buyer_id]).get(mandate.buyer_id, "")
    edge = EdgeFacts(mandate.seller_id, mandate.buyer_id, name, "EUR")
    record_at_both_ends(actor, REVOKE_MANDATE, edge, mandate)
