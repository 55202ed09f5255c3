"""Make a tenant below a seller, and the edge between them."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import ids
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.tenants.models import Brand, Edge, Tenant
from freehold.tenants.permissions import CREATE_CUSTOMER, CREATE_PARTNER
from freehold.tenants.queries import refuse_if_stopped
from freehold.tenants.row_security import enter
from freehold.tenants.rules import is_name, may_sell_to
from freehold.tenants.states import TenantKind


@transaction.atomic
def create_buyer(
    name: str,
    *,
    kind: TenantKind,
    actor: Actor,
    reference: str = "",
    country: str = "DE",
    language: str = "en",
) -> UUID:
    """Make a customer or partner of the actor's own tenant, and return its id.

    This gives the seller no power over it: grants are `delegation`'s business.
    Raises: NotPermitted, Refused("not_a_name", "cannot_sell", "seller_stopped").
    """
    require(actor, CREATE_PARTNER if kind is TenantKind.PARTNER else CREATE_CUSTOMER)
    seller = Tenant.objects.select_for_update(no_key=True).get(id=actor.tenant_id)
    if not may_sell_to(TenantKind(seller.kind), kind):
        raise Refused("cannot_sell", _("Only the operator and partners have customers."))
    refuse_if_stopped(actor.tenant_id)
    if not is_name(name):
        raise Refused("not_a_name", _("Give a name of one line, as it stands on an invoice."), field="name")
    buyer_id = ids.new_id()
    with enter(buyer_id, because="a new tenant comes into being"):
        Tenant.objects.create(
            id=buyer_id,
            parent_id=seller.id,
            kind=kind,
            name=name.strip(),
            country=country,
            language=language,
            time_zone=seller.time_zone,
        )
        if kind is TenantKind.PARTNER:
            Brand.objects.create(tenant_id=buyer_id, name=name.strip(), support_name=name.strip())
    Edge.objects.create(
        seller_id=seller.id,
        buyer_id=buyer_id,
        buyer_kind=kind,
        buyer_name=name.strip(),
        reference=reference.strip(),
        time_zone=seller.time_zone,
    )
    return buyer_id
