"""Groups: made, changed, filled, emptied and deleted."""

from uuid import UUID

import pytest

from conftest import Cast
from freehold.accounts.actions.add_member import add_member
from freehold.accounts.actions.change_group import change_group
from freehold.accounts.actions.change_roles import change_roles
from freehold.accounts.actions.create_group import create_group
from freehold.accounts.actions.delete_group import delete_group
from freehold.accounts.actions.remove_member import remove_member
from freehold.accounts.models import Group, GroupMember
from freehold.accounts.queries.groups import groups_of
from freehold.accounts.tests.test_invite_person import technician
from freehold.delegation.queries import enter_person
from freehold.kernel.actor import Role, Via
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


@pytest.fixture
def desk(cast: Cast) -> UUID:
    """Acme's front desk."""
    with scope(cast.customer.tenant_id):
        return create_group("Front desk", actor=cast.customer)


def test_a_members_roles_come_from_the_group(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        group_id = create_group("Bookkeeping", roles=frozenset({Role.BILLING}), actor=cast.customer)
        add_member(group_id, person_id=cast.member.person_id, actor=cast.customer)

    entered = enter_person(cast.member.person_id, grant_id=None, via=Via.PAGE)
    assert entered is not None
    assert Role.BILLING in entered.actor.roles


def test_two_of_one_name_are_a_conflict(cast: Cast, desk: UUID) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(Conflict):
            create_group("Front desk", actor=cast.customer)
        other = create_group("Back office", actor=cast.customer)
        with pytest.raises(Conflict):
            change_group(other, name="Front desk", roles=frozenset(), actor=cast.customer)

        assert sorted(group.name for group in groups_of(cast.customer)) == ["Back office", "Front desk"]


def test_nobody_is_in_a_group_twice_or_leaves_it_twice(cast: Cast, desk: UUID) -> None:
    with scope(cast.customer.tenant_id):
        add_member(desk, person_id=cast.member.person_id, actor=cast.customer)
        with pytest.raises(Conflict):
            add_member(desk, person_id=cast.member.person_id, actor=cast.customer)
        remove_member(desk, person_id=cast.member.person_id, actor=cast.customer)
        with pytest.raises(NotFound):
            remove_member(desk, person_id=cast.member.person_id, actor=cast.customer)


def test_a_technician_cannot_raise_themselves_through_a_group(cast: Cast, desk: UUID) -> None:
    actor = technician(cast)
    with scope(cast.customer.tenant_id):
        powerful = create_group("Owners", roles=ADMINISTRATORS, actor=cast.customer)
        with pytest.raises(NotPermitted):
            add_member(powerful, person_id=actor.person_id, actor=actor)
        with pytest.raises(NotPermitted):
            change_group(desk, name="Front desk", roles=ADMINISTRATORS, actor=actor)
        with pytest.raises(NotPermitted):
            create_group("Mine", roles=ADMINISTRATORS, actor=actor)

        assert GroupMember.objects.count() == 0
        add_member(desk, person_id=actor.person_id, actor=actor)


def test_the_last_administrator_through_a_group_stays(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        group_id = create_group("Owners", roles=ADMINISTRATORS, actor=cast.customer)
        add_member(group_id, person_id=cast.customer.person_id, actor=cast.customer)
        change_roles(cast.customer.person_id, roles=frozenset(), version=1, actor=cast.customer)

        for attempt in (
            lambda: remove_member(group_id, person_id=cast.customer.person_id, actor=cast.customer),
            lambda: change_group(group_id, name="Owners", roles=frozenset(), actor=cast.customer),
            lambda: delete_group(group_id, actor=cast.customer),
        ):
            with pytest.raises(Refused) as refusal:
                attempt()
            assert refusal.value.code == "last_administrator"
        assert Group.objects.get(id=group_id).roles == ["administrator"]
        assert GroupMember.objects.count() == 1


def test_deleting_a_group_keeps_its_people(cast: Cast, desk: UUID) -> None:
    with scope(cast.customer.tenant_id):
        add_member(desk, person_id=cast.member.person_id, actor=cast.customer)
        delete_group(desk, actor=cast.customer)

        assert Group.objects.count() == GroupMember.objects.count() == 0
        with pytest.raises(NotFound):
            delete_group(desk, actor=cast.customer)


def test_another_tenants_groups_do_not_exist(cast: Cast, desk: UUID) -> None:
    with scope(cast.rival.tenant_id):
        with pytest.raises(NotFound):
            add_member(desk, person_id=cast.rival.person_id, actor=cast.rival)
        with pytest.raises(NotFound):
            delete_group(desk, actor=cast.rival)
    with scope(cast.customer.tenant_id), pytest.raises(NotFound):
        add_member(desk, person_id=cast.rival.person_id, actor=cast.customer)


def test_a_member_changes_no_group(cast: Cast, desk: UUID) -> None:
    with scope(cast.member.tenant_id):
        for attempt in (
            lambda: create_group("Mine", actor=cast.member),
            lambda: change_group(desk, name="Mine", roles=frozenset(), actor=cast.member),
            lambda: delete_group(desk, actor=cast.member),
            lambda: add_member(desk, person_id=cast.member.person_id, actor=cast.member),
        ):
            with pytest.raises(NotPermitted):
                attempt()
