"""One check over all of a partner's domains: totals for both ends of the edge, and no names."""

import pytest

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.domains.actions.check_customers import check_customers
from freehold.domains.jobs import check_customers as check_customers_job
from freehold.domains.models import DomainHealth
from freehold.domains.queries import domains_of, health_of_buyers, health_totals
from freehold.domains.tests.conftest import World, claim, prove
from freehold.kernel.errors import NotPermitted
from freehold.tenants.row_security import scope


def test_the_partner_sees_totals_of_its_customers_without_a_grant(cast: Cast, world: World) -> None:
    prove(cast.customer, world)
    claim(cast.customer, "second.example")
    claim(cast.rival_customer, "third.example")

    with scope(cast.partner.tenant_id):
        (health,) = health_of_buyers(cast.partner)
        totals = health_totals(cast.partner)
    assert health.buyer_name == "Acme Dental"
    assert (health.domains, health.unproven, health.failing) == (2, 1, 1)
    assert (totals.domains, totals.unproven, totals.failing) == (2, 1, 1)


def test_the_partner_sees_no_domain_and_the_operator_no_customer(cast: Cast, world: World) -> None:
    prove(cast.customer, world)

    with scope(cast.partner.tenant_id):
        assert domains_of(cast.partner) == []
    with scope(cast.operator.tenant_id):
        assert health_of_buyers(cast.operator) == []
        assert DomainHealth.objects.count() == 0


def test_the_customer_sees_what_its_partner_sees(cast: Cast, world: World) -> None:
    claim(cast.customer)

    with scope(cast.customer.tenant_id):
        assert DomainHealth.objects.get().seller_id == cast.partner.tenant_id


def test_a_seller_cannot_write_its_buyers_totals(cast: Cast, world: World) -> None:
    claim(cast.customer)

    with scope(cast.partner.tenant_id):
        assert DomainHealth.objects.update(failing=99) == 0


def test_one_wish_has_all_customers_domains_looked_at(cast: Cast, world: World) -> None:
    claim(cast.customer)
    with scope(cast.partner.tenant_id):
        check_customers(actor=cast.partner)
        assert log_lines(cast.partner.tenant_id)[0].action == "domains.check_customers"

    for _ in range(2):
        check_customers_job(str(cast.partner.tenant_id))
    with scope(cast.customer.tenant_id):
        assert domains_of(cast.customer)[0].is_being_checked


def test_it_is_not_for_members_nor_under_a_grant(cast: Cast, world: World) -> None:
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        check_customers(actor=cast.member)
    actor = cast.under_grant()
    with scope(actor.tenant_id), pytest.raises(NotPermitted):
        health_of_buyers(actor)
