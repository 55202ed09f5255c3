"""The start page, and the stylesheet of a brand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from freehold.channel.permissions import SEE_ONBOARDING
from freehold.console.navigation import other_places
from freehold.console.queries import arrival_of, overview_of
from freehold.console.source import source_archive
from freehold.delegation.forms import SupportForm
from freehold.delegation.request import SignedInRequest
from freehold.kernel.permission import may
from freehold.reporting.permissions import SEE_DRIFT
from freehold.tenants.states import TenantKind
from freehold.ui.brand import brand_css


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What there is, and what needs attention."""
    kind = request.entered.tenant_kind
    return render(
        request,
        "console/home.html",
        {
            "overview": overview_of(request.actor, kind),
            "arrival": arrival_of(request.actor, kind),
            "support_form": SupportForm(),
            "sees_reports": kind is not TenantKind.CUSTOMER and may(request.actor, SEE_DRIFT),
            "sells": kind is not TenantKind.CUSTOMER and may(request.actor, SEE_ONBOARDING),
            "own": other_places(request.actor, kind),
        },
    )


@require_safe
@cache_control(public=True, max_age=30 * 24 * 60 * 60, immutable=True)
def brand_stylesheet(request: HttpRequest, accent: str) -> HttpResponse:  # noqa: ARG001
    """A brand's accent as tokens. Its address is the colour: nothing to look up, and a change is seen at once."""
    return HttpResponse(brand_css(f"#{accent}"), content_type="text/css; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=60 * 60)
def source(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - everybody may have it
    """The source of this very instance, for everyone who uses it."""
    return HttpResponse(
        source_archive(),
        content_type="application/gzip",
        headers={"Content-Disposition": 'attachment; filename="freehold.tar.gz"'},
    )
