"""An administrator's people: who is there, what they may do, how they come and go."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.accounts.actions.change_person import change_person
from freehold.accounts.actions.change_roles import change_roles
from freehold.accounts.actions.deactivate_person import deactivate_person
from freehold.accounts.actions.invite_person import invite_person
from freehold.accounts.actions.reactivate_person import reactivate_person
from freehold.accounts.actions.require_second_factor import (
    require_second_factor,
    stop_requiring_second_factor,
)
from freehold.accounts.actions.resend_invitation import resend_invitation
from freehold.accounts.actions.reset_second_factor import reset_second_factor
from freehold.accounts.forms.people import InviteForm, PersonForm, RolesForm
from freehold.accounts.invitations import invitation_link
from freehold.accounts.permissions import (
    CHANGE_PERSON,
    DEACTIVATE_PERSON,
    INVITE_PERSON,
    REACTIVATE_PERSON,
    REQUIRE_SECOND_FACTOR,
    RESET_SECOND_FACTOR,
)
from freehold.accounts.queries.groups import groups_of
from freehold.accounts.queries.locks import is_guest, may_give_roles
from freehold.accounts.queries.people import PersonFacts, count_people, get_person, people_of
from freehold.accounts.request import ActingRequest
from freehold.accounts.states import PersonState
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, bears_secret, part_of
from freehold.tenants.queries import get_tenant
from freehold.ui.forms import TypedNameForm
from freehold.ui.paging import place_in
from freehold.ui.refusals import beside_its_field, told


@require_safe
def people(request: ActingRequest) -> HttpResponse:
    """The tenant's people, by name."""
    actor, query = request.actor, request.GET
    search = query.get("q", "")
    state = PersonState(query["state"]) if query.get("state") in set(PersonState) else None
    after = place_in(request, tuple[str, UUID])
    found = people_of(actor, search=search, state=state, after=after, limit=PAGE + 1)
    part = part_of(found, limit=PAGE, place=lambda person: (person.name, person.id))
    return render(
        request,
        "accounts/people.html",
        {
            "people": part.items,
            "count": count_people(actor, search=search, state=state),
            "next": part.next,
            "is_filtered": bool(search or state),
            "states": [
                (PersonState.ACTIVE, _("Active")),
                (PersonState.INVITED, _("Invited")),
                (PersonState.LEFT, _("Left")),
            ],
            "may_invite": may(actor, INVITE_PERSON),
            "may_require": may(actor, REQUIRE_SECOND_FACTOR),
            "required": get_tenant(actor.tenant_id).requires_second_factor,
        },
    )


