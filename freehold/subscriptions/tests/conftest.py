"""Acme's order of Alder's notebooks, and what each end sees of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest

from conftest import Cast
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.tests.conftest import Shop, notebooks, shop
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.provisioning.queries import InstanceFacts, get_instance
from freehold.provisioning.reconcile import reconcile
from freehold.subscriptions.actions.advance import advance_subscription
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.queries import Side, SubscriptionFacts, get_subscription, list_subscriptions
from freehold.subscriptions.rules import Step
from freehold.tenants.row_security import scope

__all__ = ["cancelled", "notebooks", "ordered", "shop", "tried"]


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order for three seats: the number that Alder and Acme share, and the one of Alder's edge above it."""

    number: str
    upper: str
    cast: Cast

    def seen_by(self, actor: Actor, number: str = "") -> SubscriptionFacts:
        with scope(actor.tenant_id):
            return get_subscription(actor, number or self.number)

    @property
    def instance(self) -> InstanceFacts:
        with scope(self.cast.customer.tenant_id):
            return get_instance(self.seen_by(self.cast.customer).instance_id)

    def reconcile(self) -> InstanceFacts:
        reconcile(self.cast.customer.tenant_id, self.instance.id)
        return self.instance

    @property
    def everything(self) -> tuple[object, ...]:
        """All that an act could have changed, for the proof that it changed nothing."""
        return (
            self.seen_by(self.cast.customer),
            self.seen_by(self.cast.operator, self.upper),
            self.instance,
        )


@pytest.fixture
def ordered(cast: Cast, shop: Shop) -> Ordered:
    """Alder orders three seats for Acme."""
    with scope(cast.partner.tenant_id):
        order = order_subscription(
            shop.partners_plan, seats=3, buyer_id=cast.customer.tenant_id, actor=cast.partner
        )
        (upper,) = list_subscriptions(cast.partner, side=Side.BOUGHT)
    return Ordered(order.number, upper.number, cast)


@pytest.fixture
def cancelled(cast: Cast, ordered: Ordered) -> Ordered:
    """Acme's order, cancelled as of today; its notebook has a page in it."""
    ordered.reconcile()
    with scope(cast.customer.tenant_id):
        cancel_subscription(ordered.number, ends_on=clock.today(), actor=cast.customer)
    ordered.reconcile()
    return ordered


@pytest.fixture
def tried(cast: Cast, shop: Shop) -> Ordered:
    """Acme tries Alder's notebooks for a fortnight; Alder pays Meridian from the first day."""
    with scope(cast.partner.tenant_id):
        plan_id = adopt_plan(shop.operators_plan, name="Try Notes", trial_days=14, actor=cast.partner)
        publish_price_list(
            {plan_id: Decimal(5)}, currency="EUR", valid_from=clock.today(), actor=cast.partner
        )
    with scope(cast.customer.tenant_id):
        order = order_subscription(plan_id, seats=2, actor=cast.customer)
    with scope(cast.partner.tenant_id):
        (upper,) = list_subscriptions(cast.partner, side=Side.BOUGHT)
    return Ordered(order.number, upper.number, cast)


@contextmanager
def as_worker(cast: Cast) -> Iterator[Actor]:
    """The platform in Alder's scope, as the sweep acts."""
    with scope(cast.partner.tenant_id):
        yield platform_actor(cast.partner.tenant_id, via=Via.JOB)


def steps_until(cast: Cast, order: Ordered, last: date) -> list[tuple[int, Step]]:
    """What the sweep does on each day from today to `last`, asked twice a day."""
    order_id = order.seen_by(cast.partner).id
    taken = []
    for day in range((last - clock.today()).days + 1):
        for _time in range(2):
            with as_worker(cast) as worker:
                step = advance_subscription(order_id, today=clock.today() + timedelta(days=day), actor=worker)
            if step:
                taken.append((day, step))
    return taken
