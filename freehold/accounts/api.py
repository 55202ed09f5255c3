"""The API's operations on people, groups, and what people sign in with."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from freehold.accounts.actions.add_member import add_member as add
from freehold.accounts.actions.change_group import change_group as change_group_now
from freehold.accounts.actions.change_person import change_person as change_person_now
from freehold.accounts.actions.change_profile import change_profile
from freehold.accounts.actions.change_roles import change_roles as change_roles_now
from freehold.accounts.actions.create_app_password import NewAppPassword
from freehold.accounts.actions.create_app_password import create_app_password as create_app_password_now
from freehold.accounts.actions.create_group import create_group as create_group_now
from freehold.accounts.actions.create_token import NewToken
from freehold.accounts.actions.create_token import create_token as create_token_now
from freehold.accounts.actions.deactivate_person import deactivate_person as deactivate
from freehold.accounts.actions.delete_group import delete_group as delete_group_now
from freehold.accounts.actions.end_session import end_session as end_session_now
from freehold.accounts.actions.invite_person import invite_person as invite
from freehold.accounts.actions.reactivate_person import reactivate_person as reactivate
from freehold.accounts.actions.remove_member import remove_member as remove
from freehold.accounts.actions.require_second_factor import (
    require_second_factor,
    stop_requiring_second_factor,
)
from freehold.accounts.actions.resend_invitation import resend_invitation as resend
from freehold.accounts.actions.reset_second_factor import reset_second_factor as reset_factor
from freehold.accounts.actions.revoke_app_password import revoke_app_password as revoke_app_password_now
from freehold.accounts.actions.revoke_token import revoke_token as revoke_token_now
from freehold.accounts.queries.groups import GroupFacts, groups_of, members_of
from freehold.accounts.queries.groups import get_group as find_group
from freehold.accounts.queries.own import (
    Profile,
    SecondFactors,
    SecretFacts,
    SessionFacts,
    own_app_passwords,
    own_profile,
    own_second_factors,
    own_sessions,
    own_tokens,
)
from freehold.accounts.queries.people import PersonFacts, people_of
from freehold.accounts.queries.people import get_person as find_person
from freehold.accounts.schemas import (
    AppPasswordIn,
    AppPasswordMade,
    GroupIn,
    GroupOut,
    Groups,
    People,
    PersonChangeIn,
    PersonIn,
    PersonOut,
    ProfileIn,
    ProfileOut,
    RolesIn,
    SecondFactorsOut,
    Secrets,
    Sessions,
    TokenIn,
    TokenMade,
    VersionOut,
)
from freehold.accounts.states import PersonState
from freehold.kernel.schemas import (
    ApiRequest,
    Cursor,
    Limit,
    Made,
    Page,
    Part,
    bears_secret,
    part_of,
    read_cursor,
)

router = Router(tags=["accounts"])
ONE = "/people/{uuid:person_id}"
GROUP = "/groups/{uuid:group_id}"
Search = Annotated[str, Query(description="part of a name or an address", max_length=200)]


# People


@router.get("/people", response=Page[PersonOut], operation_id="list_people", summary="People by name")
def list_people(
    request: ApiRequest,
    search: Search = "",
    state: PersonState | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Part[PersonFacts]:
    """Of the tenant that you act in."""
    after = read_cursor(cursor, tuple[str, UUID])
    found = people_of(request.actor, search=search, state=state, after=after, limit=limit + 1)
    return part_of(found, limit=limit, place=lambda person: (person.name, person.id))


@router.post("/people", response={201: Made}, operation_id="invite_person", summary="Invite a person")
def invite_person(request: ApiRequest, person: PersonIn) -> dict[str, UUID]:
    """They choose a password or a passkey by the link that is sent to them."""
    given = person.model_dump() | {"roles": frozenset(person.roles)}
    return {"id": invite(**given, actor=request.actor).person_id}


@router.get(ONE, response=PersonOut, operation_id="get_person", summary="One person")
def get_person(request: ApiRequest, person_id: UUID) -> PersonFacts:
    """Of the tenant that you act in."""
    return find_person(request.actor, person_id)


@router.put(ONE, response=VersionOut, operation_id="change_person", summary="Change name and addresses")
def change_person(request: ApiRequest, person_id: UUID, wanted: PersonChangeIn) -> dict[str, int]:
    """Refused with 409 when somebody else changed them since `version`."""
    return {"version": change_person_now(person_id, **wanted.model_dump(), actor=request.actor)}


@router.put(f"{ONE}/roles", response=VersionOut, operation_id="change_roles", summary="Change the roles")
def change_roles(request: ApiRequest, person_id: UUID, wanted: RolesIn) -> dict[str, int]:
    """A tenant is never left without an administrator."""
    version = change_roles_now(
        person_id, roles=frozenset(wanted.roles), version=wanted.version, actor=request.actor
    )
    return {"version": version}


@router.post(
    f"{ONE}/deactivation",
    response={204: None},
    operation_id="deactivate_person",
    summary="End all access of somebody who left",
)
def deactivate_person(request: ApiRequest, person_id: UUID) -> None:
    """Sessions, tokens and app passwords end at once; their record and their mail stay."""
    deactivate(person_id, actor=request.actor)


@router.post(
    f"{ONE}/reactivation",
    response={204: None},
    operation_id="reactivate_person",
    summary="Invite somebody again who left",
)
def reactivate_person(request: ApiRequest, person_id: UUID) -> None:
    """Without a password; a new link is sent to them."""
    reactivate(person_id, actor=request.actor)


@router.post(
    f"{ONE}/invitations",
    response={202: None},
    operation_id="resend_invitation",
    summary="Send a new link",
)
def resend_invitation(request: ApiRequest, person_id: UUID) -> None:
    """It makes the earlier one void."""
    resend(person_id, actor=request.actor)


@router.post(
    f"{ONE}/second-factor-resets",
    response={204: None},
    operation_id="reset_second_factor",
    summary="Remove somebody's lost second factor",
)
def reset_second_factor(request: ApiRequest, person_id: UUID) -> None:
    """Passkeys, authenticator app and recovery codes; they are signed out everywhere, and told."""
    reset_factor(person_id, actor=request.actor)


# Groups


@router.get("/groups", response=Groups, operation_id="list_groups", summary="Groups by name")
def list_groups(request: ApiRequest, person_id: UUID | None = None) -> dict[str, list[GroupFacts]]:
    """All, or those of one person."""
    return {"items": groups_of(request.actor, person_id=person_id)}


@router.post("/groups", response={201: Made}, operation_id="create_group", summary="Make a group")
def create_group(request: ApiRequest, group: GroupIn) -> dict[str, UUID]:
    """Empty; its members share its roles, which are an administrator's to give."""
    return {"id": create_group_now(group.name, roles=frozenset(group.roles), actor=request.actor)}


