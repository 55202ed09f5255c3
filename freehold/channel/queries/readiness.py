"""What a new partner still lacks to sell. Computed each time, and kept nowhere."""

from dataclasses import dataclass

from freehold.catalog.permissions import SEE_CATALOG
from freehold.catalog.queries import plans
from freehold.channel.permissions import SEE_READINESS
from freehold.channel.queries.terms import own_terms
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.invoicing.queries.profiles import own_seller_profile
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import may, require
from freehold.tenants.queries import brand_of, count_buyers, get_tenant
from freehold.tenants.states import TenantKind


@dataclass(frozen=True, slots=True)
class Readiness:
    """Each of what a seller needs; None where it needs none or the actor may not see."""

    terms: bool | None
    reachable: bool
    plans: int | None
    without_price: int | None  # plans on sale that have no price today
    profile: bool | None
    customers: int

    @property
    def is_ready(self) -> bool:
        """Whether a customer could order and be billed today."""
        return (
            self.terms is not False
            and self.reachable
            and self.plans != 0
            and self.without_price in (0, None)
            and self.profile is not False
        )


def readiness(actor: Actor) -> Readiness:
    """What the actor's own tenant has of it. Raises: NotFound (a customer sells nothing), NotPermitted."""
    require(actor, SEE_READINESS)
    tenant = get_tenant(actor.tenant_id)
    if tenant.kind is TenantKind.CUSTOMER:
        raise NotFound
    own = own_terms(actor)
    brand = brand_of(actor.tenant_id)
    on_sale = (
        [one for one in plans(actor, on=clock.today()) if not one.is_retired]
        if may(actor, SEE_CATALOG)
        else None
    )
    return Readiness(
        terms=None if own is None else own.agreed is not None,
        reachable=brand is not None and bool(brand.support_email or brand.support_phone),
        plans=None if on_sale is None else len(on_sale),
        without_price=None if on_sale is None else sum(not one.terms for one in on_sale),
        profile=own_seller_profile(actor).version > 0 if may(actor, SEE_INVOICES) else None,
        customers=count_buyers(actor, kind=TenantKind.CUSTOMER),
    )
