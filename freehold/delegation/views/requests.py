"""Pages of requests for access: asking, answering, taking back, and choosing who answers."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.forms import HiddenInput
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.delegation.actions.approve_request import approve_request
from freehold.delegation.actions.ask_for_grant import ask_for_grant
from freehold.delegation.actions.choose_answerer import choose_answerer
from freehold.delegation.actions.decline_request import decline_request
from freehold.delegation.actions.withdraw_request import withdraw_request
from freehold.delegation.asking import (
    answerers,
    called_as,
    get_request,
    place_of,
    requests_made,
    requests_of_customers,
    requests_received,
)
from freehold.delegation.forms import ApproveForm, AskForm
from freehold.delegation.permissions import ASK_FOR_GRANT, CHOOSE_ANSWERER
from freehold.delegation.request import SignedInRequest
from freehold.delegation.tabs import access_tabs
from freehold.delegation.words import lasts_told
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, part_of
from freehold.tenants.queries import brand_of
from freehold.tenants.states import TenantKind
from freehold.ui.paging import place_in
from freehold.ui.refusals import beside_its_field, told

SIDES = {"received": requests_received, "made": requests_made, "customers": requests_of_customers}


@require_safe
def requests(request: SignedInRequest) -> HttpResponse:
    """Who asks for access here; for a seller, whom it asked and what others asked of its customers."""
    actor = request.actor
    is_seller = request.entered.tenant_kind is not TenantKind.CUSTOMER and actor.grant_id is None
    sides = {"received": _("Asked of you")}
    if is_seller:
        sides |= {"made": _("You asked"), "customers": _("Asked of your customers")}
    side = request.GET.get("side", "")
    chosen = side if side in sides else "received"
    after = place_in(request, tuple[datetime, UUID])
    part = part_of(SIDES[chosen](actor, after=after, limit=PAGE + 1), limit=PAGE, place=place_of)
    found = answerers(actor)
    seller = brand_of(found.seller_id) if found.seller_id else None
    return render(
        request,
        "delegation/requests.html",
        {
            "tabs": access_tabs(request, "requests"),
            "requests": [(one, lasts_told(one.lasts_hours)) for one in part.items],
            "next": part.next,
            "side": chosen,
            "sides": [
                {"label": label, "url": f"?side={name}", "current": name == chosen}
                for name, label in sides.items()
            ]
            if is_seller
            else [],
            "answerers": found,
            "seller": (seller.support_name or seller.name) if seller else "",
            "may_choose": may(actor, CHOOSE_ANSWERER),
            "may_ask": is_seller and may(actor, ASK_FOR_GRANT),
        },
    )


@require_http_methods(["GET", "POST"])
def ask(request: SignedInRequest) -> HttpResponse:
    """Ask another company for access."""
    if request.entered.tenant_kind is TenantKind.CUSTOMER or not may(request.actor, ASK_FOR_GRANT):
        raise NotFound
    wanted = request.POST.get("reference") or request.GET.get("of", "")
    called = called_as(wanted[:60], request.actor)
    form = AskForm(request.POST or None, initial={"reference": wanted[:60]})
    if called:
        form.fields["reference"].widget = HiddenInput()
    if request.method == "POST" and form.is_valid():
        try:
            with beside_its_field(form):
                ask_for_grant(
                    form.cleaned_data["reference"],
                    roles=form.chosen_roles(),
                    lasts=form.chosen_duration(),
                    reason=form.cleaned_data["reason"],
                    ticket=form.cleaned_data["ticket"],
                    actor=request.actor,
                )
        except NotFound:
            form.add_error(
                "reference", _("You sell to nobody by this name, and have no order that bears it.")
            )
        if not form.errors:
            messages.success(request, _("Asked. You are told as soon as they answer."))
            return redirect(f"{reverse('delegation:requests')}?side=made")
    return render(
        request,
        "delegation/ask.html",
        {"form": form, "called": called},
        status=422 if form.errors else 200,
    )


@require_safe
def detail(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """One request: what is asked, and the answer to it."""
    return _shown(request, request_id, form=None)


@require_POST
def approve(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Let the one who asked in."""
    asked = get_request(request.actor, request_id)
    form = ApproveForm(request.POST, asked=asked)
    if form.is_valid():
        with beside_its_field(form):
            approve_request(
                request_id, roles=form.chosen_roles(), lasts=form.chosen_duration(), actor=request.actor
            )
    if form.errors:
        return _shown(request, request_id, form=form)
    messages.success(request, _("Access given. It stands in your log, and you can end it at any moment."))
    return redirect("delegation:request", request_id)


@require_POST
def decline(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Say no."""
    with told(request):
        decline_request(request_id, actor=request.actor)
        messages.success(request, _("Declined. Nothing was opened."))
    return redirect("delegation:request", request_id)


@require_POST
def withdraw(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Take it back."""
    with told(request):
        withdraw_request(request_id, actor=request.actor)
        messages.success(request, _("Taken back."))
    return redirect("delegation:request", request_id)


@require_POST
def choose(request: SignedInRequest) -> HttpResponse:
    """Say whether the partner answers requests as well."""
    choose_answerer(seller_answers=request.POST.get("partner_answers") == "yes", actor=request.actor)
    messages.success(request, _("Changed. It stands in your log."))
    return redirect("delegation:requests")


def _shown(request: SignedInRequest, request_id: UUID, *, form: ApproveForm | None) -> HttpResponse:
    found = get_request(request.actor, request_id)
    return render(
        request,
        "delegation/request.html",
        {
            "asked": found,
            "lasts": lasts_told(found.lasts_hours),
            "form": form or (ApproveForm(asked=found) if found.may_answer else None),
        },
        status=422 if form is not None else 200,
    )
