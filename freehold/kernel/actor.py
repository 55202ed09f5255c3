"""Who acts: made once at the edge of the program and handed to every action."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a person is to the tenant that they act in."""

    ADMINISTRATOR = "administrator"  # everything, people and access included
    TECHNICIAN = "technician"  # services, domains, people's mailboxes
    BILLING = "billing"  # orders, prices, invoices
    MEMBER = "member"  # their own mail, devices and password


class Via(StrEnum):
    """The edge of the program that an actor came in through."""

    PAGE = "page"
    API = "api"
    COMMAND = "command"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which tenant, with which roles, and on what grounds.

    `tenant_id` is the tenant acted in, `home_tenant_id` the one that the person belongs to; they differ
    only under a grant, which `grant_holder` and `grant_reason` tell of. `person_id` is None for the platform itself
    (jobs and commands on the host).
    """

    tenant_id: UUID
    home_tenant_id: UUID
    person_id: UUID | None
    name: str
    roles: frozenset[Role]
    via: Via
    grant_id: UUID | None = None
    token_id: UUID | None = None
    scopes: frozenset[str] | None = field(default=None)  # of an API token; None is all
    grant_holder: str = ""  # the name of the person's own tenant, as the grant says it
    grant_reason: str = ""

    @property
    def is_platform(self) -> bool:
        """Whether no person stands behind this act."""
        return self.person_id is None


def platform_actor(tenant_id: UUID, *, via: Via, name: str = "Freehold") -> Actor:
    """The platform acting in one tenant's scope: the worker, or a command on the host."""
    return Actor(
        tenant_id=tenant_id,
        home_tenant_id=tenant_id,
        person_id=None,
        name=name,
        roles=frozenset(Role),
        via=via,
    )
