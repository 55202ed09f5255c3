"""A tenant's own settings."""

import pytest

from conftest import Cast
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.tenants.actions.change_settings import change_settings
from freehold.tenants.queries import get_tenant
from freehold.tenants.row_security import scope

WANTED = {"name": "Acme Dental Care", "language": "de", "time_zone": "Europe/Vienna"}


def test_an_administrator_changes_them(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        change_settings(**WANTED, version=1, actor=cast.customer)
        tenant = get_tenant(cast.customer.tenant_id)

    assert (tenant.name, tenant.language, tenant.time_zone) == ("Acme Dental Care", "de", "Europe/Vienna")


def test_two_administrators_do_not_overwrite_each_other(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        change_settings(**WANTED, version=1, actor=cast.customer)
        with pytest.raises(Conflict):
            change_settings(**{**WANTED, "name": "Mine"}, version=1, actor=cast.customer)

        assert get_tenant(cast.customer.tenant_id).name == "Acme Dental Care"


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("language", "tlh"), ("time_zone", "Mars/Olympus"), ("time_zone", "../etc")],
)
def test_what_is_not_on_the_list_is_refused_beside_its_field(cast: Cast, field: str, value: str) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            change_settings(**{**WANTED, field: value}, version=1, actor=cast.customer)

        assert refusal.value.field == field
        assert get_tenant(cast.customer.tenant_id).name == "Acme Dental"


def test_a_member_may_not(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(NotPermitted):
            change_settings(**WANTED, version=1, actor=cast.member)

        assert get_tenant(cast.customer.tenant_id).name == "Acme Dental"


def test_outside_its_scope_a_tenant_does_not_exist(cast: Cast) -> None:
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        change_settings(**WANTED, version=1, actor=cast.customer)
