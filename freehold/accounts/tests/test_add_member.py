"""Putting people into groups."""

from uuid import UUID

import pytest

from conftest import Cast
from freehold.accounts.actions.add_member import add_member
from freehold.accounts.actions.create_group import create_group
from freehold.accounts.actions.deactivate_person import deactivate_person
from freehold.accounts.models import GroupMember
from freehold.accounts.tests.people import technician
from freehold.delegation.queries import enter_person
from freehold.kernel.actor import Role, Via
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


def test_a_members_roles_come_from_the_group(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        group_id = create_group("Bookkeeping", roles=frozenset({Role.BILLING}), actor=cast.customer)
        add_member(group_id, person_id=cast.member.person_id, actor=cast.customer)

    entered = enter_person(cast.member.person_id, grant_id=None, via=Via.PAGE)
    assert entered is not None
    assert Role.BILLING in entered.actor.roles


def test_nobody_is_in_a_group_twice(cast: Cast, desk: UUID) -> None:
    with scope(cast.customer.tenant_id):
        add_member(desk, person_id=cast.member.person_id, actor=cast.customer)
        with pytest.raises(Conflict):
            add_member(desk, person_id=cast.member.person_id, actor=cast.customer)

        assert GroupMember.objects.count() == 1


def test_whoever_left_is_put_into_none(cast: Cast, desk: UUID) -> None:
    with scope(cast.customer.tenant_id):
        deactivate_person(cast.member.person_id, actor=cast.customer)
        with pytest.raises(Refused) as refusal:
            add_member(desk, person_id=cast.member.person_id, actor=cast.customer)

        assert refusal.value.code == "left"
        assert GroupMember.objects.count() == 0


def test_a_technician_cannot_raise_themselves_through_a_group(cast: Cast, desk: UUID) -> None:
    actor = technician(cast)
    with scope(cast.customer.tenant_id):
        powerful = create_group("Owners", roles=ADMINISTRATORS, actor=cast.customer)
        with pytest.raises(NotPermitted):
            add_member(powerful, person_id=actor.person_id, actor=actor)

        assert GroupMember.objects.count() == 0
        add_member(desk, person_id=actor.person_id, actor=actor)


def test_a_member_puts_nobody_in(cast: Cast, desk: UUID) -> None:
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        add_member(desk, person_id=cast.member.person_id, actor=cast.member)


def test_people_and_groups_of_another_tenant_do_not_exist(cast: Cast, desk: UUID) -> None:
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        add_member(desk, person_id=cast.rival.person_id, actor=cast.rival)
    with scope(cast.customer.tenant_id):
        with pytest.raises(NotFound):
            add_member(desk, person_id=cast.rival.person_id, actor=cast.customer)

        assert GroupMember.objects.count() == 0
