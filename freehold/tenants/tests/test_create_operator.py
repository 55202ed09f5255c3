"""The root of the tree."""

import pytest

from freehold.kernel.errors import Conflict, Refused
from freehold.tenants.actions.create_operator import create_operator
from freehold.tenants.queries import brand_of, get_tenant
from freehold.tenants.row_security import scope
from freehold.tenants.states import TenantKind


@pytest.mark.django_db
def test_an_instance_has_one_operator() -> None:
    operator = create_operator("Meridian Hosting", support_email="help@meridian.example")

    with scope(operator):
        assert get_tenant(operator).kind is TenantKind.OPERATOR
    with pytest.raises(Conflict, match="operator"):
        create_operator("Another")


@pytest.mark.django_db
def test_the_operators_brand_answers_before_anyone_is_known() -> None:
    operator = create_operator("Meridian Hosting", support_email="help@meridian.example")

    assert brand_of(operator).support_email == "help@meridian.example"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "   ", "two\nlines", "x" * 121])
def test_a_name_is_one_line_to_read(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        create_operator(name)

    assert refusal.value.field == "name"
