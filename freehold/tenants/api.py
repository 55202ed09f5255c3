"""The API's operations on the tenant itself."""

from ninja import Router

from freehold.kernel.schemas import ApiRequest
from freehold.tenants.queries import TenantFacts, get_tenant
from freehold.tenants.schemas import TenantOut

router = Router(tags=["tenants"])


@router.get("/tenant", response=TenantOut, operation_id="get_tenant", summary="The tenant that you act in")
def get_own_tenant(request: ApiRequest) -> TenantFacts:
    """Its settings, as its own people see them."""
    return get_tenant(request.actor.tenant_id)
