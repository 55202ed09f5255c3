"""Pages of the operator: telling of an incident."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.channel.actions.send_incident_notice import send_incident_notice
from freehold.channel.actions.stop_incident_notice import stop_incident_notice
from freehold.channel.forms import IncidentForm
from freehold.channel.permissions import SEND_INCIDENT_NOTICE, STOP_INCIDENT_NOTICE
from freehold.channel.queries.incidents import get_incident, list_incidents
from freehold.channel.rules.incidents import INCIDENTS
from freehold.channel.words import FACTS, INCIDENT_TITLES, told_fact
from freehold.delegation.request import SignedInRequest
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, part_of
from freehold.tenants.queries import buyers_of
from freehold.ui.paging import place_in
from freehold.ui.refusals import beside_its_field, told

MOST_PARTNERS = 500


@require_safe
def incidents(request: SignedInRequest) -> HttpResponse:
    """What was told so far, and the texts that there are."""
    found = list_incidents(request.actor, after=place_in(request, UUID), limit=PAGE + 1)
    part = part_of(found, limit=PAGE, place=lambda one: one.id)
    return render(
        request,
        "channel/incidents.html",
        {
            "rows": [(one, INCIDENT_TITLES[one.template]) for one in part.items],
            "next": part.next,
            "titles": list(INCIDENT_TITLES.items()),
            "may_send": may(request.actor, SEND_INCIDENT_NOTICE),
        },
    )


@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest, template: str) -> HttpResponse:
    """One text with its facts, and whom it concerns."""
    chosen = next((one for one in INCIDENT_TITLES if one == template), None)
    if chosen is None:
        return redirect("channel:incidents")
    list_incidents(request.actor, limit=1)  # nobody else gets as far as the form
    partners = [(str(one.tenant_id), one.name) for one in buyers_of(request.actor, limit=MOST_PARTNERS)]
    form = IncidentForm(request.POST or None, template=chosen, partners=partners)
    if request.method == "POST" and form.is_valid():
        with beside_its_field(form):
            notice_id = send_incident_notice(chosen, form.facts(), **form.whom(), actor=request.actor)
            messages.success(request, _("The notice is on its way."))
            return redirect("channel:incident", notice_id)
    return render(
        request,
        "channel/incident_new.html",
        {"form": form, "title": INCIDENT_TITLES[chosen]},
        status=422 if form.errors else 200,
    )


@require_safe
def incident(request: SignedInRequest, notice_id: UUID) -> HttpResponse:
    """How far one has come."""
    found = get_incident(request.actor, notice_id)
    return render(
        request,
        "channel/incident.html",
        {
            "notice": found,
            "title": INCIDENT_TITLES[found.template],
            "facts": [
                (FACTS[name], told_fact(name, found.facts[name])) for name in INCIDENTS[found.template]
            ],
            "may_stop": may(request.actor, STOP_INCIDENT_NOTICE),
        },
    )


@require_POST
def stop(request: SignedInRequest, notice_id: UUID) -> HttpResponse:
    """Tell nobody more."""
    with told(request):
        stop_incident_notice(notice_id, actor=request.actor)
        messages.success(request, _("Nobody more is told. Those who were told, were."))
    return redirect("channel:incident", notice_id)