@require_http_methods(["GET", "POST"])
@bears_secret
@never_cache
def person_invite(request: ActingRequest) -> HttpResponse:
    """Invite somebody; the link is shown once in the answer, to hand over where mail does not reach."""
    form = InviteForm(request.POST or None, may_give_roles=may_give_roles(request.actor))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with beside_its_field(form):
            invited = invite_person(
                given["name"],
                email=given["email"],
                contact_email=given["contact_email"],
                roles=given.get("roles", frozenset()),
                actor=request.actor,
            )
            return _invited(request, invited.person_id, invited.secret)
    return render(request, "accounts/person_invite.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def person(request: ActingRequest, person_id: UUID) -> HttpResponse:
    """One of the tenant's people, and what can be changed about them."""
    facts = get_person(request.actor, person_id)
    form = PersonForm(
        request.POST or None, initial=_details(facts), may_change_addresses=not is_guest(request.actor)
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_person(person_id, actor=request.actor, **form.cleaned_data)
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now=_details(get_person(request.actor, person_id)))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:person", person_id=person_id)
    actor = request.actor
    return render(
        request,
        "accounts/person.html",
        {
            "person": facts,
            "form": form,
            "roles_form": RolesForm(initial={"roles": list(facts.roles), "version": facts.version}),
            "groups": groups_of(actor, person_id=person_id),
            "may_change": may(actor, CHANGE_PERSON),
            "may_change_roles": may_give_roles(actor),
            "may_deactivate": may(actor, DEACTIVATE_PERSON),
            "may_reset_factor": may(actor, RESET_SECOND_FACTOR),
            "may_reactivate": may(actor, REACTIVATE_PERSON) and not is_guest(actor),
            "may_invite": may(actor, INVITE_PERSON),
            "is_self": person_id == actor.person_id,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def person_roles(request: ActingRequest, person_id: UUID) -> HttpResponse:
    """Change what somebody may do."""
    form = RolesForm(request.POST)
    if form.is_valid():
        with told(request):
            change_roles(
                person_id,
                roles=form.cleaned_data["roles"],
                version=form.cleaned_data["version"],
                actor=request.actor,
            )
            messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Nothing was changed: the form could not be read. Load the page again."))
    return redirect("accounts:person", person_id=person_id)


@require_POST
@bears_secret
@never_cache
def person_resend(request: ActingRequest, person_id: UUID) -> HttpResponse:
    """Send a new invitation; who acts under a grant is not shown its link."""
    with told(request):
        secret = resend_invitation(person_id, actor=request.actor)
        if secret:
            return _invited(request, person_id, secret)
        messages.success(request, _("A new invitation is on its way."))
    return redirect("accounts:person", person_id=person_id)


@require_http_methods(["GET", "POST"])
def person_deactivate(request: ActingRequest, person_id: UUID) -> HttpResponse:
    """Let somebody leave, confirmed by their name."""
    facts = get_person(request.actor, person_id)
    form = TypedNameForm(request.POST or None, name=facts.name)
    if request.method == "POST" and form.is_valid():
        with beside_its_field(form):
            deactivate_person(person_id, actor=request.actor)
            messages.success(request, _("%(name)s can no longer sign in anywhere.") % {"name": facts.name})
            return redirect("accounts:person", person_id=person_id)
    return render(
        request,
        "accounts/person_deactivate.html",
        {"form": form, "person": facts},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def person_reset_factor(request: ActingRequest, person_id: UUID) -> HttpResponse:
    """Remove somebody's lost second factor, confirmed by their name."""
    facts = get_person(request.actor, person_id)
    form = TypedNameForm(request.POST or None, name=facts.name)
    if request.method == "POST" and form.is_valid():
        with beside_its_field(form):
            reset_second_factor(person_id, actor=request.actor)
            messages.success(
                request,
                _("The second factor of %(name)s is removed. A message tells them.") % {"name": facts.name},
            )
            return redirect("accounts:person", person_id=person_id)
    return render(
        request,
        "accounts/person_reset_factor.html",
        {"form": form, "person": facts},
        status=422 if form.errors else 200,
    )


@require_POST
@bears_secret
@never_cache
def person_reactivate(request: ActingRequest, person_id: UUID) -> HttpResponse:
    """Let somebody come back."""
    secret = ""
    with told(request):
        secret = reactivate_person(person_id, actor=request.actor)
    return (
        _invited(request, person_id, secret) if secret else redirect("accounts:person", person_id=person_id)
    )


@require_POST
def second_factor(request: ActingRequest) -> HttpResponse:
    """Ask everybody for a second factor, or no longer."""
    with told(request):
        if request.POST.get("required") == "yes":
            require_second_factor(actor=request.actor)
            messages.success(request, _("Whoever has no second factor sets one up at their next click."))
        else:
            stop_requiring_second_factor(actor=request.actor)
            messages.success(request, _("A second factor is everybody’s own choice now."))
    return redirect("accounts:people")


def _details(person: PersonFacts) -> dict[str, object]:
    return {
        "name": person.name,
        "email": person.email,
        "contact_email": person.contact_email,
        "version": person.version,
    }


def _invited(request: ActingRequest, person_id: UUID, secret: str) -> HttpResponse:
    return render(
        request,
        "accounts/person_invited.html",
        {
            "person": get_person(request.actor, person_id),
            "link": invitation_link(secret, tenant_id=request.actor.tenant_id),
        },
    )
