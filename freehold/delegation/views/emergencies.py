"""Pages of break glass: the operator's alone."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.accounts.queries.own import own_second_factors
from freehold.accounts.second_factor import is_fresh, shown_by
from freehold.delegation.actions.ask_in_emergency import ask_in_emergency
from freehold.delegation.actions.break_glass import break_glass
from freehold.delegation.emergencies import list_emergencies, place_of
from freehold.delegation.forms import EmergencyForm
from freehold.delegation.permissions import ASK_IN_EMERGENCY, BREAK_GLASS
from freehold.delegation.request import SignedInRequest
from freehold.delegation.tabs import access_tabs
from freehold.delegation.words import lasts_told
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, part_of
from freehold.tenants.states import TenantKind
from freehold.ui.paging import place_in
from freehold.ui.refusals import beside_its_field, told


@require_safe
@never_cache
def emergencies(request: SignedInRequest) -> HttpResponse:
    """Every broken glass, for good, and those that wait for a second person."""
    actor, after = request.actor, place_in(request, tuple[datetime, UUID])
    part = part_of(list_emergencies(actor, after=after, limit=PAGE + 1), limit=PAGE, place=place_of)
    return render(
        request,
        "delegation/emergencies.html",
        {
            "tabs": access_tabs(request, "emergencies"),
            "emergencies": [(one, lasts_told(one.lasts_hours)) for one in part.items],
            "next": part.next,
            "may_ask": may(actor, ASK_IN_EMERGENCY),
            "may_approve": may(actor, BREAK_GLASS),
            **_factor(request),
        },
    )


@require_http_methods(["GET", "POST"])
@never_cache
def ask(request: SignedInRequest) -> HttpResponse:
    """The first of two people."""
    if request.entered.tenant_kind is not TenantKind.OPERATOR:
        raise NotFound
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with beside_its_field(form):
                ask_in_emergency(
                    form.cleaned_data["reference"],
                    roles=form.chosen_roles(),
                    lasts=form.chosen_duration(),
                    reason=form.cleaned_data["reason"],
                    ticket=form.cleaned_data["ticket"],
                    shown=shown_by(request),
                    actor=request.actor,
                )
        except NotFound:
            form.add_error("reference", _("Nobody is known by this."))
        if not form.errors:
            messages.success(request, _("Asked. A colleague has an hour to approve it."))
            return redirect("delegation:emergencies")
    return render(
        request,
        "delegation/emergency_ask.html",
        {"form": form, **_factor(request)},
        status=422 if form.errors else 200,
    )


@require_POST
def approve(request: SignedInRequest, emergency_id: UUID) -> HttpResponse:
    """The second one."""
    with told(request):
        break_glass(emergency_id, shown=shown_by(request), actor=request.actor)
        messages.success(request, _("The glass is broken. The customer and its partner are told now."))
    return redirect("delegation:emergencies")


def _factor(request: SignedInRequest) -> dict[str, object]:
    """Whether this browser has shown a second factor just now, and where it can."""
    factors = own_second_factors(request.actor)
    return {
        "is_fresh": is_fresh(shown_by(request)),
        "has_factor": bool(factors.has_totp or factors.passkeys),
        "confirm_url": reverse("mfa_reauthenticate" if factors.has_totp else "mfa_reauthenticate_webauthn"),
    }
