"""Drift: where bought, provided and billed are not the same, on each edge that a tenant is an end of. It is to be empty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from freehold.invoicing.drafting import UNRATEABLE
from freehold.invoicing.reading import LastBilled, last_billed
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.period import Period, add_months
from freehold.kernel.permission import may, require
from freehold.reporting.models import DriftCheck
from freehold.reporting.permissions import SEE_DRIFT
from freehold.reporting.queries.margin import require_seller
from freehold.reporting.reading.edges import (
    Agreed,
    NewestRun,
    Order,
    lines_of,
    newest_run,
    orders_of,
    phases_of,
    services_of,
    used_differently,
)
from freehold.reporting.rules.drift import (
    Billed,
    Charges,
    Difference,
    Known,
    Phase,
    differences_of_bills,
    differences_of_edges,
    differences_of_order,
    differences_of_service,
    spans_at,
)
from freehold.reporting.states import DriftKind, What
from freehold.services.resold.permissions import SEE_COSTS
from freehold.services.resold.queries.matching import matches_on
from freehold.services.resold.rules.matching import Verdict
from freehold.tenants.queries import names_of_buyers

AT_ONCE = 5_000  # orders
MOST_USED = 500  # differences of usage that are told at once
MONTHS = 2
SETTLED = frozenset({Verdict.AGREES, Verdict.WAITS})
OVERLAP = timedelta(minutes=1)  # so long may an act last that a run did not see yet


@dataclass(frozen=True, slots=True)
class Drift:
    """A difference, and whose order it is about, as the tenant knows it."""

    number: str
    is_sold: bool
    customer: str  # the buyer's name, or of a buyer's customer the pseudonym; empty for one's own orders
    plan: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Checked:
    """What was compared, and what was found to differ."""

    period: Period  # of which each day was compared; days to come as far as they are billed
    orders: int
    drifts: tuple[Drift, ...]
    next: UUID | None  # the last order that was looked at, where there are more
    with_vendors: int = (
        0  # orders and references at vendors where sold, held and billed seats part today, told elsewhere
    )


def last_period(today: date, months: int = MONTHS) -> Period:
    """The running month, and those before it."""
    first = today.replace(day=1)
    return Period(add_months(first, 1 - months), add_months(first, 1))


def drift(actor: Actor, period: Period, *, after: UUID | None = None, limit: int = AT_ONCE) -> Checked:
    """Compare each day of a period on all edges of some orders, by a handful of statements; `after` goes on behind an order.

    Raises: NotFound (who sells nothing), NotPermitted.
    """
    require_seller(actor)
    require(actor, SEE_DRIFT)
    own, agreed = actor.tenant_id, Agreed()
    found = orders_of(own, agreed, after=after, limit=limit + 1)
    orders = found[:limit]
    ids = [one.own.id for one in orders]
    phases = phases_of({*ids, *(one.upstream_id for one in orders if one.upstream_id)}, agreed)
    lines = lines_of(
        {one.own.id: one.own.rhythm.interval for one in orders if one.own.rhythm}, since=period.start
    )
    now, today = clock.now(), clock.today()
    services, billed, run = services_of(ids, today=today), last_billed(ids), newest_run(own)
    told: list[tuple[Order, Difference]] = []
    charges = Charges()
    for order in orders:
        own_phases = phases.get(order.own.id, [])
        spans = spans_at(own_phases)
        differences = [
            *differences_of_order(order.own, spans, today=today),
            *_of_edges(order, phases, period, today),
            *differences_of_service(order.own, services.get(order.own.id), now=now),
            *_of_bills(
                order,
                own_phases,
                lines.get(order.own.id, []),
                _known(order, billed.get(order.own.id), run),
                period,
                charges,
            ),
        ]
        told += [(order, one) for one in differences]
    told += _of_usage(own, orders, period)
    names = names_of_buyers(own, {order.buyer_id for order, _difference in told if order.is_sold})
    return Checked(
        period=period,
        orders=len(orders),
        drifts=tuple(
            Drift(
                order.number,
                order.is_sold,
                _customer(order, names.get(order.buyer_id, "")),
                order.own.plan,
                one,
            )
            for order, one in told
        ),
        next=ids[-1] if len(found) > limit else None,
        with_vendors=_with_vendors(actor, today) if after is None else 0,
    )


def _with_vendors(actor: Actor, today: date) -> int:
    """For how many orders and references sold, held and billed seats part today, and nobody is at it."""
    if not may(actor, SEE_COSTS):
        return 0
    return sum(one.verdict not in SETTLED for one in matches_on(actor, today))


@dataclass(frozen=True, slots=True)
class LastCheck:
    """What the newest nightly comparison of a seller came to."""

    checked_at: datetime
    orders: int
    differences: int


def last_check(actor: Actor) -> LastCheck | None:
    """None where there was none yet. Raises: NotFound (who sells nothing), NotPermitted."""
    require_seller(actor)
    require(actor, SEE_DRIFT)
    found = DriftCheck.objects.filter(tenant_id=actor.tenant_id).first()
    return LastCheck(found.checked_at, found.orders, found.differences) if found else None


def sellers(*, after: UUID | None = None, limit: int = 500) -> list[UUID]:
    """For the worker's sweep: who sells anything, by id."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.sellers(%s, %s)", [after or UUID(int=0), limit])
        return [seller_id for (seller_id,) in cursor.fetchall()]


