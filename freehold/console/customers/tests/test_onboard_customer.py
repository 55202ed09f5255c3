"""A customer made in one go."""

import pytest

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.console.customers.actions.onboard_customer import onboard_customer
from freehold.kernel.errors import FreeholdError, NotPermitted, Refused
from freehold.tenants.queries import count_buyers
from freehold.tenants.row_security import scope

WANTED = {
    "domain": "zinc-works.example",
    "administrator_name": "Zoe Zinc",
    "administrator_email": "zoe@home.example",
}


def test_domain_and_administrator_are_made_under_the_set_up_grant(cast: Cast) -> None:
    with scope(cast.partner.tenant_id, person_id=cast.partner.person_id):
        made = onboard_customer("Zinc Works", actor=cast.partner, **WANTED)

    with scope(made):
        actions = {line.action: line for line in log_lines(made)}
    assert actions["domains.claim_domain"].grant_id is not None
    assert actions["accounts.invite_person"].actor_name == "Anna Alder"
    assert "delegation.enter" in actions


def test_a_bad_domain_leaves_nothing_behind(cast: Cast) -> None:
    with scope(cast.partner.tenant_id, person_id=cast.partner.person_id):
        before = count_buyers(cast.partner)
        with pytest.raises(FreeholdError) as refusal:
            onboard_customer("Zinc Works", actor=cast.partner, **{**WANTED, "domain": "not a domain"})

        assert refusal.value.field == "domain"
        assert count_buyers(cast.partner) == before


def test_a_taken_sign_in_is_said_beside_its_field(cast: Cast) -> None:
    with scope(cast.partner.tenant_id, person_id=cast.partner.person_id), pytest.raises(Refused) as refusal:
        onboard_customer(
            "Zinc Works", actor=cast.partner, **{**WANTED, "administrator_email": "bert@birch.example"}
        )

    assert refusal.value.field == "administrator_email"


def test_a_member_may_not(cast: Cast) -> None:
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        onboard_customer("Zinc Works", actor=cast.member)


def test_without_domain_and_administrator_it_is_just_a_customer(cast: Cast) -> None:
    with scope(cast.partner.tenant_id, person_id=cast.partner.person_id):
        made = onboard_customer("Zinc Works", actor=cast.partner)

    with scope(made):
        assert [line.action for line in log_lines(made)] == ["tenants.create_customer"]
