"""Acme's order of Alder's notebooks, served for some days, and what each end sees of its usage."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import timezone

from conftest import Cast
from freehold.catalog.tests.conftest import Shop, notebooks, shop
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.metering.actions.close_day import close_day
from freehold.metering.actions.count_events import count_events
from freehold.metering.actions.report_usage import Report, report_usage
from freehold.metering.models import PendingUsage, Reading, Usage, UsageEvent
from freehold.metering.rules import Event
from freehold.provisioning.models import Instance
from freehold.provisioning.reconcile import reconcile
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.tenants.row_security import scope

__all__ = ["notebooks", "shop"]

SERVED_DAYS = 70


@dataclass(frozen=True, slots=True)
class Metered:
    """An order whose service has run for seventy days: Alder's with Acme, and the one above it with the operator."""

    cast: Cast
    number: str
    upper: str
    instance_id: UUID
    as_role: Callable[[str], AbstractContextManager[None]]

    def ids(self) -> dict[str, UUID]:
        with scope(self.cast.partner.tenant_id):
            return dict(Subscription.objects.values_list("number", "id"))

    def report(self, *events: Event | None, by: Actor | None = None) -> Report:
        actor = by or self.cast.partner
        with scope(actor.tenant_id, person_id=actor.person_id):
            return report_usage(events, actor=actor)

    def count(self, *, before: date | None = None, of: Actor | None = None) -> int:
        """As the sweep does it."""
        seller_id = (of or self.cast.partner).tenant_id
        with self.as_role("freehold_worker"), scope(seller_id):
            return count_events(before=before or clock.today(), actor=platform_actor(seller_id, via=Via.JOB))

    def close(self, day: date, **quantities: Decimal) -> int:
        """As the sweep does it."""
        home = self.cast.customer.tenant_id
        with self.as_role("freehold_worker"), scope(home):
            return close_day(day, {self.instance_id: quantities}, actor=platform_actor(home, via=Via.JOB))

    def used(self, actor: Actor, number: str = "") -> dict[tuple[str, date], Decimal]:
        """What one end of an edge reads, summed over its rows."""
        found: dict[tuple[str, date], Decimal] = {}
        with scope(actor.tenant_id):
            order = Subscription.objects.get(number=number or self.number)
            for row in Usage.objects.filter(subscription_id=order.id):
                key = row.meter, row.day
                found[key] = found.get(key, Decimal(0)) + row.quantity
        return found

    def everything(self) -> tuple[object, ...]:
        """All that an act could have changed, for the proof that it changed nothing."""
        found = []
        for actor in (self.cast.operator, self.cast.partner, self.cast.customer):
            with scope(actor.tenant_id):
                found += [
                    [
                        list(model.objects.values_list().order_by("pk"))
                        for model in (Usage, Reading, PendingUsage)
                    ],
                    UsageEvent.objects.count(),
                ]
        return tuple(found)


@pytest.fixture
def metered(cast: Cast, shop: Shop, as_role: Callable[[str], AbstractContextManager[None]]) -> Metered:
    """Alder ordered three seats of notebooks for Acme, seventy days ago."""
    began = clock.now() - timedelta(days=SERVED_DAYS)
    with scope(cast.partner.tenant_id):
        order = order_subscription(
            shop.partners_plan, seats=3, buyer_id=cast.customer.tenant_id, actor=cast.partner
        )
        (upper,) = list_subscriptions(cast.partner, side=Side.BOUGHT)
        Subscription.objects.update(started_at=began)
    reconcile(cast.customer.tenant_id, order.instance_id)
    with scope(cast.customer.tenant_id):
        Instance.objects.update(created_at=began)
    return Metered(cast, order.number, upper.number, order.instance_id, as_role)


def noon(day: date) -> datetime:
    """The middle of a UTC day."""
    return datetime.combine(day, time(12), UTC)


def days_ago(number: int) -> date:
    """A UTC day."""
    return timezone.now().astimezone(UTC).date() - timedelta(days=number)


def event(
    metered: Metered,
    event_id: str,
    quantity: str = "1",
    *,
    day: date | None = None,
    meter: str = "notes",
    number: str = "",
) -> Event:
    """An event of Acme's order, a minute ago or at a day's noon."""
    at = noon(day) if day else clock.now() - timedelta(seconds=1)
    return Event(event_id, number or metered.number, meter, Decimal(quantity), at)
