"""Pages about access, and the doors in and out of another tenant."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.accounts.sessions import change_key
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.actions.enter_tenant import enter_tenant
from freehold.delegation.actions.give_grant import give_grant
from freehold.delegation.forms import GiveAccessForm
from freehold.delegation.permissions import END_GRANT, GIVE_GRANT
from freehold.delegation.queries import grants_given, grants_held
from freehold.delegation.request import SignedInRequest
from freehold.kernel.errors import Refused
from freehold.kernel.permission import may

GRANT_SESSION_KEY = "grant"


@require_safe
def access(request: SignedInRequest) -> HttpResponse:
    """Who may act here, and where we may act."""
    at_home = request.actor.grant_id is None
    return render(
        request,
        "delegation/access.html",
        {
            "given": grants_given(request.actor),
            "held": grants_held(request.actor) if at_home else [],
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
    return render(request, "delegation/give.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def end(request: SignedInRequest, grant_id: UUID) -> HttpResponse:
    """End access at once."""
    under_it = request.actor.grant_id == grant_id
    end_grant(grant_id, actor=request.actor)
    if under_it:
        request.session.pop(GRANT_SESSION_KEY, None)
    messages.success(request, _("Access ended."))
    return redirect("/" if under_it else "delegation:access")


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
