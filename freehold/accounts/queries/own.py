"""What is one's own: how one signs in, where one is signed in, one's tokens and devices."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from freehold.accounts.contract import DeviceSetup, DeviceSetupOf
from freehold.accounts.models import ApiToken, AppPassword, Person
from freehold.accounts.permissions import SEE_OWN
from freehold.accounts.queries.people import PersonFacts, person_facts
from freehold.accounts.rules import browser_name
from freehold.accounts.states import AppPasswordKind
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role, Via
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require


@dataclass(frozen=True, slots=True)
class Profile:
    """The actor as they see themselves. An empty language or time zone is the company's."""

    id: UUID
    name: str
    email: str
    contact_email: str
    roles: tuple[Role, ...]
    language: str
    time_zone: str
    version: int


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
        raise Refused("no_person", _("Only a person has passwords, tokens and sessions."))
    if actor.tenant_id != actor.home_tenant_id:
        raise Refused("under_grant", _("Leave the other company first: this is about your own account."))
    found = Person.objects.select_for_update(no_key=True) if lock else Person.objects
    return found.get(id=actor.person_id, tenant_id=actor.tenant_id)


def own_facts(actor: Actor) -> PersonFacts:
    """The actor, as themselves. Raises: NotPermitted, Refused."""
    require(actor, SEE_OWN)
    factors = own_second_factors(actor)
    return person_facts(
        own_row(actor, lock=False), has_second_factor=factors.has_totp or factors.passkeys > 0
    )


def own_profile(actor: Actor) -> Profile:
    """The actor's own details, with all of their roles, those of groups among them. Raises: NotPermitted, Refused."""
    require(actor, SEE_OWN)
    row = own_row(actor, lock=False)
    return Profile(
        id=row.id,
        name=row.name,
        email=row.email,
        contact_email=row.contact_email,
        roles=tuple(role for role in Role if role in actor.roles),
        language=row.language,
        time_zone=row.time_zone,
        version=row.version,
    )


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


def own_device_setups(actor: Actor) -> list[DeviceSetup]:
    """How the actor's devices are set up for each service that they use. Raises: NotPermitted, Refused."""
    require(actor, SEE_OWN)
    own_row(actor, lock=False)
    found = [cast(DeviceSetupOf, import_string(path))(actor) for path in settings.DEVICE_SETUPS]
    return [setup for setup in found if setup]
