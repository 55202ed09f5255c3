"""A new customer: its edge, its set-up grant, and what both logs say."""

import pytest

from conftest import Cast
from freehold.audit.actions.seal import seal_entries
from freehold.audit.queries import verify_log
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.delegation.queries import enter_person, grants_given
from freehold.delegation.states import GrantKind
from freehold.kernel.actor import Role, Via
from freehold.kernel.errors import NotFound, NotPermitted
from freehold.tenants.queries import buyers_of, get_tenant
from freehold.tenants.row_security import scope


def test_the_customer_sees_the_set_up_grant_of_its_partner(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        (grant,) = grants_given(cast.customer)

    assert grant.kind is GrantKind.SET_UP
    assert grant.roles == (Role.ADMINISTRATOR,)
    assert (grant.ends_at - grant.starts_at).days == 30
    assert grant.in_force


def test_a_partner_without_a_grant_does_not_see_inside_its_customer(cast: Cast) -> None:
    with scope(cast.partner.tenant_id), pytest.raises(NotFound):
        get_tenant(cast.customer.tenant_id)


def test_the_operator_sees_partners_and_no_customer_of_theirs(cast: Cast) -> None:
    with scope(cast.operator.tenant_id):
        names = [buyer.name for buyer in buyers_of(cast.operator)]

    assert names == ["Alder IT", "Birch Systems"]


def test_a_member_cannot_make_customers(cast: Cast) -> None:
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        set_up_customer("Nobody", actor=cast.member)


def test_an_ended_grant_is_refused_on_the_next_request(cast: Cast) -> None:
    actor = cast.under_grant()
    with scope(cast.customer.tenant_id):
        end_grant(actor.grant_id, actor=cast.customer)

    with scope(cast.partner.tenant_id):
        entered = enter_person(cast.partner.person_id, grant_id=actor.grant_id, via=Via.PAGE)

    assert entered.grant_refused
    assert entered.actor.tenant_id == cast.partner.tenant_id


def test_the_customers_log_verifies_after_it_is_sealed(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        sealed = seal_entries(cast.customer.tenant_id)
        verdict = verify_log(cast.customer.tenant_id)

    assert sealed == 1
    assert verdict.holds
    assert verdict.sealed == verdict.entries == 1
