"""People, groups and what they sign in with, as pages and other packages read them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q, QuerySet

from freehold.accounts.models import ApiToken, AppPassword, Group, GroupMember, Person
from freehold.accounts.permissions import CHANGE_ROLES, SEE_OWN, SEE_PEOPLE
from freehold.accounts.rules import browser_name, digest
from freehold.accounts.states import AppPasswordKind, PersonState
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role, Via
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.tenants.row_security import current_tenant

PAGE = 50


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Somebody of the tenant, as administrators see them."""

    id: UUID
    name: str
    email: str
    contact_email: str
    roles: tuple[Role, ...]
    state: PersonState
    last_sign_in_at: datetime | None
    has_second_factor: bool
    version: int


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group, and how many are in it."""

    id: UUID
    name: str
    roles: tuple[Role, ...]
    members: int


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """An invitation that still opens its account."""

    id: UUID
    tenant_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class SecretFacts:
    """An app password or a token without its secret. `scopes` are a token's; empty means all."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A browser that is signed in."""

    id: int
    ip: str
    browser: str  # what it says of itself
    browser_name: str  # what its owner calls it; empty where we cannot tell
    began_at: datetime
    last_seen_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """What stands beside a person's password."""

    has_password: bool
    has_totp: bool
    passkeys: int
    recovery_codes: bool


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to whom a notice can be written."""

    person_id: UUID
    name: str
    email: str
    language: str


# Before a scope is known ------------------------------------------------------------------------------------------


def tenant_to_sign_in_to(person_id: UUID) -> UUID | None:
    """The tenant of a person who may sign in; None when they left or their tenant is closed."""
    with connection.cursor() as cursor:
        cursor.execute("select definer.tenant_to_sign_in_to(%s)", [person_id])
        row = cursor.fetchone()
    return row[0] if row else None


def sign_in_is_taken(address: str) -> bool:
    """Whether anybody, in any tenant, signs in with this address."""
    with connection.cursor() as cursor:
        cursor.execute("select definer.sign_in_is_taken(%s)", [address])
        row = cursor.fetchone()
    return bool(row and row[0])


def find_invitation(secret: str) -> InvitationFacts | None:
    """The invitation that this secret opens, if it was not used and has not expired."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.invitation_behind(%s)", [digest(secret)])
        row = cursor.fetchone()
    return InvitationFacts(*row) if row else None


# One's own --------------------------------------------------------------------------------------------------------


def own_actor(person: Person) -> Actor:
    """The person acting on what is their own, on the pages of sign-in."""
    return Actor(
        tenant_id=person.tenant_id,
        home_tenant_id=person.tenant_id,
        person_id=person.id,
        name=person.name,
        roles=frozenset(Role(role) for role in person.roles),
        via=Via.PAGE,
    )


def own_row(actor: Actor, *, lock: bool) -> Person:
    """The actor's own row, in their own tenant alone. Raises: Refused("no_person", "under_grant")."""
    if actor.person_id is None:
        raise Refused("no_person", "Only a person has passwords, tokens and sessions.")
    if actor.tenant_id != actor.home_tenant_id:
        raise Refused("under_grant", "Leave the other company first: this is about your own account.")
    found = Person.objects.select_for_update() if lock else Person.objects
    return found.get(id=actor.person_id, tenant_id=actor.tenant_id)


def own_facts(actor: Actor) -> PersonFacts:
    """The actor, as themselves. Raises: NotPermitted, Refused."""
    require(actor, SEE_OWN)
    factors = own_second_factors(actor)
    return _person(own_row(actor, lock=False), has_second_factor=factors.has_totp or factors.passkeys > 0)


def own_app_passwords(actor: Actor) -> list[SecretFacts]:
    """The actor's devices that may sign in to mail, the newest first."""
    require(actor, SEE_OWN)
    found = AppPassword.objects.filter(
        tenant_id=actor.tenant_id,
        person_id=own_row(actor, lock=False).id,
        kind=AppPasswordKind.DEVICE,
        revoked_at__isnull=True,
    )
    return [
        SecretFacts(row.id, row.name, (), row.created_at, row.last_used_at, row.expires_at)
        for row in found.order_by("-created_at", "-id")
    ]


