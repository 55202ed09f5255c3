"""What the API says and takes of people, groups, and what people sign in with."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from freehold.accounts.states import PersonState
from freehold.kernel.actor import Role
from freehold.kernel.schemas import Input, Line

Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=320)]
Roles = Annotated[list[Role], Field(max_length=4)]
Version = Annotated[int, Field(ge=0, le=2**31 - 1, description="the one that you saw")]


class PersonIn(Input):
    """Somebody to invite."""

    name: Line
    email: Address = Field(description="the sign-in address")
    contact_email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=320)] = Field(
        "", description="where the invitation goes; `email` unless given"
    )
    roles: Roles = Field(default_factory=list, description="beyond member; an administrator's to give")


class PersonChangeIn(Input):
    """Name and addresses of a person."""

    name: Line
    email: Address
    contact_email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=320)] = ""
    version: Version


class RolesIn(Input):
    """Exactly these roles; member is always one."""

    roles: Roles
    version: Version


class PersonOut(Schema):
    """Somebody of the tenant."""

    id: UUID
    name: str
    email: str
    contact_email: str
    roles: list[Role]
    state: PersonState
    last_sign_in_at: datetime | None
    has_second_factor: bool
    version: int


class ProfileOut(Schema):
    """You."""

    id: UUID
    name: str
    email: str = Field(description="the sign-in address; an administrator's to change")
    contact_email: str
    roles: list[Role] = Field(description="those of your groups among them")
    language: str = Field(description="BCP 47; empty is the company's")
    time_zone: str = Field(description="IANA; empty is the company's")
    version: int


class ProfileIn(Input):
    """How you are called, and how pages and messages are written for you."""

    name: Line
    language: Annotated[str, StringConstraints(max_length=20)] = Field(
        "", description="BCP 47: en or de; empty is the company's"
    )
    time_zone: Annotated[str, StringConstraints(max_length=60)] = Field(
        "", description="IANA; empty is the company's"
    )
    version: Version


class VersionOut(Schema):
    """The version after a change."""

    version: int


class GroupIn(Input):
    """A group: its members share its roles."""

    name: Line
    roles: Roles = Field(default_factory=list)


class GroupOut(Schema):
    """A group, and how many are in it."""

    id: UUID
    name: str
    roles: list[Role]
    members: int


class Groups(Schema):
    """All groups of a tenant."""

    items: list[GroupOut]


class People(Schema):
    """The people in a group."""

    items: list[PersonOut]


class TokenIn(Input):
    """An API token of one's own."""

    name: Line
    scopes: list[Annotated[str, StringConstraints(max_length=80)]] = Field(
        default_factory=list, max_length=100, description="packages or permissions; none means all of yours"
    )
    days: int = Field(90, ge=1, le=366, description="until it expires")


class AppPasswordIn(Input):
    """A device's password for mail."""

    name: Line


class TokenMade(Schema):
    """A new token. The secret is shown this once."""

    id: UUID
    secret: str
    expires_at: datetime


class AppPasswordMade(Schema):
    """A new app password. The secret is shown this once."""

    id: UUID
    secret: str


class SecretOut(Schema):
    """A token or an app password without its secret."""

    id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class Secrets(Schema):
    """All that still work, the newest first."""

    items: list[SecretOut]


class SessionOut(Schema):
    """A browser that is signed in."""

    id: int
    ip: str
    browser: str
    began_at: datetime
    last_seen_at: datetime
    is_current: bool


class Sessions(Schema):
    """The browsers in which one is signed in."""

    items: list[SessionOut]


class SecondFactorsOut(Schema):
    """What one signs in with."""

    has_password: bool
    has_totp: bool
    passkeys: int
    recovery_codes: bool
