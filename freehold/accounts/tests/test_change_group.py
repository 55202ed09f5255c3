"""Renaming groups, and what their people may do."""

from uuid import UUID

import pytest

from conftest import Cast
from freehold.accounts.actions.add_member import add_member
from freehold.accounts.actions.change_group import change_group
from freehold.accounts.actions.change_roles import change_roles
from freehold.accounts.actions.create_group import create_group
from freehold.accounts.models import Group
from freehold.accounts.queries.groups import groups_of
from freehold.accounts.tests.people import technician
from freehold.delegation.queries import enter_person
from freehold.kernel.actor import Actor, Role, Via
from freehold.kernel.errors import Conflict, FreeholdError, NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


def test_name_and_roles_change_and_the_members_may_it_at_once(cast: Cast, desk: UUID) -> None:
    with scope(cast.customer.tenant_id):
        add_member(desk, person_id=cast.member.person_id, actor=cast.customer)
        change_group(desk, name=" Bookkeeping ", roles=frozenset({Role.BILLING}), actor=cast.customer)

        assert [group.name for group in groups_of(cast.customer)] == ["Bookkeeping"]
    entered = enter_person(cast.member.person_id, grant_id=None, via=Via.PAGE)
    assert entered is not None
    assert Role.BILLING in entered.actor.roles


def test_it_takes_no_name_that_another_has(cast: Cast, desk: UUID) -> None:
    with scope(cast.customer.tenant_id):
        other = create_group("Back office", actor=cast.customer)
        with pytest.raises(Conflict):
            change_group(other, name="Front desk", roles=frozenset(), actor=cast.customer)

        assert sorted(group.name for group in groups_of(cast.customer)) == ["Back office", "Front desk"]


def test_a_technician_cannot_raise_themselves_through_it(cast: Cast, desk: UUID) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(NotPermitted):
            change_group(desk, name="Front desk", roles=ADMINISTRATORS, actor=technician(cast))

        assert Group.objects.get(id=desk).roles == []


def test_the_last_administrator_through_it_stays(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        group_id = create_group("Owners", roles=ADMINISTRATORS, actor=cast.customer)
        add_member(group_id, person_id=cast.customer.person_id, actor=cast.customer)
        change_roles(cast.customer.person_id, roles=frozenset(), version=1, actor=cast.customer)

        with pytest.raises(Refused) as refusal:
            change_group(group_id, name="Owners", roles=frozenset(), actor=cast.customer)

        assert refusal.value.code == "last_administrator"
        assert Group.objects.get(id=group_id).roles == ["administrator"]


@pytest.mark.parametrize(("who", "error"), [("member", NotPermitted), ("rival", NotFound)])
def test_others_cannot(cast: Cast, desk: UUID, who: str, error: type[FreeholdError]) -> None:
    actor: Actor = getattr(cast, who)
    with scope(actor.tenant_id), pytest.raises(error):
        change_group(desk, name="Mine", roles=frozenset(), actor=actor)

    with scope(cast.customer.tenant_id):
        assert Group.objects.get(id=desk).name == "Front desk"
