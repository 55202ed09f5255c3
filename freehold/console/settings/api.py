"""The API's operations on a company's settings and a seller's brand."""

from ninja import Router

from freehold.console.settings.actions.change_brand import change_brand
from freehold.console.settings.actions.change_settings import change_settings
from freehold.console.settings.schemas import BrandIn, BrandOut, SettingsIn
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import may
from freehold.kernel.schemas import ApiRequest
from freehold.tenants.actions.change_brand import BrandWanted
from freehold.tenants.permissions import CHANGE_BRAND
from freehold.tenants.queries import BrandFacts, brand_of, own_brand

router = Router(tags=["tenants"])


@router.put(
    "/tenant/settings", response={204: None}, operation_id="change_settings", summary="Change your settings"
)
def put_settings(request: ApiRequest, wanted: SettingsIn) -> None:
    """Refused with 409 when somebody else changed them since `version`."""
    change_settings(**wanted.model_dump(), actor=request.actor)


@router.get("/tenant/brand", response=BrandOut, operation_id="get_brand", summary="The brand that you see")
def get_brand(request: ApiRequest) -> BrandFacts:
    """A seller's own; a customer's is its partner's."""
    brand = brand_of(request.actor.tenant_id)
    if brand is None:
        raise NotFound
    is_own = brand.tenant_id == request.actor.tenant_id
    return own_brand(request.actor) if is_own and may(request.actor, CHANGE_BRAND) else brand


@router.put("/tenant/brand", response={204: None}, operation_id="change_brand", summary="Change your brand")
def put_brand(request: ApiRequest, wanted: BrandIn) -> None:
    """The logo stays as it is."""
    change_brand(BrandWanted(**wanted.model_dump()), actor=request.actor)
