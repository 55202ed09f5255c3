"""What several of these tests begin with."""

from uuid import UUID

import pytest

from conftest import Cast
from freehold.accounts.actions.create_group import create_group
from freehold.tenants.row_security import scope


@pytest.fixture
def desk(cast: Cast) -> UUID:
    """Acme's front desk, a group without roles."""
    with scope(cast.customer.tenant_id):
        return create_group("Front desk", actor=cast.customer)