@router.get(GROUP, response=GroupOut, operation_id="get_group", summary="One group")
def get_group(request: ApiRequest, group_id: UUID) -> GroupFacts:
    """And how many are in it."""
    return find_group(request.actor, group_id)


@router.put(GROUP, response={204: None}, operation_id="change_group", summary="Change name and roles")
def change_group(request: ApiRequest, group_id: UUID, wanted: GroupIn) -> None:
    """A tenant is never left without an administrator."""
    change_group_now(group_id, name=wanted.name, roles=frozenset(wanted.roles), actor=request.actor)


@router.delete(GROUP, response={204: None}, operation_id="delete_group", summary="Delete a group")
def delete_group(request: ApiRequest, group_id: UUID) -> None:
    """Its members lose the roles that it gave."""
    delete_group_now(group_id, actor=request.actor)


@router.get(f"{GROUP}/members", response=People, operation_id="list_members", summary="Who is in a group")
def list_members(request: ApiRequest, group_id: UUID) -> dict[str, list[PersonFacts]]:
    """By name."""
    return {"items": members_of(request.actor, group_id)}


@router.put(
    f"{GROUP}/members/{{uuid:person_id}}",
    response={204: None},
    operation_id="add_member",
    summary="Add a person to a group",
)
def add_member(request: ApiRequest, group_id: UUID, person_id: UUID) -> None:
    """Where the group gives roles, that is an administrator's to do."""
    add(group_id, person_id=person_id, actor=request.actor)


@router.delete(
    f"{GROUP}/members/{{uuid:person_id}}",
    response={204: None},
    operation_id="remove_member",
    summary="Remove a person from a group",
)
def remove_member(request: ApiRequest, group_id: UUID, person_id: UUID) -> None:
    """They lose the roles that it gave."""
    remove(group_id, person_id=person_id, actor=request.actor)


