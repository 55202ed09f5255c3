"""The start page, and the stylesheet of a brand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from freehold.delegation.request import SignedInRequest
from freehold.ui.brand import brand_css


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What there is, and what needs attention."""
    return render(request, "console/home.html")


@require_safe
@cache_control(public=True, max_age=30 * 24 * 60 * 60, immutable=True)
def brand_stylesheet(request: HttpRequest, accent: str) -> HttpResponse:  # noqa: ARG001
    """A brand's accent as tokens. Its address is the colour: nothing to look up, and a change is seen at once."""
    return HttpResponse(brand_css(f"#{accent}"), content_type="text/css; charset=utf-8")