def _customer(order: Order, name: str) -> str:
    return " · ".join(part for part in (name, order.pseudonym) if part)


def _of_edges(
    order: Order, phases: dict[UUID, list[Phase]], period: Period, today: date
) -> Sequence[Difference]:
    days = Period(today, today + timedelta(days=1))
    if order.is_for_nobody or (order.is_sold and order.upstream_id and not order.has_upstream):
        return [Difference(DriftKind.EDGES, What.MISSING, days, "", "")]
    if not order.is_sold or order.upstream_id is None:
        return []
    if order.own.charged_from is None or order.upstream_charged_from is None:
        return []
    since = max(order.own.charged_from, order.upstream_charged_from, period.start)
    until = min(period.end, days.end)
    if since >= until:
        return []
    return differences_of_edges(
        spans_at(phases.get(order.own.id, [])),
        spans_at(phases.get(order.upstream_id, [])),
        since=since,
        until=until,
    )


def _known(order: Order, last: LastBilled | None, run: NewestRun | None) -> list[Known]:
    """Of one's own runs it is known what they should have billed; of a seller's, what it has billed."""
    known = [Known(last.cut_off, last.at - OVERLAP, last.at)] if last else []
    if order.is_sold and run is not None and (last is None or run.cut_off > last.cut_off):
        known.append(Known(run.cut_off, run.began_at - OVERLAP, run.finished_at))
    return known


def _of_bills(
    order: Order,
    phases: Sequence[Phase],
    lines: Sequence[Billed],
    known: Sequence[Known],
    period: Period,
    charges: Charges,
) -> Sequence[Difference]:
    if order.own.rhythm is None:
        return []
    try:
        return differences_of_bills(phases, lines, order.own.rhythm, known, within=period, charges=charges)
    except UNRATEABLE:
        return [Difference(DriftKind.BILLED, What.UNRATEABLE, period, "", "")]


def _of_usage(own: UUID, orders: Sequence[Order], period: Period) -> list[tuple[Order, Difference]]:
    by_id = {one.own.id: one for one in orders if one.is_sold and one.has_upstream}
    found = used_differently(own, by_id, period, most=MOST_USED)
    return [
        (
            by_id[order_id],
            Difference(
                DriftKind.USED, What.QUANTITY, Period(day, day + timedelta(days=1)), f"{below.normalize():f}",
                f"{above.normalize():f}", meter,
            ),
        )
        for order_id, meter, day, below, above in found
    ]  # fmt: skip
