"""Entering another tenant under a grant: the log of the one who gave it tells."""

import pytest

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.actions.enter_tenant import enter_tenant
from freehold.delegation.queries import enter_person, grants_given
from freehold.kernel.actor import Via
from freehold.kernel.errors import NotFound, Refused
from freehold.tenants.row_security import scope


def test_entering_stands_in_the_customers_log(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        (grant,) = grants_given(cast.customer)
    with scope(cast.partner.tenant_id):
        enter_tenant(grant.id, actor=cast.partner)

    with scope(cast.customer.tenant_id):
        newest = log_lines(cast.customer.tenant_id)[0]
    assert (newest.action, newest.actor_name, newest.facts["reason"]) == (
        "delegation.enter",
        "Anna Alder",
        "set-up",
    )
    assert newest.from_outside


def test_an_ended_grant_opens_nothing(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        (grant,) = grants_given(cast.customer)
        end_grant(grant.id, actor=cast.customer)
        before = len(log_lines(cast.customer.tenant_id))
    with scope(cast.partner.tenant_id), pytest.raises(Refused):
        enter_tenant(grant.id, actor=cast.partner)

    with scope(cast.customer.tenant_id):
        assert len(log_lines(cast.customer.tenant_id)) == before


def test_a_rival_cannot_enter_under_somebody_elses_grant(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        (grant,) = grants_given(cast.customer)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        enter_tenant(grant.id, actor=cast.rival)

    with scope(cast.rival.tenant_id):
        entered = enter_person(cast.rival.person_id, grant_id=grant.id, via=Via.PAGE)
    assert entered.grant_refused
    assert entered.actor.tenant_id == cast.rival.tenant_id


def test_a_person_without_the_role_stays_at_home(cast: Cast, tamper) -> None:
    actor = cast.under_grant()
    tamper("update accounts_person set roles = '{billing}' where id = %s", [cast.partner.person_id])

    with scope(cast.partner.tenant_id):
        entered = enter_person(cast.partner.person_id, grant_id=actor.grant_id, via=Via.PAGE)

    assert entered.grant_refused
