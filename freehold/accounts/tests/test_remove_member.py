"""Taking people out of groups."""

from uuid import UUID

import pytest

from conftest import Cast
from freehold.accounts.actions.add_member import add_member
from freehold.accounts.actions.change_roles import change_roles
from freehold.accounts.actions.create_group import create_group
from freehold.accounts.actions.remove_member import remove_member
from freehold.accounts.models import GroupMember
from freehold.delegation.queries import enter_person
from freehold.kernel.actor import Actor, Role, Via
from freehold.kernel.errors import FreeholdError, NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


def test_what_the_group_let_them_do_ends(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        group_id = create_group("Bookkeeping", roles=frozenset({Role.BILLING}), actor=cast.customer)
        add_member(group_id, person_id=cast.member.person_id, actor=cast.customer)
        remove_member(group_id, person_id=cast.member.person_id, actor=cast.customer)

    entered = enter_person(cast.member.person_id, grant_id=None, via=Via.PAGE)
    assert entered is not None
    assert entered.actor.roles == {Role.MEMBER}


def test_nobody_leaves_it_twice(cast: Cast, desk: UUID) -> None:
    with scope(cast.customer.tenant_id):
        add_member(desk, person_id=cast.member.person_id, actor=cast.customer)
        remove_member(desk, person_id=cast.member.person_id, actor=cast.customer)
        with pytest.raises(NotFound):
            remove_member(desk, person_id=cast.member.person_id, actor=cast.customer)


def test_the_last_administrator_through_it_stays(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        group_id = create_group("Owners", roles=ADMINISTRATORS, actor=cast.customer)
        add_member(group_id, person_id=cast.customer.person_id, actor=cast.customer)
        change_roles(cast.customer.person_id, roles=frozenset(), version=1, actor=cast.customer)

        with pytest.raises(Refused) as refusal:
            remove_member(group_id, person_id=cast.customer.person_id, actor=cast.customer)

        assert refusal.value.code == "last_administrator"
        assert GroupMember.objects.count() == 1


@pytest.mark.parametrize(("who", "error"), [("member", NotPermitted), ("rival", NotFound)])
def test_others_cannot(cast: Cast, desk: UUID, who: str, error: type[FreeholdError]) -> None:
    with scope(cast.customer.tenant_id):
        add_member(desk, person_id=cast.member.person_id, actor=cast.customer)
    actor: Actor = getattr(cast, who)
    with scope(actor.tenant_id), pytest.raises(error):
        remove_member(desk, person_id=cast.member.person_id, actor=actor)

    with scope(cast.customer.tenant_id):
        assert GroupMember.objects.count() == 1
