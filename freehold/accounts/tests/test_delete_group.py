"""Deleting groups."""

from uuid import UUID

import pytest

from conftest import Cast
from freehold.accounts.actions.add_member import add_member
from freehold.accounts.actions.change_roles import change_roles
from freehold.accounts.actions.create_group import create_group
from freehold.accounts.actions.delete_group import delete_group
from freehold.accounts.models import Group, GroupMember, Person
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import FreeholdError, NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


def test_deleting_a_group_keeps_its_people(cast: Cast, desk: UUID) -> None:
    with scope(cast.customer.tenant_id):
        add_member(desk, person_id=cast.member.person_id, actor=cast.customer)
        delete_group(desk, actor=cast.customer)

        assert Group.objects.count() == GroupMember.objects.count() == 0
        assert Person.objects.filter(id=cast.member.person_id).exists()
        with pytest.raises(NotFound):
            delete_group(desk, actor=cast.customer)


def test_the_last_administrator_through_it_stays(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        group_id = create_group("Owners", roles=ADMINISTRATORS, actor=cast.customer)
        add_member(group_id, person_id=cast.customer.person_id, actor=cast.customer)
        change_roles(cast.customer.person_id, roles=frozenset(), version=1, actor=cast.customer)

        with pytest.raises(Refused) as refusal:
            delete_group(group_id, actor=cast.customer)

        assert refusal.value.code == "last_administrator"
        assert Group.objects.get(id=group_id).roles == ["administrator"]
        assert GroupMember.objects.count() == 1


@pytest.mark.parametrize(("who", "error"), [("member", NotPermitted), ("rival", NotFound)])
def test_others_cannot(cast: Cast, desk: UUID, who: str, error: type[FreeholdError]) -> None:
    actor: Actor = getattr(cast, who)
    with scope(actor.tenant_id), pytest.raises(error):
        delete_group(desk, actor=actor)

    with scope(cast.customer.tenant_id):
        assert Group.objects.get().id == desk
