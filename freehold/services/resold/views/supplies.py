"""What vendors hold for the supplier's orders."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, part_of
from freehold.services.resold.actions.change_reference import change_reference
from freehold.services.resold.forms import ReferenceForm
from freehold.services.resold.permissions import CHANGE_REFERENCE
from freehold.services.resold.queries.supplies import SupplyFacts, get_supply, list_supplies, supply_place
from freehold.services.resold.queries.tasks import tasks_of_supply
from freehold.services.resold.states import Held
from freehold.services.resold.views.tabs import tabs
from freehold.services.resold.words import HELD, STATES
from freehold.ui.paging import place_in


@require_safe
def supplies(request: SignedInRequest) -> HttpResponse:
    """Each order with what the vendor holds for it, the newest first."""
    chosen = request.GET.get("held", "")
    search = request.GET.get("q", "").strip()[:100]
    found = list_supplies(
        request.actor,
        held=Held(chosen) if chosen in set(Held) else None,
        search=search,
        after=place_in(request, UUID),
        limit=PAGE + 1,
    )
    part = part_of(found, limit=PAGE, place=supply_place)
    return render(
        request,
        "resold/supplies.html",
        {
            "supplies": [(one, HELD[one.held]) for one in part.items],
            "next": part.next,
            "tabs": tabs(request.actor, "resold:supplies"),
            "held_choices": [(held.value, words) for held, words in HELD.items()],
            "is_narrowed": bool(search or chosen),
        },
    )


@require_http_methods(["GET", "POST"])
def supply(request: SignedInRequest, supply_id: UUID) -> HttpResponse:
    """One order at its vendor: what is held, what was done; POST changes the vendor's reference."""
    found = get_supply(request.actor, supply_id)
    form = ReferenceForm(request.POST or None, initial=_seen(found))
    if request.method == "POST" and form.is_valid():
        try:
            change_reference(
                supply_id,
                form.cleaned_data["reference"],
                seen_version=form.cleaned_data["version"],
                actor=request.actor,
            )
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now=_seen(get_supply(request.actor, supply_id)))
        else:
            messages.success(request, _("Saved. The vendor's bills are matched by it from now on."))
            return redirect("resold:supply", supply_id=supply_id)
    return render(
        request,
        "resold/supply.html",
        {
            "supply": found,
            "held": HELD[found.held],
            "form": form if may(request.actor, CHANGE_REFERENCE) and found.reference else None,
            "tasks": [
                (one, STATES[one.state])
                for one in tasks_of_supply(request.actor, supply_id, today=clock.today())
            ],
        },
        status=422 if form.errors else 200,
    )


def _seen(found: SupplyFacts) -> dict[str, object]:
    return {"reference": found.reference, "version": found.version}
