"""A small shop: Meridian sells notebooks to Alder, and Alder sells them on to Acme under its own name."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import pytest

from conftest import Cast
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.create_offering import create_offering
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.kernel import clock
from freehold.provisioning.tests.conftest import notebooks
from freehold.provisioning.tests.notebook import NotebookService
from freehold.tenants.row_security import scope

__all__ = ["notebooks", "shop"]


@dataclass(frozen=True, slots=True)
class Shop:
    """The plans of both sellers; each seat costs Alder 2 EUR and Acme 5 EUR a month."""

    offering: UUID
    operators_plan: UUID
    partners_plan: UUID


@pytest.fixture
def shop(cast: Cast, notebooks: NotebookService) -> Shop:
    """The shop, made through the actions that make it in life."""
    with scope(cast.operator.tenant_id):
        offering = create_offering("Notebooks", kind="notebook", actor=cast.operator)
        operators_plan = create_plan(
            offering, name="Notebook Standard", options={"pages": 20}, actor=cast.operator
        )
        publish_price_list(
            {operators_plan: Decimal(2)}, currency="EUR", valid_from=clock.today(), actor=cast.operator
        )
    with scope(cast.partner.tenant_id):
        partners_plan = adopt_plan(operators_plan, name="Alder Notes", actor=cast.partner)
        publish_price_list(
            {partners_plan: Decimal(5)}, currency="EUR", valid_from=clock.today(), actor=cast.partner
        )
    return Shop(offering, operators_plan, partners_plan)
