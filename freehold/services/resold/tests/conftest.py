"""Alder resells seats of Northwind Office, which it buys elsewhere, to Acme: an order of three seats."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import pytest

from conftest import Cast
from freehold.catalog.actions.create_offering import create_offering
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.provisioning.queries import InstanceFacts, get_instance
from freehold.provisioning.reconcile import reconcile
from freehold.provisioning.registry import register
from freehold.services.resold.actions.do_task import do_task
from freehold.services.resold.queries.tasks import TaskFacts, list_tasks
from freehold.services.resold.service import ResoldService
from freehold.services.resold.states import TaskState
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.queries import SubscriptionFacts, get_subscription
from freehold.tenants.row_security import scope

OPTIONS = {"vendor": "Northwind", "product": "Northwind Office", "working_days": 2}
REFERENCE = "NW-1001"


@pytest.fixture(autouse=True)
def _service() -> None:
    register(ResoldService())


def make_plan(
    seller: Actor,
    name: str = "Alder Office",
    *,
    price: Decimal = Decimal(12),
    options: dict[str, object] | None = None,
) -> UUID:
    """A plan of a vendor's own suite, which the seller buys elsewhere, with a price."""
    with scope(seller.tenant_id):
        offering = create_offering(f"Offering {name}", kind="resold", actor=seller)
        plan_id = create_plan(offering, name=name, options=options or OPTIONS, actor=seller)
        publish_price_list({plan_id: price}, currency="EUR", valid_from=clock.today(), actor=seller)
    return plan_id


@dataclass(frozen=True, slots=True)
class Sold:
    """Acme's order with Alder."""

    cast: Cast
    number: str
    plan_id: UUID

    @property
    def order(self) -> SubscriptionFacts:
        with scope(self.cast.customer.tenant_id):
            return get_subscription(self.cast.customer, self.number)

    @property
    def instance(self) -> InstanceFacts:
        with scope(self.cast.customer.tenant_id):
            return get_instance(self.order.instance_id)

    def reconcile(self) -> InstanceFacts:
        """As the worker does."""
        reconcile(self.cast.customer.tenant_id, self.order.instance_id)
        return self.instance

    def tasks(self, *states: TaskState) -> list[TaskFacts]:
        with scope(self.cast.partner.tenant_id):
            return list_tasks(self.cast.partner, today=clock.today(), states=states or (TaskState.OPEN,))

    def do(self, reference: str = REFERENCE) -> InstanceFacts:
        """Somebody of Alder does the one open task."""
        (task,) = self.tasks()
        with scope(self.cast.partner.tenant_id):
            do_task(task.id, reference=reference, actor=self.cast.partner)
        return self.reconcile()


@pytest.fixture
def sold(cast: Cast) -> Sold:
    """Acme orders three seats; the worker has looked."""
    plan_id = make_plan(cast.partner)
    with scope(cast.customer.tenant_id):
        order = order_subscription(plan_id, seats=3, actor=cast.customer)
    made = Sold(cast, order.number, plan_id)
    made.reconcile()
    return made
