"""What actions read first: rows locked, who manages people and access, over whom somebody may act, and who is a guest."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from freehold.accounts.models import Group, GroupMember, Person
from freehold.accounts.permissions import CHANGE_ROLES
from freehold.accounts.states import PersonState
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import NotFound, NotPermitted
from freehold.kernel.permission import may, require

# Locks on people are `no_key`: what only names a person, such as a notice about an access that ends, waits for none.


def lock_person(person_id: UUID, *, actor: Actor) -> Person:
    """One of the tenant's people, locked. Raises: NotFound."""
    person = (
        Person.objects.select_for_update(no_key=True).filter(id=person_id, tenant_id=actor.tenant_id).first()
    )
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
    list(
        Person.objects.select_for_update(no_key=True)
        .filter(id__in=ids)
        .order_by("id")
        .values_list("id", flat=True)
    )
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


def is_guest(actor: Actor) -> bool:
    """Whether somebody acts under a grant where an administrator of the company's own has come in.

    Until then a grant prepares the company; from then on nothing done under one outlives it.
    """
    return actor.grant_id is not None and bool(administrators_of(actor.tenant_id))


def require_no_guest(actor: Actor) -> None:
    """Go on only if the act is one of the company's own: it gives power, or a way into an account, that lasts.

    Raises: NotPermitted("outlives_grant").
    """
    if is_guest(actor):
        raise NotPermitted(
            "outlives_grant",
            _(
                "Under a grant you may not do this: it would outlast the grant. "
                "Ask an administrator of the company to do it."
            ),
        )


def may_give_roles(actor: Actor) -> bool:
    """Whether the actor may say what people may do; for pages."""
    return may(actor, CHANGE_ROLES) and not is_guest(actor)


def require_to_give_roles(actor: Actor) -> None:
    """The same, for actions. Raises: NotPermitted."""
    require(actor, CHANGE_ROLES)
    require_no_guest(actor)


def refuse_to_divert(address: str, *, to_person: UUID | None, actor: Actor) -> None:
    """Let no guest lead mail elsewhere that a link into somebody's account is sent to. Raises: NotPermitted."""
    if actor.grant_id is None:
        return
    reached = Person.objects.filter(
        Q(email=address) | Q(contact_email=address), tenant_id=actor.tenant_id
    ).values_list("id", flat=True)
    if set(reached) - {to_person}:
        require_no_guest(actor)
