"""Seats sold, held and billed on one day, beside each other."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date
from uuid import UUID

from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.kernel.rating import Span
from freehold.services.resold.models import Supply, Task, Vendor, VendorCharge
from freehold.services.resold.permissions import SEE_COSTS
from freehold.services.resold.rules.matching import Verdict, verdict
from freehold.services.resold.rules.tasks import seats_on
from freehold.services.resold.states import TaskState
from freehold.subscriptions.charged import spans_of
from freehold.subscriptions.queries import SubscriptionFacts, sold_behind


@dataclass(frozen=True, slots=True)
class Match:
    """One order at its vendor on a day, or a reference on a bill that nobody here has."""

    supply_id: UUID | None
    customer: str
    number: str  # of the order
    vendor: str
    product: str
    reference: str
    sold: int
    held: int
    billed: int | None  # None where the vendor has billed nothing of the day
    verdict: Verdict


def matches_on(actor: Actor, day: date) -> list[Match]:
    """All orders that vendors supply, and all that they billed, as of the end of a UTC day; what disagrees first.

    Seats of several lines of one reference are added up. Raises: NotPermitted.
    """
    require(actor, SEE_COSTS)
    tenant_id = actor.tenant_id
    supplies = list(Supply.objects.filter(tenant_id=tenant_id).select_related("vendor"))
    orders = sold_behind(actor, {one.instance_id for one in supplies})
    spans = spans_of(tenant_id, [order.id for order in orders.values()])
    held, waiting = _held(tenant_id), _waiting(tenant_id)
    billed, vendors = _billed(tenant_id, day), _vendors_billing(tenant_id, day)
    found = []
    for supply in supplies:
        order = orders.get(supply.instance_id)
        sold = _sold_on(day, order, spans)
        holds = seats_on(day, held.get(supply.id, ()))
        charged = billed.pop((supply.vendor_id, supply.reference), 0) if supply.reference else 0
        on_bill = charged if supply.vendor_id in vendors else None
        if not (sold or holds or charged):
            continue
        found.append(
            Match(
                supply_id=supply.id,
                customer=order.customer if order else "",
                number=order.number if order else "",
                vendor=supply.vendor.name,
                product=supply.product,
                reference=supply.reference,
                sold=sold,
                held=holds,
                billed=on_bill,
                verdict=verdict(sold=sold, held=holds, billed=on_bill, is_waiting=supply.id in waiting),
            )
        )
    names = dict(Vendor.objects.filter(tenant_id=tenant_id).values_list("id", "name"))
    found += [
        Match(None, "", "", names[vendor_id], "", reference, 0, 0, seats, Verdict.UNKNOWN)
        for (vendor_id, reference), seats in billed.items()
    ]
    return sorted(found, key=_order)


def _order(match: Match) -> tuple[bool, bool, str, str]:
    quiet = match.verdict is Verdict.AGREES
    return quiet, match.verdict is Verdict.WAITS, match.customer.casefold(), match.reference


def _sold_on(day: date, order: SubscriptionFacts | None, spans: Mapping[UUID, list[Span]]) -> int:
    if order is None or order.started_at.astimezone(UTC).date() > day:
        return 0
    if order.ends_on is not None and order.ends_on <= day:
        return 0
    begun = [span.seats for span in spans.get(order.id, ()) if span.start <= day]
    return begun[-1] if begun else 0


def _held(tenant_id: UUID) -> Mapping[UUID, list[tuple[date, int]]]:
    """What was noted as done for each supply, in order."""
    found: dict[UUID, list[tuple[date, int]]] = defaultdict(list)
    done = Task.objects.filter(tenant_id=tenant_id, state=TaskState.DONE).order_by("closed_at", "id")
    for supply_id, closed_at, seats in done.values_list("supply_id", "closed_at", "seats"):
        if closed_at is not None:
            found[supply_id].append((closed_at.date(), seats))
    return found


def _waiting(tenant_id: UUID) -> frozenset[UUID]:
    found = Task.objects.filter(tenant_id=tenant_id, state=TaskState.OPEN)
    return frozenset(found.values_list("supply_id", flat=True))


def _billed(tenant_id: UUID, day: date) -> dict[tuple[UUID, str], int]:
    """Seats on the lines that cover a day, by vendor and reference; lines without seats count none."""
    found: dict[tuple[UUID, str], int] = defaultdict(int)
    lines = VendorCharge.objects.filter(
        tenant_id=tenant_id, starts_on__lte=day, ends_on__gt=day, seats__isnull=False
    )
    for vendor_id, reference, seats in lines.values_list("vendor_id", "reference", "seats"):
        found[vendor_id, reference] += seats or 0
    return dict(found)


def _vendors_billing(tenant_id: UUID, day: date) -> frozenset[UUID]:
    """Whose bills cover a day with seats at all: of the others nobody can say that something is missing."""
    lines = VendorCharge.objects.filter(
        tenant_id=tenant_id, starts_on__lte=day, ends_on__gt=day, seats__isnull=False
    )
    return frozenset(lines.values_list("vendor_id", flat=True).distinct())
