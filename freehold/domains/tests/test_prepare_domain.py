"""What services' records need is made as soon as a domain is named."""

from uuid import UUID

import pytest
from pytest_django import Settings

from conftest import Cast
from freehold.domains.actions.prepare_domain import prepare_domain
from freehold.domains.actions.release_domain import release_domain
from freehold.domains.tests.conftest import DOMAIN, World, claim, look_at
from freehold.kernel.actor import Via, platform_actor
from freehold.kernel.errors import NotFound, NotPermitted
from freehold.tenants.row_security import current_tenant, scope

asked: list[tuple[UUID, str]] = []


def needs_of(tenant_id: UUID, domain: str) -> None:
    """A service of the tests, which is asked in the tenant's own scope."""
    assert current_tenant() == tenant_id
    asked.append((tenant_id, domain))


@pytest.fixture(autouse=True)
def service(world: World, settings: Settings) -> None:
    asked.clear()
    settings.DOMAIN_NEEDS = [f"{__name__}.needs_of"]


def test_the_first_look_asks_for_it_before_the_domain_is_proven(cast: Cast) -> None:
    domain_id = claim(cast.customer)

    look_at(cast.customer, domain_id)

    assert asked == [(cast.customer.tenant_id, DOMAIN)]


def test_a_released_domain_needs_nothing(cast: Cast) -> None:
    domain_id = claim(cast.customer)
    with scope(cast.customer.tenant_id):
        release_domain(domain_id, actor=cast.customer)

        with pytest.raises(NotFound):
            prepare_domain(domain_id, actor=platform_actor(cast.customer.tenant_id, via=Via.JOB))

    look_at(cast.customer, domain_id)
    assert asked == []


def test_people_and_other_tenants_do_not_do_it(cast: Cast) -> None:
    domain_id = claim(cast.customer)

    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        prepare_domain(domain_id, actor=cast.customer)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        prepare_domain(domain_id, actor=platform_actor(cast.rival.tenant_id, via=Via.JOB))

    assert asked == []
