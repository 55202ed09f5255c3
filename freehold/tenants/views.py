"""Settings and brand. `tenants` lies below `delegation`, so that the request is told by what it bears: an actor."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, NotFound, Refused
from freehold.tenants.actions.change_brand import BrandWanted, change_brand
from freehold.tenants.actions.change_settings import change_settings
from freehold.tenants.forms import BrandForm, SettingsForm
from freehold.tenants.queries import brand_of, find_logo, get_tenant


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """How this company is called, its language and time zone."""
    actor = _actor(request)
    tenant = get_tenant(actor.tenant_id)
    shown = {
        "name": tenant.name, "language": tenant.language, "time_zone": tenant.time_zone, "version": tenant.version,
    }  # fmt: skip
    form = SettingsForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        try:
            change_settings(actor=actor, **form.cleaned_data)
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(request, _("Settings saved."))
            return redirect("tenants:settings")
    return render(
        request, "tenants/settings.html", {"form": form, "tenant": tenant}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def brand(request: HttpRequest) -> HttpResponse:
    """What customers see of this seller."""
    actor = _actor(request)
    shown = brand_of(actor.tenant_id)
    if shown is None or shown.tenant_id != actor.tenant_id:
        raise NotFound
    initial = {field: getattr(shown, field) for field in BrandForm.base_fields if hasattr(shown, field)}
    form = BrandForm(request.POST or None, request.FILES or None, initial=initial)
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
        )
        try:
            change_brand(wanted, actor=actor)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(request, _("Brand saved. Your customers see it from now on."))
            return redirect("tenants:brand")
    return render(
        request, "tenants/brand.html", {"form": form, "brand": shown}, status=422 if form.errors else 200
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


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
