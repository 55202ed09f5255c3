"""Acme's order of Alder's notebooks, and what each end sees of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from conftest import Cast
from freehold.catalog.tests.conftest import Shop, notebooks, shop
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.provisioning.queries import InstanceFacts, get_instance
from freehold.provisioning.reconcile import reconcile
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.queries import Side, SubscriptionFacts, get_subscription, list_subscriptions
from freehold.tenants.row_security import scope

__all__ = ["notebooks", "ordered", "shop"]


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


@contextmanager
def as_worker(cast: Cast) -> Iterator[Actor]:
    """The platform in Alder's scope, as the sweep acts."""
    with scope(cast.partner.tenant_id):
        yield platform_actor(cast.partner.tenant_id, via=Via.JOB)
