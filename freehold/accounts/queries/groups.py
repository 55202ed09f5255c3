"""A tenant's groups, and who is in them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from freehold.accounts.models import Group, GroupMember, Person
from freehold.accounts.permissions import SEE_PEOPLE
from freehold.accounts.queries.people import PersonFacts, people_with_second_factor, person_facts
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group, and how many are in it."""

    id: UUID
    name: str
    roles: tuple[Role, ...]
    members: int


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
    return [person_facts(row, has_second_factor=row.id in protected) for row in found]


def roles_held(tenant_id: UUID, people: Collection[UUID]) -> dict[UUID, tuple[Role, ...]]:
    """What these people may do now, by roles of their own and of their groups, for code that has checked."""
    held = {row.id: set(row.roles) for row in Person.objects.filter(tenant_id=tenant_id, id__in=people)}
    groups = {row.id: row.roles for row in Group.objects.filter(tenant_id=tenant_id).exclude(roles=[])}
    for row in GroupMember.objects.filter(tenant_id=tenant_id, group_id__in=groups, person_id__in=people):
        held[row.person_id] |= set(groups[row.group_id])
    return {person: tuple(sorted(map(Role, roles))) for person, roles in held.items()}


def ids_in_group(group_id: UUID) -> list[UUID]:
    """Who is in a group of the tenant in scope, for code that has checked."""
    return list(GroupMember.objects.filter(group_id=group_id).values_list("person_id", flat=True))


def _group(row: Group, members: int) -> GroupFacts:
    return GroupFacts(
        id=row.id, name=row.name, roles=tuple(Role(role) for role in row.roles), members=members
    )
