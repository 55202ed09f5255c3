"""The API's operations on a company's settings and a seller's brand."""

from typing import Annotated

from ninja import Path, Router

from freehold.console.branding.actions.change_disclosure import change_disclosure
from freehold.console.settings.actions.change_brand import change_brand
from freehold.console.settings.actions.change_settings import change_settings
from freehold.console.settings.schemas import (
    BrandIn,
    BrandOut,
    DisclosureIn,
    DisclosureOut,
    LegalProviders,
    SettingsIn,
    WordingIn,
    Wordings,
)
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import may
from freehold.kernel.schemas import ApiRequest
from freehold.notices.actions.change_wording import change_wording
from freehold.notices.actions.reset_wording import reset_wording
from freehold.notices.queries import WordingFacts
from freehold.notices.service import wordings_of
from freehold.notices.states import NoticeTemplate
from freehold.tenants.actions.change_brand import BrandWanted
from freehold.tenants.actions.change_disclosure import DisclosureWanted
from freehold.tenants.permissions import CHANGE_BRAND
from freehold.tenants.queries import (
    BrandFacts,
    DisclosureFacts,
    Provider,
    brand_of,
    disclosures_for,
    own_brand,
    own_disclosure,
)

router = Router(tags=["tenants"])
Language = Annotated[str, Path(pattern="^[a-z]{2}$", description="en or de")]


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


@router.get("/legal", response=LegalProviders, operation_id="list_providers", summary="Who provides for you")
def list_providers(request: ApiRequest) -> dict[str, list[Provider]]:
    """Who they are, where data lies, and who else handles it. Source: GDPR, art. 28; Data Act, art. 28."""
    return {"items": disclosures_for(request.actor.tenant_id)}


@router.get(
    "/tenant/disclosure",
    response=DisclosureOut,
    operation_id="get_disclosure",
    summary="What you say of yourself",
)
def get_disclosure(request: ApiRequest) -> DisclosureFacts:
    """To everybody below you."""
    return own_disclosure(request.actor)


@router.put(
    "/tenant/disclosure",
    response={204: None},
    operation_id="change_disclosure",
    summary="Change what you say of yourself",
)
def put_disclosure(request: ApiRequest, wanted: DisclosureIn) -> None:
    """All of it; everybody below reads it at once."""
    change_disclosure(DisclosureWanted(**wanted.model_dump()), actor=request.actor)


@router.get(
    "/tenant/wordings", response=Wordings, operation_id="list_wordings", summary="The words of your mail"
)
def list_wordings(request: ApiRequest) -> dict[str, list[WordingFacts]]:
    """Your own, else the standard ones."""
    return {"items": wordings_of(request.actor)}


@router.put(
    "/tenant/wordings/{template}/{language}",
    response={204: None},
    operation_id="change_wording",
    summary="Word a mail",
)
def put_wording(request: ApiRequest, template: NoticeTemplate, language: Language, wanted: WordingIn) -> None:
    """To the people of your customers, and to your own."""
    change_wording(template, language=language, subject=wanted.subject, body=wanted.body, actor=request.actor)


@router.delete(
    "/tenant/wordings/{template}/{language}",
    response={204: None},
    operation_id="reset_wording",
    summary="Take the standard words again",
)
def delete_wording(request: ApiRequest, template: NoticeTemplate, language: Language) -> None:
    """Where there are none of your own nothing changes."""
    reset_wording(template, language=language, actor=request.actor)
