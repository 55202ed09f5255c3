"""Letting go of a domain."""

import pytest

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.domains.actions.release_domain import release_domain
from freehold.domains.queries import domains_of, get_domain, is_proven
from freehold.domains.states import DomainState
from freehold.domains.tests.conftest import DOMAIN, World, claim, prove
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope


def test_a_released_domain_is_free_for_others(cast: Cast, world: World) -> None:
    domain_id = prove(cast.customer, world)
    with scope(cast.customer.tenant_id):
        release_domain(domain_id, actor=cast.customer)
        assert domains_of(cast.customer) == []
        assert log_lines(cast.customer.tenant_id)[0].action == "domains.release_domain"

    prove(cast.rival_customer, world)
    with scope(cast.rival_customer.tenant_id):
        assert is_proven(cast.rival_customer.tenant_id, DOMAIN)


def test_a_released_domain_may_be_claimed_again(cast: Cast, world: World) -> None:
    first = claim(cast.customer)
    with scope(cast.customer.tenant_id):
        release_domain(first, actor=cast.customer)

    assert claim(cast.customer) != first


def test_releasing_twice_is_releasing_once(cast: Cast, world: World) -> None:
    domain_id = claim(cast.customer)
    with scope(cast.customer.tenant_id):
        for _ in range(2):
            release_domain(domain_id, actor=cast.customer)
        assert len(log_lines(cast.customer.tenant_id, action="domains.release_domain")) == 1


def test_a_domain_in_use_stays(cast: Cast, world: World) -> None:
    domain_id = prove(cast.customer, world, "used.example")

    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            release_domain(domain_id, actor=cast.customer)
        assert get_domain(cast.customer, domain_id).state is DomainState.PROVEN
    assert refusal.value.code == "domain_in_use"
    assert "3 addresses" in refusal.value.sentence


def test_a_member_cannot_release(cast: Cast, world: World) -> None:
    domain_id = claim(cast.customer)

    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        release_domain(domain_id, actor=cast.member)


def test_a_rival_does_not_find_it(cast: Cast, world: World) -> None:
    domain_id = claim(cast.customer)

    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        release_domain(domain_id, actor=cast.rival)
