"""Making groups."""

from uuid import UUID

import pytest

from conftest import Cast
from freehold.accounts.actions.create_group import create_group
from freehold.accounts.models import Group
from freehold.accounts.queries.groups import groups_of
from freehold.accounts.tests.people import technician
from freehold.kernel.actor import Role
from freehold.kernel.errors import Conflict, NotPermitted, Refused
from freehold.tenants.row_security import scope

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


def test_two_of_one_name_are_a_conflict(cast: Cast, desk: UUID) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(Conflict):
            create_group("Front desk", actor=cast.customer)

        assert [group.name for group in groups_of(cast.customer)] == ["Front desk"]


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 121])
def test_it_needs_a_name_of_one_line(cast: Cast, name: str) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            create_group(name, actor=cast.customer)

        assert refusal.value.field == "name"
        assert Group.objects.count() == 0


def test_a_technician_makes_none_that_gives_roles(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(NotPermitted):
            create_group("Mine", roles=ADMINISTRATORS, actor=technician(cast))
        assert Group.objects.count() == 0

        create_group("Front desk", actor=technician(cast))


def test_a_member_makes_none(cast: Cast) -> None:
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        create_group("Mine", actor=cast.member)


def test_another_tenant_may_use_the_same_name_and_sees_nothing_of_it(cast: Cast, desk: UUID) -> None:
    with scope(cast.rival_customer.tenant_id):
        create_group("Front desk", actor=cast.rival_customer)

        assert [group.members for group in groups_of(cast.rival_customer)] == [0]