def own_tokens(actor: Actor) -> list[SecretFacts]:
    """The actor's API tokens that still work, the newest first."""
    require(actor, SEE_OWN)
    found = ApiToken.objects.filter(
        tenant_id=actor.tenant_id,
        person_id=own_row(actor, lock=False).id,
        revoked_at__isnull=True,
        expires_at__gt=clock.now(),
    )
    return [
        SecretFacts(row.id, row.name, tuple(row.scopes), row.created_at, row.last_used_at, row.expires_at)
        for row in found.order_by("-created_at", "-id")
    ]


def own_sessions(actor: Actor, *, current_key: str | None) -> list[SessionFacts]:
    """The browsers in which the actor is signed in, the one last seen first."""
    require(actor, SEE_OWN)
    found = list(UserSession.objects.filter(user_id=actor.person_id).order_by("-last_seen_at", "-id"))
    alive = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in found], expire_date__gt=clock.now()
        ).values_list("session_key", flat=True)
    )
    return [
        SessionFacts(
            id=row.id,
            ip=row.ip,
            browser=row.user_agent,
            browser_name=browser_name(row.user_agent),
            began_at=row.created_at,
            last_seen_at=row.last_seen_at,
            is_current=row.session_key == current_key,
        )
        for row in found
        if row.session_key in alive
    ]


def own_second_factors(actor: Actor) -> SecondFactors:
    """What the actor signs in with."""
    require(actor, SEE_OWN)
    kinds = list(Authenticator.objects.filter(user_id=actor.person_id).values_list("type", flat=True))
    return SecondFactors(
        has_password=own_row(actor, lock=False).has_usable_password(),
        has_totp=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        recovery_codes=Authenticator.Type.RECOVERY_CODES in kinds,
    )


# A tenant's people ------------------------------------------------------------------------------------------------


def people_of(
    actor: Actor,
    *,
    search: str = "",
    state: PersonState | None = None,
    after: tuple[str, UUID] | None = None,
    limit: int = PAGE,
) -> list[PersonFacts]:
    """The tenant's people by name; `after` is the (name, id) of the last one seen."""
    require(actor, SEE_PEOPLE)
    found = _people(actor, search=search, state=state)
    if after:
        name, person_id = after
        found = found.filter(name__gte=name).exclude(name=name, id__lte=person_id)
    protected = people_with_second_factor()
    return [
        _person(row, has_second_factor=row.id in protected) for row in found.order_by("name", "id")[:limit]
    ]


def count_people(actor: Actor, *, search: str = "", state: PersonState | None = None) -> int:
    """How many people there are."""
    require(actor, SEE_PEOPLE)
    return _people(actor, search=search, state=state).count()


def get_person(actor: Actor, person_id: UUID) -> PersonFacts:
    """One of the tenant's people. Raises: NotFound, NotPermitted."""
    row = Person.objects.filter(id=person_id, tenant_id=actor.tenant_id).first()
    if row is None:
        raise NotFound
    require(actor, SEE_PEOPLE)
    return _person(row, has_second_factor=row.id in people_with_second_factor())


def people_with_second_factor() -> frozenset[UUID]:
    """Who in the tenant in scope has an authenticator app or a passkey."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.people_with_second_factor()")
        return frozenset(row[0] for row in cursor.fetchall())


def groups_of(actor: Actor, *, person_id: UUID | None = None) -> list[GroupFacts]:
    """The tenant's groups by name, or those of one person."""
    require(actor, SEE_PEOPLE)
    found = Group.objects.filter(tenant_id=actor.tenant_id)
    memberships = GroupMember.objects.filter(tenant_id=actor.tenant_id)
    if person_id is not None:
        found = found.filter(
            id__in=memberships.filter(person_id=person_id).values_list("group_id", flat=True)
        )
    members: dict[UUID, int] = {}
    for group_id in memberships.values_list("group_id", flat=True):
        members[group_id] = members.get(group_id, 0) + 1
    return [_group(row, members.get(row.id, 0)) for row in found.order_by("name")]


def get_group(actor: Actor, group_id: UUID) -> GroupFacts:
    """One of the tenant's groups. Raises: NotFound, NotPermitted."""
    row = Group.objects.filter(id=group_id, tenant_id=actor.tenant_id).first()
    if row is None:
        raise NotFound
    require(actor, SEE_PEOPLE)
    return _group(row, GroupMember.objects.filter(group_id=group_id).count())


