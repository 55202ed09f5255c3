"""End a customer's edge with its seller, and begin one with another: from then on that one invoices it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.tenants.models import Edge, Tenant
from freehold.tenants.permissions import CHANGE_SELLER
from freehold.tenants.queries import EdgeFacts, get_tenant
from freehold.tenants.row_security import enter
from freehold.tenants.states import TenantKind


@transaction.atomic
def change_seller(customer_id: UUID, *, seller_id: UUID, actor: Actor) -> EdgeFacts:
    """Move a customer, in its own scope, to another seller; the new edge. The old one stays, ended, with all that it bears.

    The caller records it with all three. Raises: NotPermitted, Refused("not_a_customer", "same_seller").
    """
    require(actor, CHANGE_SELLER)
    customer = Tenant.objects.select_for_update().get(id=customer_id)
    if customer.kind != TenantKind.CUSTOMER:
        raise Refused("not_a_customer", _("Only customers change their provider."))
    if customer.parent_id is None or customer.parent_id == seller_id:
        raise Refused("same_seller", _("This is your provider already."))
    currency = _end(customer.parent_id, customer)
    with enter(seller_id, because="a customer begins to buy from the seller that it chose"):
        seller = get_tenant(seller_id)
        Edge.objects.create(
            seller_id=seller_id,
            buyer_id=customer_id,
            buyer_kind=customer.kind,
            buyer_name=customer.name,
            currency=currency,
            time_zone=seller.time_zone,
        )
    customer.parent_id = seller_id
    customer.version += 1
    customer.save(update_fields=["parent_id", "version"])
    return EdgeFacts(seller_id=seller_id, buyer_id=customer_id, buyer_name=customer.name, currency=currency)


def _end(seller_id: UUID, customer: Tenant) -> str:
    with enter(seller_id, because="a customer stops buying from its seller"):
        edge = Edge.objects.select_for_update().get(
            seller_id=seller_id, buyer_id=customer.id, ended_at__isnull=True
        )
        edge.ended_at = clock.now()
        edge.save(update_fields=["ended_at"])
    return edge.currency
