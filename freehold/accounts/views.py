"""Pages of an invitation, of one's own security, and of an administrator's people and groups."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.accounts.actions.accept_invitation import accept_invitation
from freehold.accounts.actions.add_member import add_member
from freehold.accounts.actions.change_group import change_group
from freehold.accounts.actions.change_person import change_person
from freehold.accounts.actions.change_roles import change_roles
from freehold.accounts.actions.create_app_password import create_app_password
from freehold.accounts.actions.create_group import create_group
from freehold.accounts.actions.create_token import create_token
from freehold.accounts.actions.deactivate_person import deactivate_person
from freehold.accounts.actions.delete_group import delete_group
from freehold.accounts.actions.end_session import end_other_sessions, end_session
from freehold.accounts.actions.invite_person import invite_person
from freehold.accounts.actions.reactivate_person import reactivate_person
from freehold.accounts.actions.remove_member import remove_member
from freehold.accounts.actions.require_second_factor import (
    require_second_factor,
    stop_requiring_second_factor,
)
from freehold.accounts.actions.resend_invitation import resend_invitation
from freehold.accounts.actions.revoke_app_password import revoke_app_password
from freehold.accounts.actions.revoke_token import revoke_token
from freehold.accounts.forms import (
    AcceptInvitationForm,
    GroupForm,
    InviteForm,
    MemberForm,
    NameForm,
    PersonForm,
    RolesForm,
    TokenForm,
)
from freehold.accounts.identity_role import in_tenant_of
from freehold.accounts.invitations import invitation_link
from freehold.accounts.permissions import (
    CHANGE_GROUP,
    CHANGE_PERSON,
    CHANGE_ROLES,
    CREATE_GROUP,
    DEACTIVATE_PERSON,
    INVITE_PERSON,
    REACTIVATE_PERSON,
    REQUIRE_SECOND_FACTOR,
)
from freehold.accounts.queries import (
    count_people,
    find_invitation,
    get_group,
    get_person,
    groups_of,
    members_of,
    own_app_passwords,
    own_facts,
    own_second_factors,
    own_sessions,
    own_tokens,
    people_of,
)
from freehold.accounts.request import ActingRequest
from freehold.accounts.states import PersonState
from freehold.kernel.errors import Conflict, NotPermitted, Refused
from freehold.kernel.permission import may
from freehold.tenants.queries import get_tenant
from freehold.ui.forms import TypedNameForm

INVITATION_KEY = "invitation"
PAGE = 50
EVERYBODY = 500


def not_offered(request: HttpRequest, *args: object) -> HttpResponse:  # noqa: ARG001
    """What allauth has and Freehold does not."""
    raise Http404


# The invitation: a page of sign-in, in the identity role ----------------------------------------------------------


@require_safe
@never_cache
def follow_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address, where logs and neighbours could read it."""
    request.session[INVITATION_KEY] = secret
    return redirect("accounts:invitation")


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@never_cache
def invitation(request: HttpRequest) -> HttpResponse:
    """Choose the first password."""
    secret = str(request.session.get(INVITATION_KEY, ""))
    found = find_invitation(secret)
    if found is None:
        return render(request, "accounts/invitation.html", {"gone": True}, status=404)
    form = AcceptInvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with _sorry(form):
            with in_tenant_of(found.tenant_id, person_id=found.person_id):
                accept_invitation(secret, password=form.cleaned_data["password"])
            del request.session[INVITATION_KEY]
            messages.success(request, _("Your password is set. Sign in with it now."))
            return redirect("account_login")
    person = get_user_model()._default_manager.get(pk=found.person_id)
    return render(
        request,
        "accounts/invitation.html",
        {"form": form, "person": person},
        status=422 if form.errors else 200,
    )


# One's own --------------------------------------------------------------------------------------------------------


@require_safe
@never_cache
def security(request: ActingRequest) -> HttpResponse:
    """What one signs in with, and where one is signed in."""
    return render(
        request,
        "accounts/security.html",
        {
            "person": own_facts(request.actor),
            "factors": own_second_factors(request.actor),
            "sessions": own_sessions(request.actor, current_key=request.session.session_key),
            "tokens": own_tokens(request.actor),
        },
    )


