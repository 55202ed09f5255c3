"""What vendors hold: for the service and for actions in the supplier's scope, and for pages."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.services.resold.models import Supply, Task
from freehold.services.resold.permissions import SEE_TASKS
from freehold.services.resold.rules.tasks import Holding, seats_on
from freehold.services.resold.states import Held, TaskState
from freehold.subscriptions.queries import SubscriptionFacts, sold_behind

KIND = "resold"
PAGE = 50


@dataclass(frozen=True, slots=True)
class SupplyFacts:
    """What a vendor holds for one order, as people have recorded it."""

    id: UUID
    instance_id: UUID
    vendor_id: UUID
    vendor: str
    product: str
    seats: int
    held: Held
    reference: str
    held_at: datetime | None
    version: int
    order: SubscriptionFacts | None  # the supplier's own, on its edge

    @property
    def customer(self) -> str:
        """For whom, as far as the supplier may know."""
        return self.order.customer if self.order else ""


def holding_of(supply: Supply) -> Holding:
    """What the vendor holds now."""
    return Holding(Held(supply.held), supply.seats, supply.product)


def seats_held_on(supplier_id: UUID, instance_id: UUID, day: date) -> int:
    """How many seats the vendor held for an instance when a UTC day ended."""
    done = Task.objects.filter(
        tenant_id=supplier_id, supply__instance_id=instance_id, state=TaskState.DONE
    ).order_by("closed_at", "id")
    return seats_on(
        day,
        (
            (closed_at.date(), seats)
            for closed_at, seats in done.values_list("closed_at", "seats")
            if closed_at is not None
        ),
    )


def list_supplies(
    actor: Actor,
    *,
    held: Held | None = None,
    search: str = "",
    after: UUID | None = None,
    limit: int = PAGE,
) -> list[SupplyFacts]:
    """What vendors hold for the supplier's orders, the newest first; `after` is the id of the last one seen.

    A search looks at vendors, products and references. Raises: NotPermitted.
    """
    require(actor, SEE_TASKS)
    found = Supply.objects.filter(tenant_id=actor.tenant_id)
    if held is not None:
        found = found.filter(held=held)
    if search:
        found = found.filter(
            Q(vendor__name__icontains=search) | Q(product__icontains=search) | Q(reference__icontains=search)
        )
    if after is not None:
        found = found.filter(id__lt=after)
    return _facts(actor, found.order_by("-id")[:limit])


def supply_place(supply: SupplyFacts) -> UUID:
    """Where it stands in the list, for the next page."""
    return supply.id


def get_supply(actor: Actor, supply_id: UUID) -> SupplyFacts:
    """One of them. Raises: NotFound, NotPermitted."""
    found = Supply.objects.filter(tenant_id=actor.tenant_id, id=supply_id)
    if not found.exists():
        raise NotFound
    require(actor, SEE_TASKS)
    (supply,) = _facts(actor, found)
    return supply


def _facts(actor: Actor, found: "QuerySet[Supply]") -> list[SupplyFacts]:
    rows = list(found.select_related("vendor"))
    orders = sold_behind(actor, {row.instance_id for row in rows}) if rows else {}
    return [
        SupplyFacts(
            id=row.id,
            instance_id=row.instance_id,
            vendor_id=row.vendor_id,
            vendor=row.vendor.name,
            product=row.product,
            seats=row.seats,
            held=Held(row.held),
            reference=row.reference,
            held_at=row.held_at,
            version=row.version,
            order=orders.get(row.instance_id),
        )
        for row in rows
    ]
