"""A partner made in one go."""

import pytest

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.console.customers.actions.onboard_partner import onboard_partner
from freehold.kernel.errors import NotPermitted
from freehold.tenants.queries import brand_of, get_tenant
from freehold.tenants.row_security import scope
from freehold.tenants.states import TenantKind


def test_a_partner_has_a_brand_and_an_invited_administrator(cast: Cast) -> None:
    with scope(cast.operator.tenant_id, person_id=cast.operator.person_id):
        made = onboard_partner(
            "Fir Net", actor=cast.operator, administrator_name="Fay", administrator_email="fay@fir.example"
        )

    with scope(made):
        assert get_tenant(made).kind is TenantKind.PARTNER
        assert "accounts.invite_person" in [line.action for line in log_lines(made)]
    assert brand_of(made).name == "Fir Net"


def test_a_customer_has_no_partners(cast: Cast) -> None:
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        onboard_partner("Fir Net", actor=cast.member)
