"""Settings and brand."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from freehold.console.settings.actions.change_brand import change_brand
from freehold.console.settings.actions.change_settings import change_settings
from freehold.console.settings.forms import BrandForm, SettingsForm
from freehold.delegation.request import SignedInRequest
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import may
from freehold.tenants.actions.change_brand import BrandWanted
from freehold.tenants.permissions import CHANGE_BRAND
from freehold.tenants.queries import BrandFacts, TenantFacts, find_logo, get_tenant, own_brand
from freehold.tenants.states import TenantKind


@require_http_methods(["GET", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """How this company is called, its language and time zone."""
    tenant = get_tenant(request.actor.tenant_id)
    form = SettingsForm(request.POST or None, initial=_settings(tenant))
    if request.method == "POST" and form.is_valid():
        try:
            change_settings(actor=request.actor, **form.cleaned_data)
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now=_settings(get_tenant(request.actor.tenant_id)))
        else:
            messages.success(request, _("Settings saved."))
            return redirect("settings:settings")
    may_brand = tenant.kind is not TenantKind.CUSTOMER and may(request.actor, CHANGE_BRAND)
    return render(
        request,
        "settings/settings.html",
        {"form": form, "brand_url": reverse("settings:brand") if may_brand else ""},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def brand(request: SignedInRequest) -> HttpResponse:
    """What customers see of this seller."""
    shown = own_brand(request.actor)
    form = BrandForm(request.POST or None, request.FILES or None, initial=_brand(shown))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        upload = given["logo"]
        logo = upload.read() if upload else (b"" if given["remove_logo"] else None)
        wanted = BrandWanted(
            name=given["name"],
            accent=given["accent"],
            support_name=given["support_name"],
            support_phone=given["support_phone"],
            support_email=given["support_email"],
            logo=logo,
            version=given["version"],
        )
        try:
            change_brand(wanted, actor=request.actor)
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now=_brand(own_brand(request.actor)))
        else:
            messages.success(request, _("Brand saved. Your customers see it from now on."))
            return redirect("settings:brand")
    return render(
        request, "settings/brand.html", {"form": form, "brand": shown}, status=422 if form.errors else 200
    )


@require_safe
@cache_control(public=True, max_age=300)
def logo(request: HttpRequest, tenant_id: UUID) -> HttpResponse:  # noqa: ARG001 - a brand is public
    """A brand's logo, for sign-in pages too."""
    found = find_logo(tenant_id)
    if found is None:
        raise Http404
    data, media_type = found
    return HttpResponse(data, content_type=media_type, headers={"X-Content-Type-Options": "nosniff"})


def _settings(tenant: TenantFacts) -> dict[str, object]:
    return {
        "name": tenant.name,
        "language": tenant.language,
        "time_zone": tenant.time_zone,
        "version": tenant.version,
    }


def _brand(brand: BrandFacts) -> dict[str, object]:
    return {field: getattr(brand, field) for field in BrandForm.base_fields if hasattr(brand, field)}
