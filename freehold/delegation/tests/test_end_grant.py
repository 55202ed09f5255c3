"""Ending access."""

import pytest

from conftest import Cast
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.queries import grants_given
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope


def test_the_customer_ends_it(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        (grant,) = grants_given(cast.customer)
        end_grant(grant.id, actor=cast.customer)
        (grant,) = grants_given(cast.customer)

    assert not grant.in_force
    assert grant.ended_by == "Ada Acme"


def test_the_holder_ends_it(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        (grant,) = grants_given(cast.customer)
    with scope(cast.partner.tenant_id):
        end_grant(grant.id, actor=cast.partner)

    with scope(cast.customer.tenant_id):
        assert not grants_given(cast.customer)[0].in_force


def test_it_ends_once(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        (grant,) = grants_given(cast.customer)
        end_grant(grant.id, actor=cast.customer)
        ended_at = grants_given(cast.customer)[0].ended_at

        with pytest.raises(Refused) as refusal:
            end_grant(grant.id, actor=cast.customer)

        assert refusal.value.code == "grant_over"
        assert grants_given(cast.customer)[0].ended_at == ended_at


def test_a_rival_and_the_operator_do_not_see_it(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        (grant,) = grants_given(cast.customer)
    for stranger in (cast.rival, cast.operator):
        with scope(stranger.tenant_id), pytest.raises(NotFound):
            end_grant(grant.id, actor=stranger)

    with scope(cast.customer.tenant_id):
        assert grants_given(cast.customer)[0].in_force


def test_a_member_may_not_end_it(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        (grant,) = grants_given(cast.customer)
        with pytest.raises(NotPermitted):
            end_grant(grant.id, actor=cast.member)

        assert grants_given(cast.customer)[0].in_force