def members_of(actor: Actor, group_id: UUID) -> list[PersonFacts]:
    """The people in a group, by name. Raises: NotFound, NotPermitted."""
    get_group(actor, group_id)
    ids = GroupMember.objects.filter(tenant_id=actor.tenant_id, group_id=group_id).values_list(
        "person_id", flat=True
    )
    protected = people_with_second_factor()
    found = Person.objects.filter(tenant_id=actor.tenant_id, id__in=list(ids)).order_by("name", "id")
    return [_person(row, has_second_factor=row.id in protected) for row in found]


def people_with_role(role: Role) -> list[Addressee]:
    """Those of the tenant in scope who have this role themselves and have not left: whom to tell of what happens.

    The address is their contact address where there is one.
    """
    # The actor's own row is visible in every scope: name the tenant.
    found = Person.objects.filter(Q(tenant_id=current_tenant()), roles__contains=[role])
    return [
        Addressee(
            person_id=person.id,
            name=person.name,
            email=person.contact_email or person.email,
            language=person.language,
        )
        for person in found.exclude(state=PersonState.LEFT).order_by("id")
    ]


# For actions: lock first ------------------------------------------------------------------------------------------


def lock_person(person_id: UUID, *, actor: Actor) -> Person:
    """One of the tenant's people, locked. Raises: NotFound."""
    person = Person.objects.select_for_update().filter(id=person_id, tenant_id=actor.tenant_id).first()
    if person is None:
        raise NotFound
    return person


def lock_group(group_id: UUID, *, actor: Actor) -> Group:
    """One of the tenant's groups, locked. Raises: NotFound."""
    group = Group.objects.select_for_update().filter(id=group_id, tenant_id=actor.tenant_id).first()
    if group is None:
        raise NotFound
    return group


def administrators_of(tenant_id: UUID) -> frozenset[UUID]:
    """Who can manage people and access now: active, by a role of their own or of a group."""
    groups = Group.objects.filter(tenant_id=tenant_id, roles__contains=[Role.ADMINISTRATOR])
    through = GroupMember.objects.filter(
        tenant_id=tenant_id, group_id__in=groups.values_list("id", flat=True)
    ).values_list("person_id", flat=True)
    return frozenset(
        Person.objects.filter(
            Q(roles__contains=[Role.ADMINISTRATOR]) | Q(id__in=through),
            tenant_id=tenant_id,
            state=PersonState.ACTIVE,
            is_active=True,
        ).values_list("id", flat=True)
    )


def lock_administrators(tenant_id: UUID) -> frozenset[UUID]:
    """The same, locked in one order: two administrators who remove each other come one after the other."""
    ids = administrators_of(tenant_id)
    list(Person.objects.select_for_update().filter(id__in=ids).order_by("id").values_list("id", flat=True))
    return administrators_of(tenant_id)


def require_over(actor: Actor, person: Person) -> None:
    """Whoever may do more than a member is an administrator's to change: an address opens the account.

    Raises: NotPermitted.
    """
    through = Group.objects.filter(
        id__in=GroupMember.objects.filter(person_id=person.id).values_list("group_id", flat=True)
    ).exclude(roles=[])
    if set(person.roles) - {Role.MEMBER} or through.exists():
        require(actor, CHANGE_ROLES)


def _people(actor: Actor, *, search: str, state: PersonState | None) -> QuerySet[Person]:
    found = Person.objects.filter(tenant_id=actor.tenant_id)
    if search:
        found = found.filter(Q(name__icontains=search) | Q(email__icontains=search))
    return found.filter(state=state) if state else found


def _person(row: Person, *, has_second_factor: bool) -> PersonFacts:
    return PersonFacts(
        id=row.id,
        name=row.name,
        email=row.email,
        contact_email=row.contact_email,
        roles=tuple(Role(role) for role in row.roles),
        state=PersonState(row.state),
        last_sign_in_at=row.last_login,
        has_second_factor=has_second_factor,
        version=row.version,
    )


def _group(row: Group, members: int) -> GroupFacts:
    return GroupFacts(
        id=row.id, name=row.name, roles=tuple(Role(role) for role in row.roles), members=members
    )