@require_POST
def session_end(request: ActingRequest, session_id: int) -> HttpResponse:
    """Sign one browser out."""
    end_session(session_id, actor=request.actor)
    messages.success(request, _("That browser is signed out."))
    return redirect("accounts:security")


@require_POST
def session_end_others(request: ActingRequest) -> HttpResponse:
    """Sign every other browser out."""
    end_other_sessions(current_key=request.session.session_key or "", actor=request.actor)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:security")


@require_http_methods(["GET", "POST"])
@never_cache
def devices(request: ActingRequest) -> HttpResponse:
    """Passwords of devices that read mail. A new one is shown in the answer itself, and nowhere again."""
    form, made = NameForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        with _sorry(form):
            made = create_app_password(form.cleaned_data["name"], actor=request.actor)
    return render(
        request,
        "accounts/devices.html",
        {
            "person": own_facts(request.actor),
            "passwords": own_app_passwords(request.actor),
            "made": made,
            "made_name": form.cleaned_data["name"] if made else "",
            "form": NameForm() if made else form,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def device_revoke(request: ActingRequest, password_id: UUID) -> HttpResponse:
    """Take a device's password away."""
    revoke_app_password(password_id, actor=request.actor)
    messages.success(request, _("That device can no longer sign in. Open connections close within seconds."))
    return redirect("accounts:devices")


@require_http_methods(["GET", "POST"])
@never_cache
def token_new(request: ActingRequest) -> HttpResponse:
    """Make an API token; it is shown in the answer itself, and nowhere again."""
    form, made = TokenForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        with _sorry(form):
            made = create_token(
                form.cleaned_data["name"],
                scopes=frozenset(form.cleaned_data["scopes"]),
                lasts=form.duration(),
                actor=request.actor,
            )
    return render(
        request,
        "accounts/token_new.html",
        {"form": form, "made": made},
        status=422 if form.errors else 200,
    )


@require_POST
def token_revoke(request: ActingRequest, token_id: UUID) -> HttpResponse:
    """Take a token away."""
    revoke_token(token_id, actor=request.actor)
    messages.success(request, _("That token works no more."))
    return redirect("accounts:security")


# People -----------------------------------------------------------------------------------------------------------


@require_safe
def people(request: ActingRequest) -> HttpResponse:
    """The tenant's people, by name."""
    actor, query = request.actor, request.GET
    search = query.get("q", "")
    state = PersonState(query["state"]) if query.get("state") in set(PersonState) else None
    found = people_of(
        actor, search=search, state=state, after=_cursor(query.get("after", "")), limit=PAGE + 1
    )
    shown = found[:PAGE]
    return render(
        request,
        "accounts/people.html",
        {
            "people": shown,
            "count": count_people(actor, search=search, state=state),
            "next": f"{shown[-1].name}\n{shown[-1].id}" if len(found) > PAGE else "",
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
@never_cache
def person_invite(request: ActingRequest) -> HttpResponse:
    """Invite somebody; the link is shown once in the answer, to hand over where mail does not reach."""
    form = InviteForm(request.POST or None, may_give_roles=may(request.actor, CHANGE_ROLES))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with _sorry(form):
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
        request.POST or None,
        initial={
            "name": facts.name,
            "email": facts.email,
            "contact_email": facts.contact_email,
            "version": facts.version,
        },
    )
    if request.method == "POST" and form.is_valid():
        with _sorry(form):
            change_person(person_id, actor=request.actor, **form.cleaned_data)
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
            "may_change_roles": may(actor, CHANGE_ROLES),
            "may_deactivate": may(actor, DEACTIVATE_PERSON),
            "may_reactivate": may(actor, REACTIVATE_PERSON),
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
        with _told(request):
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
@never_cache
def person_resend(request: ActingRequest, person_id: UUID) -> HttpResponse:
    """Send a new invitation."""
    secret = ""
    with _told(request):
        secret = resend_invitation(person_id, actor=request.actor)
    return (
        _invited(request, person_id, secret) if secret else redirect("accounts:person", person_id=person_id)
    )


@require_http_methods(["GET", "POST"])
def person_deactivate(request: ActingRequest, person_id: UUID) -> HttpResponse:
    """Let somebody leave, confirmed by their name."""
    facts = get_person(request.actor, person_id)
    form = TypedNameForm(request.POST or None, name=facts.name)
    if request.method == "POST" and form.is_valid():
        with _sorry(form):
            deactivate_person(person_id, actor=request.actor)
            messages.success(request, _("%(name)s can no longer sign in anywhere.") % {"name": facts.name})
            return redirect("accounts:person", person_id=person_id)
    return render(
        request,
        "accounts/person_deactivate.html",
        {"form": form, "person": facts},
        status=422 if form.errors else 200,
    )


@require_POST
@never_cache
def person_reactivate(request: ActingRequest, person_id: UUID) -> HttpResponse:
    """Let somebody come back."""
    secret = ""
    with _told(request):
        secret = reactivate_person(person_id, actor=request.actor)
    return (
        _invited(request, person_id, secret) if secret else redirect("accounts:person", person_id=person_id)
    )


@require_POST
def second_factor(request: ActingRequest) -> HttpResponse:
    """Ask everybody for a second factor, or no longer."""
    with _told(request):
        if request.POST.get("required") == "yes":
            require_second_factor(actor=request.actor)
            messages.success(request, _("Whoever has no second factor sets one up at their next click."))
        else:
            stop_requiring_second_factor(actor=request.actor)
            messages.success(request, _("A second factor is everybody’s own choice now."))
    return redirect("accounts:people")


# Groups -----------------------------------------------------------------------------------------------------------


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
    form = GroupForm(request.POST or None, may_give_roles=may(request.actor, CHANGE_ROLES))
    if request.method == "POST" and form.is_valid():
        with _sorry(form):
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
        may_give_roles=may(actor, CHANGE_ROLES),
    )
    if request.method == "POST" and form.is_valid():
        with _sorry(form):
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
            "member_form": MemberForm(people=_others(request, {member.id for member in members})),
            "may_change": may(actor, CHANGE_ROLES if facts.roles else CHANGE_GROUP),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def member_add(request: ActingRequest, group_id: UUID) -> HttpResponse:
    """Put somebody into a group."""
    form = MemberForm(request.POST, people=_others(request, set()))
    with _told(request):
        if form.is_valid():
            add_member(group_id, person_id=UUID(form.cleaned_data["person"]), actor=request.actor)
    return redirect("accounts:group", group_id=group_id)


@require_POST
def member_remove(request: ActingRequest, group_id: UUID, person_id: UUID) -> HttpResponse:
    """Take somebody out of a group."""
    with _told(request):
        remove_member(group_id, person_id=person_id, actor=request.actor)
    return redirect("accounts:group", group_id=group_id)


@require_POST
def group_delete(request: ActingRequest, group_id: UUID) -> HttpResponse:
    """Delete a group; its people stay."""
    is_gone = False
    with _told(request):
        delete_group(group_id, actor=request.actor)
        is_gone = True
        messages.success(request, _("The group is gone. Its people are still there."))
    return redirect("accounts:groups") if is_gone else redirect("accounts:group", group_id=group_id)


# What the views share ---------------------------------------------------------------------------------------------


def _invited(request: ActingRequest, person_id: UUID, secret: str) -> HttpResponse:
    return render(
        request,
        "accounts/person_invited.html",
        {"person": get_person(request.actor, person_id), "link": invitation_link(secret)},
    )


def _others(request: ActingRequest, members: set[UUID]) -> list[tuple[str, str]]:
    return [
        (str(found.id), f"{found.name} ({found.email})")
        for found in people_of(request.actor, limit=EVERYBODY)
        if found.id not in members and found.state is not PersonState.LEFT
    ]


def _cursor(text: str) -> tuple[str, UUID] | None:
    name, _newline, person_id = text.rpartition("\n")
    try:
        return (name, UUID(person_id)) if name else None
    except ValueError:
        return None


@contextmanager
def _sorry(form: Form) -> Iterator[None]:
    """A refusal stands beside its field, and what was typed is kept."""
    try:
        yield
    except NotPermitted:
        raise
    except (Refused, Conflict) as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)


@contextmanager
def _told(request: ActingRequest) -> Iterator[None]:
    """A refusal of what a single button does is told on the page that follows."""
    try:
        yield
    except NotPermitted:
        raise
    except (Refused, Conflict) as refusal:
        messages.error(request, refusal.sentence)
