"""Giving access."""

from datetime import timedelta

import pytest

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.delegation.actions.give_grant import give_grant
from freehold.delegation.queries import grants_given, grants_held
from freehold.delegation.states import GrantKind
from freehold.kernel.actor import Role
from freehold.kernel.errors import NotPermitted, Refused
from freehold.tenants.row_security import scope

TECHNICIAN = frozenset({Role.TECHNICIAN})


def test_both_ends_see_the_grant_and_both_logs_tell_it(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        grant_id = give_grant(TECHNICIAN, lasts=timedelta(hours=4), reason="new laptop", actor=cast.customer)

        assert grants_given(cast.customer)[0].id == grant_id
        assert log_lines(cast.customer.tenant_id)[0].action == "delegation.give_grant"
    with scope(cast.partner.tenant_id):
        (held, *_) = grants_held(cast.partner, tenant_id=cast.customer.tenant_id)
        assert (held.id, held.roles, held.kind) == (grant_id, (Role.TECHNICIAN,), GrantKind.ASKED)
        assert log_lines(cast.partner.tenant_id)[0].subject_id == str(grant_id)


def test_standing_support_has_no_end(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        give_grant(TECHNICIAN, lasts=None, reason="", actor=cast.customer)
        (newest, *_) = grants_given(cast.customer)

    assert newest.kind is GrantKind.STANDING
    assert newest.ends_at is None
    assert newest.in_force


@pytest.mark.parametrize("lasts", [timedelta(minutes=59), timedelta(days=731)])
def test_a_grant_lasts_an_hour_to_two_years(cast: Cast, lasts: timedelta) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            give_grant(TECHNICIAN, lasts=lasts, reason="x", actor=cast.customer)

        assert refusal.value.field == "lasts"
        assert len(grants_given(cast.customer)) == 1


def test_one_who_acts_under_a_grant_cannot_give_another(cast: Cast) -> None:
    actor = cast.under_grant()
    with scope(cast.customer.tenant_id):
        with pytest.raises(NotPermitted):
            give_grant(TECHNICIAN, lasts=None, reason="stay", actor=actor)

        assert len(grants_given(cast.customer)) == 1


def test_the_operator_has_nobody_above_to_give_to(cast: Cast) -> None:
    with scope(cast.operator.tenant_id), pytest.raises(Refused, match="nobody above"):
        give_grant(TECHNICIAN, lasts=None, reason="x", actor=cast.operator)
