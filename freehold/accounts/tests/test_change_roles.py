"""Changing what somebody may do."""

import pytest

from conftest import Cast
from freehold.accounts.actions.change_roles import change_roles
from freehold.accounts.models import Person
from freehold.accounts.tests.people import technician
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import Conflict, FreeholdError, NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope

BILLING = frozenset({Role.BILLING})


def test_roles_change_and_member_stays(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        change_roles(cast.member.person_id, roles=BILLING, version=1, actor=cast.customer)

        assert Person.objects.get(id=cast.member.person_id).roles == ["billing", "member"]


def test_the_last_administrator_stays_one(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            change_roles(cast.customer.person_id, roles=BILLING, version=1, actor=cast.customer)

        assert refusal.value.code == "last_administrator"
        assert Person.objects.get(id=cast.customer.person_id).roles == ["administrator"]


def test_with_a_second_administrator_the_first_may_go(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        change_roles(
            cast.member.person_id, roles=frozenset({Role.ADMINISTRATOR}), version=1, actor=cast.customer
        )
        change_roles(cast.customer.person_id, roles=frozenset(), version=1, actor=cast.customer)

        assert Person.objects.get(id=cast.customer.person_id).roles == ["member"]


def test_the_second_of_two_is_told(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        change_roles(cast.member.person_id, roles=BILLING, version=1, actor=cast.customer)
        with pytest.raises(Conflict):
            change_roles(cast.member.person_id, roles=frozenset(), version=1, actor=cast.customer)


def test_a_technician_cannot_raise_themselves(cast: Cast) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        change_roles(
            cast.member.person_id, roles=frozenset({Role.ADMINISTRATOR}), version=1, actor=technician(cast)
        )


@pytest.mark.parametrize(("who", "error"), [("member", NotPermitted), ("rival", NotFound)])
def test_others_cannot(cast: Cast, who: str, error: type[FreeholdError]) -> None:
    actor: Actor = getattr(cast, who)
    with scope(actor.tenant_id), pytest.raises(error):
        change_roles(cast.member.person_id, roles=BILLING, version=1, actor=actor)
