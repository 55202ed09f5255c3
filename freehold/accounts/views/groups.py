"""An administrator's groups."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.accounts.actions.add_member import add_member
from freehold.accounts.actions.change_group import change_group
from freehold.accounts.actions.create_group import create_group
from freehold.accounts.actions.delete_group import delete_group
from freehold.accounts.actions.remove_member import remove_member
from freehold.accounts.forms.people import GroupForm, MemberForm
from freehold.accounts.permissions import CHANGE_GROUP, CREATE_GROUP
from freehold.accounts.queries.groups import get_group, groups_of, members_of
from freehold.accounts.queries.locks import may_give_roles
from freehold.accounts.queries.people import PersonFacts, find_person, people_of
from freehold.accounts.request import ActingRequest
from freehold.accounts.states import PersonState
from freehold.kernel.permission import may
from freehold.ui.forms import TypedNameForm
from freehold.ui.refusals import beside_its_field, told

SUGGESTED = 500


@require_safe
def groups(request: ActingRequest) -> HttpResponse:
    """The tenant's groups, by name."""
    return render(
        request,
        "accounts/groups.html",
        {"groups": groups_of(request.actor), "may_create": may(request.actor, CREATE_GROUP)},
    )


@require_http_methods(["GET", "POST"])
def group_new(request: ActingRequest) -> HttpResponse:
    """Make a group."""
    form = GroupForm(request.POST or None, may_give_roles=may_give_roles(request.actor))
    if request.method == "POST" and form.is_valid():
        with beside_its_field(form):
            group_id = create_group(
                form.cleaned_data["name"],
                roles=form.cleaned_data.get("roles", frozenset()),
                actor=request.actor,
            )
            messages.success(request, _("The group is there. Now put people into it."))
            return redirect("accounts:group", group_id=group_id)
    return render(request, "accounts/group_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def group(request: ActingRequest, group_id: UUID) -> HttpResponse:
    """A group, its people, and what they may do."""
    facts, actor = get_group(request.actor, group_id), request.actor
    form = GroupForm(
        request.POST or None,
        initial={"name": facts.name, "roles": list(facts.roles)},
        may_give_roles=may_give_roles(actor),
    )
    if request.method == "POST" and form.is_valid():
        with beside_its_field(form):
            change_group(
                group_id,
                name=form.cleaned_data["name"],
                roles=form.cleaned_data.get("roles", frozenset(facts.roles)),
                actor=actor,
            )
            messages.success(request, _("Saved."))
            return redirect("accounts:group", group_id=group_id)
    members = members_of(actor, group_id)
    return render(
        request,
        "accounts/group.html",
        {
            "group": facts,
            "form": form,
            "members": members,
            "member_form": MemberForm(),
            "near": _others(request, {member.id for member in members}),
            "may_change": may_give_roles(actor) if facts.roles else may(actor, CHANGE_GROUP),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def member_add(request: ActingRequest, group_id: UUID) -> HttpResponse:
    """Put somebody into a group."""
    address = request.POST.get("person", "").strip()
    found = find_person(request.actor, address=address)
    if found is None:
        messages.error(
            request, _("Nobody of your people signs in as “%(address)s”.") % {"address": address[:80]}
        )
    else:
        with told(request):
            add_member(group_id, person_id=found.id, actor=request.actor)
    return redirect("accounts:group", group_id=group_id)


@require_POST
def member_remove(request: ActingRequest, group_id: UUID, person_id: UUID) -> HttpResponse:
    """Take somebody out of a group."""
    with told(request):
        remove_member(group_id, person_id=person_id, actor=request.actor)
    return redirect("accounts:group", group_id=group_id)


@require_http_methods(["GET", "POST"])
def group_delete(request: ActingRequest, group_id: UUID) -> HttpResponse:
    """Delete a group, confirmed by its name; its people stay."""
    facts = get_group(request.actor, group_id)
    form = TypedNameForm(request.POST or None, name=facts.name)
    if request.method == "POST" and form.is_valid():
        with beside_its_field(form):
            delete_group(group_id, actor=request.actor)
            messages.success(request, _("The group is gone. Its people are still there."))
            return redirect("accounts:groups")
    return render(
        request,
        "accounts/group_delete.html",
        {"form": form, "group": facts},
        status=422 if form.errors else 200,
    )


def _others(request: ActingRequest, members: set[UUID]) -> list[PersonFacts]:
    return [
        found
        for found in people_of(request.actor, limit=SUGGESTED)
        if found.id not in members and found.state is not PersonState.LEFT
    ]
