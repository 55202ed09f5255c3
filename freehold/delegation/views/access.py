"""Pages about access, and the doors in and out of another tenant."""

import re
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.accounts.sessions import change_key
from freehold.delegation.actions.answer_support import choose_support, decline_support
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.actions.enter_tenant import enter_tenant
from freehold.delegation.actions.give_grant import give_grant
from freehold.delegation.asking import requests_to_answer
from freehold.delegation.forms import GiveAccessForm, SupportForm
from freehold.delegation.history import access_history, done_under
from freehold.delegation.permissions import END_GRANT, GIVE_GRANT
from freehold.delegation.queries import (
    Standing,
    find_grant_held,
    get_grant,
    grants_given,
    list_held,
    support_asked_of,
)
from freehold.delegation.request import SignedInRequest
from freehold.delegation.tabs import access_tabs
from freehold.kernel.errors import Refused
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, part_of
from freehold.tenants.queries import brand_of, find_seller
from freehold.tenants.states import TenantKind
from freehold.ui.paging import place_in

GRANT_SESSION_KEY = "grant"
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@require_safe
def access(request: SignedInRequest) -> HttpResponse:
    """Who may act here now, and where we may act."""
    at_home = request.actor.grant_id is None
    search, chosen = request.GET.get("q", "").strip()[:100], request.GET.get("held", "")
    standing = Standing(chosen) if chosen in set(Standing) else None
    after = place_in(request, tuple[datetime, UUID])
    held = (
        list_held(request.actor, search=search, standing=standing, after=after, limit=PAGE + 1)
        if at_home
        else []
    )
    part = part_of(held, limit=PAGE, place=lambda grant: (grant.starts_at, grant.id))
    return render(
        request,
        "delegation/access.html",
        {
            "tabs": access_tabs(request, "access"),
            "asked": requests_to_answer(request.actor),
            "given": [grant for grant in grants_given(request.actor) if grant.in_force],
            "held": part.items,
            "next": part.next,
            "is_narrowed": bool(search or standing or after),
            "standing_choices": [(Standing.IN_FORCE, _("In force")), (Standing.OVER, _("Over"))],
            "is_seller": request.entered.tenant_kind is not TenantKind.CUSTOMER,
            "has_seller": find_seller(request.actor.tenant_id) is not None,
            "may_give": may(request.actor, GIVE_GRANT),
            "may_end": may(request.actor, END_GRANT),
        },
    )


@require_http_methods(["GET", "POST"])
def give(request: SignedInRequest) -> HttpResponse:
    """Give access to the one who supports us."""
    form = GiveAccessForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            give_grant(
                form.chosen_roles(),
                lasts=form.chosen_duration(),
                reason=form.cleaned_data["reason"],
                actor=request.actor,
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(
                request, _("Access given. It stands in your log, and you can end it at any moment.")
            )
            return redirect("delegation:access")
    seller_id = find_seller(request.actor.tenant_id)
    seller = brand_of(seller_id) if seller_id else None
    if seller is None:
        return redirect("delegation:access")
    context = {"form": form, "seller": seller.support_name or seller.name}
    return render(request, "delegation/give.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def support(request: SignedInRequest) -> HttpResponse:
    """The question of set-up: shall the partner look after things? The start page asks it too, until it is answered."""
    form = SupportForm(request.POST or None)
    if request.method == "POST" and "decline" in request.POST:
        return _answered(request, lambda: decline_support(actor=request.actor), _("You are not asked again."))
    if request.method == "POST" and form.is_valid():
        roles = form.chosen_roles()
        said = _("Access given. It stands in your log, and you can end it at any moment.")
        return _answered(request, lambda: choose_support(roles, actor=request.actor), said)
    seller_id = support_asked_of(request.actor, request.entered.tenant_kind)
    seller = brand_of(seller_id) if seller_id else None
    if seller is None:
        return redirect("delegation:access")
    context = {"form": form, "seller": seller.support_name or seller.name}
    return render(request, "delegation/support.html", context, status=422 if form.errors else 200)


def _answered(request: SignedInRequest, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)
    return redirect("delegation:access")


@require_POST
def end(request: SignedInRequest, grant_id: UUID) -> HttpResponse:
    """End access at once."""
    under_it = request.actor.grant_id == grant_id
    end_grant(grant_id, actor=request.actor)
    if under_it:
        request.session.pop(GRANT_SESSION_KEY, None)
    messages.success(request, _("Access ended."))
    at_home = under_it or request.POST.get("back") == "home"
    return redirect("/" if at_home else "delegation:access")


@require_safe
def history(request: SignedInRequest) -> HttpResponse:
    """Who has had access, ended ones included, and how much was done."""
    found = access_history(request.actor, after=place_in(request, tuple[datetime, UUID]), limit=PAGE + 1)
    part = part_of(found, limit=PAGE, place=lambda one: (one.grant.starts_at, one.grant.id))
    return render(
        request,
        "delegation/history.html",
        {"tabs": access_tabs(request, "history"), "history": part.items, "next": part.next},
    )


@require_safe
def grant(request: SignedInRequest, grant_id: UUID) -> HttpResponse:
    """One grant, and in the company that gave it what was done under it."""
    found = get_grant(request.actor, grant_id)
    lines = done_under(request.actor, found, before=place_in(request, tuple[datetime, UUID]), limit=PAGE + 1)
    part = part_of(lines, limit=PAGE, place=lambda line: (line.at, line.id))
    return render(
        request,
        "delegation/grant.html",
        {
            "grant": found,
            "is_giver": found.tenant_id == request.actor.tenant_id,
            "lines": part.items,
            "next": part.next,
            "may_end": found.in_force and may(request.actor, END_GRANT),
        },
    )


@require_safe
def over(request: SignedInRequest) -> HttpResponse:
    """What became of the access under which somebody acted until now: the middleware leads here."""
    refused = getattr(request, "over", None)
    query = request.GET.get("grant", "")
    named = refused or (UUID(query) if UUID_TEXT.fullmatch(query) else None)
    grant = find_grant_held(named) if named else None
    if refused is not None and request.htmx:
        target = f"{reverse('delegation:over')}?{urlencode({'grant': str(refused)})}"
        return HttpResponse(status=HTTPStatus.FORBIDDEN, headers={"HX-Redirect": target})
    status = HTTPStatus.OK if refused is None else HTTPStatus.FORBIDDEN
    return render(request, "delegation/over.html", {"grant": grant}, status=status)


@require_POST
def enter(request: SignedInRequest, grant_id: UUID) -> HttpResponse:
    """Begin to act in a customer's tenant; every later request checks the grant anew."""
    grant = enter_tenant(grant_id, actor=request.actor)
    request.session[GRANT_SESSION_KEY] = str(grant.id)
    change_key(request.session)
    return redirect("/")


@require_POST
def leave(request: SignedInRequest) -> HttpResponse:
    """Go home again."""
    request.session.pop(GRANT_SESSION_KEY, None)
    return redirect("/")
