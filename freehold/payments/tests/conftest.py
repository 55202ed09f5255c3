"""Acme owes Alder for April and May, and Alder's bank sends statements."""

from collections.abc import Callable

import pytest

from freehold.catalog.tests.conftest import notebooks, shop
from freehold.invoicing.tests.conftest import Billing, at, billing, two_months
from freehold.payments.actions.import_statement import Imported, import_statement
from freehold.tenants.row_security import scope

__all__ = ["at", "billing", "notebooks", "shop", "two_months"]

Take = Callable[[bytes], Imported]


@pytest.fixture
def take(two_months: Billing) -> Take:
    """Let Alder read a statement in."""

    def read(content: bytes) -> Imported:
        seller = two_months.cast.partner
        with scope(seller.tenant_id):
            return import_statement(content, file_name="statement.xml", actor=seller)

    return read
