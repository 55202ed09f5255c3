"""Settings, and the logo of a brand."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from freehold.console.settings.actions.change_settings import change_settings
from freehold.console.settings.forms import SettingsForm
from freehold.delegation.request import SignedInRequest
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import may
from freehold.tenants.permissions import CHANGE_BRAND
from freehold.tenants.queries import TenantFacts, find_logo, get_tenant
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