@router.put(
    "/tenant/second-factor",
    response={204: None},
    operation_id="require_second_factor",
    summary="Require a second factor of everybody",
)
def put_second_factor(request: ApiRequest) -> None:
    """Whoever has none sets one up before anything else."""
    require_second_factor(actor=request.actor)


@router.delete(
    "/tenant/second-factor",
    response={204: None},
    operation_id="stop_requiring_second_factor",
    summary="Leave a second factor to each person",
)
def delete_second_factor(request: ApiRequest) -> None:
    """Those who have one keep it."""
    stop_requiring_second_factor(actor=request.actor)


# One's own


@router.get("/me", response=ProfileOut, operation_id="get_me", summary="You")
def get_me(request: ApiRequest) -> Profile:
    """In your own tenant, under no grant."""
    return own_profile(request.actor)


@router.put("/me", response=VersionOut, operation_id="change_me", summary="Change name, language and zone")
def change_me(request: ApiRequest, wanted: ProfileIn) -> dict[str, int]:
    """Refused with 409 when somebody else changed them since `version`."""
    return {"version": change_profile(**wanted.model_dump(), actor=request.actor)}


@router.get(
    "/me/second-factors",
    response=SecondFactorsOut,
    operation_id="get_second_factors",
    summary="What you sign in with",
)
def get_second_factors(request: ApiRequest) -> SecondFactors:
    """They are set up in the browser alone."""
    return own_second_factors(request.actor)


@router.get("/me/tokens", response=Secrets, operation_id="list_tokens", summary="Your API tokens")
def list_tokens(request: ApiRequest) -> dict[str, list[SecretFacts]]:
    """Without their secrets."""
    return {"items": own_tokens(request.actor)}


@router.post(
    "/me/tokens", response={201: TokenMade}, operation_id="create_token", summary="Make an API token"
)
@bears_secret
def create_token(request: ApiRequest, token: TokenIn) -> NewToken:
    """It may what you may, within its scopes; none is wider than the one that makes it. Shown this once."""
    return create_token_now(
        token.name, scopes=frozenset(token.scopes), lasts=timedelta(days=token.days), actor=request.actor
    )


@router.delete(
    "/me/tokens/{uuid:token_id}",
    response={204: None},
    operation_id="revoke_token",
    summary="Revoke an API token",
)
def revoke_token(request: ApiRequest, token_id: UUID) -> None:
    """Its next request is refused."""
    revoke_token_now(token_id, actor=request.actor)


@router.get(
    "/me/app-passwords",
    response=Secrets,
    operation_id="list_app_passwords",
    summary="Your devices' passwords for mail",
)
def list_app_passwords(request: ApiRequest) -> dict[str, list[SecretFacts]]:
    """Without their secrets."""
    return {"items": own_app_passwords(request.actor)}


@router.post(
    "/me/app-passwords",
    response={201: AppPasswordMade},
    operation_id="create_app_password",
    summary="Make a device's password for mail",
)
@bears_secret
def create_app_password(request: ApiRequest, password: AppPasswordIn) -> NewAppPassword:
    """Shown this once."""
    return create_app_password_now(password.name, actor=request.actor)


@router.delete(
    "/me/app-passwords/{uuid:password_id}",
    response={204: None},
    operation_id="revoke_app_password",
    summary="Revoke a device's password",
)
def revoke_app_password(request: ApiRequest, password_id: UUID) -> None:
    """The device signs in no more, and open connections close."""
    revoke_app_password_now(password_id, actor=request.actor)


@router.get("/me/sessions", response=Sessions, operation_id="list_sessions", summary="Browsers you are in")
def list_sessions(request: ApiRequest) -> dict[str, list[SessionFacts]]:
    """The one last seen first."""
    return {"items": own_sessions(request.actor, current_key=request.session.session_key)}


@router.delete(
    "/me/sessions/{int:session_id}",
    response={204: None},
    operation_id="end_session",
    summary="Sign a browser out",
)
def end_session(request: ApiRequest, session_id: int) -> None:
    """And close the mail that it had open."""
    end_session_now(session_id, actor=request.actor)
