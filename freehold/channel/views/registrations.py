"""Pages of registered prospects."""

from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.channel.actions.extend_registration import extend_registration
from freehold.channel.actions.register_prospect import register_prospect
from freehold.channel.actions.withdraw_registration import withdraw_registration
from freehold.channel.forms import RegisterForm
from freehold.channel.permissions import REGISTER_PROSPECT
from freehold.channel.queries.registrations import count_held, list_registrations
from freehold.channel.states import RegistrationState
from freehold.channel.words import REGISTRATION_STATES
from freehold.delegation.request import SignedInRequest
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, part_of
from freehold.ui.paging import place_in
from freehold.ui.refusals import beside_its_field, told

LIMIT = "register_prospect"
TOO_MANY = 429


@require_safe
def registrations(request: SignedInRequest) -> HttpResponse:
    """The seller's prospects, the newest first."""
    actor = request.actor
    search, chosen = request.GET.get("q", "").strip()[:100], request.GET.get("state", "")
    state = RegistrationState(chosen) if chosen in set(RegistrationState) else None
    found = list_registrations(
        actor, state=state, search=search, after=place_in(request, UUID), limit=PAGE + 1
    )
    part = part_of(found, limit=PAGE, place=lambda one: one.id)
    return render(
        request,
        "channel/registrations.html",
        {
            "rows": part.items,
            "next": part.next,
            "count": count_held(actor),
            "is_narrowed": bool(search or state),
            "state_choices": list(REGISTRATION_STATES.items()),
            "may_register": may(actor, REGISTER_PROSPECT),
        },
    )


@require_http_methods(["GET", "POST"])
def register(request: SignedInRequest) -> HttpResponse:
    """Register a prospect; tries are counted, so that nobody asks for whole lists."""
    form = RegisterForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action=LIMIT, key=str(request.actor.tenant_id)):
            form.add_error(None, _("You have tried very many domains today. Go on tomorrow."))
            status = TOO_MANY
        else:
            with beside_its_field(form):
                register_prospect(
                    form.cleaned_data["name"], company=form.cleaned_data["company"], actor=request.actor
                )
                messages.success(request, _("The prospect is registered for 90 days."))
                return redirect("channel:registrations")
    status = status if status == TOO_MANY or not form.errors else 422
    return render(request, "channel/register.html", {"form": form}, status=status)


@require_POST
def extend(request: SignedInRequest, registration_id: UUID) -> HttpResponse:
    """Let one last 90 days longer."""
    with told(request):
        extend_registration(registration_id, actor=request.actor)
        messages.success(request, _("It now lasts 90 days longer."))
    return redirect("channel:registrations")


@require_POST
def withdraw(request: SignedInRequest, registration_id: UUID) -> HttpResponse:
    """Give one free."""
    with told(request):
        withdraw_registration(registration_id, actor=request.actor)
        messages.success(request, _("The domain is free again."))
    return redirect("channel:registrations")
