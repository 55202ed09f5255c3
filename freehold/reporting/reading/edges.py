"""The orders of a tenant on both of its edges, with the chain above, the service behind and the lines that billed them."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from freehold.invoicing.rules.billing import Rhythm
from freehold.kernel.period import Anchor, Interval, Period
from freehold.kernel.pricing import Terms, Timing, terms_from
from freehold.kernel.rating import Span
from freehold.provisioning.states import InstanceState
from freehold.reporting.rules.drift import BILLED_BY_DAY, Billed, Ordered, Phase, Provided

NOTHING = Terms("EUR", ())
LONGEST = {Interval.MONTH: timedelta(days=31), Interval.YEAR: timedelta(days=366)}  # of a billing period

ORDERS = """
select s.id, s.number, s.seller_id, s.buyer_id, s.pseudonym, s.plan_name, s.seats, s.terms::text, s.charged_from, s.is_paused,
       s.suspended_at is not null or s.state = 'ended', s.state = 'ended', s.ends_on, s.erase_wanted_at is not null,
       s.moved_at is not null,
       s.upstream_id, up.id is not null, up.charged_from,
       s.pseudonym <> '' and s.buyer_id = %(own)s and not exists (
           select from subscriptions_subscription below
           where below.instance_id = s.instance_id and below.seller_id = %(own)s and below.upstream_id = s.id
       )
from subscriptions_subscription s
left join subscriptions_subscription up on up.id = s.upstream_id and s.seller_id = %(own)s and up.buyer_id = %(own)s
where (s.seller_id = %(own)s or s.buyer_id = %(own)s) and s.id > %(after)s and s.erased_at is null
order by s.id limit %(limit)s
"""
PHASES = """
select subscription_id, starts_on, recorded_at, seats, terms::text, plan_name, is_charged from subscriptions_phase
where subscription_id = any(%s) order by recorded_at, id
"""
LINES = """
select l.subscription_id, l.meter, l.period_start, l.period_end, l.billing_start, l.billing_end, l.seats, l.numerator,
       l.numerator > 0 and l.amount <= (
           select coalesce(sum(credit.amount), 0) from invoicing_invoice note
           join invoicing_invoiceline credit on credit.invoice_id = note.id and credit.corrects_number = l.number
           where note.corrects_id = l.invoice_id
       )
from unnest(%(ids)s::uuid[], %(since)s::date[]) asked (id, since)
join invoicing_invoiceline l on l.subscription_id = asked.id and l.settled is not null and l.cut_off >= asked.since
where l.meter = any(%(meters)s) and l.numerator <> 0 and l.billing_end > %(first)s
"""
# Days are weighed, so that one sum for each order differs when any of its days does; only those orders are looked at by the day.
USED = """
with pair as (
    select s.id as sold_id, m.id as order_id
    from subscriptions_subscription s cross join lateral (values (s.id), (s.upstream_id)) m (id)
    where s.id = any(%(ids)s) and s.seller_id = %(own)s and s.upstream_id is not null
), weighed as (
    select pair.sold_id, u.meter,
           sum(case when pair.order_id = pair.sold_id then u.quantity else -u.quantity end * hashint4(u.day - date '2000-01-01'))
               as off
    from pair join metering_usage u on u.subscription_id = pair.order_id and u.day >= %(since)s and u.day < %(until)s
    group by 1, 2
)
select pair.sold_id, u.meter, u.day, coalesce(sum(u.quantity) filter (where pair.order_id = pair.sold_id), 0),
       coalesce(sum(u.quantity) filter (where pair.order_id <> pair.sold_id), 0)
from weighed join pair on pair.sold_id = weighed.sold_id
join metering_usage u on u.subscription_id = pair.order_id and u.meter = weighed.meter
where weighed.off <> 0 and u.day >= %(since)s and u.day < %(until)s
group by 1, 2, 3
having sum(case when pair.order_id = pair.sold_id then u.quantity else -u.quantity end) <> 0
order by 1, 3, 2 limit %(most)s
"""


@dataclass(frozen=True, slots=True)
class Order:
    """An order on one edge of the tenant, and what it is compared with."""

    number: str
    is_sold: bool
    seller_id: UUID
    buyer_id: UUID
    pseudonym: str
    own: Ordered
    upstream_id: UUID | None
    has_upstream: bool
    upstream_charged_from: date | None
    is_for_nobody: bool  # bought for a customer, and sold to none


@dataclass(frozen=True, slots=True)
class NewestRun:
    """The seller's newest run that is finished."""

    cut_off: date
    began_at: datetime
    finished_at: datetime


class Agreed:
    """Reads terms once that many orders share."""

    def __init__(self) -> None:
        self._known: dict[str, Terms] = {}

    def terms(self, stored: str) -> Terms:
        """The terms that a row holds; what cannot be read charges nothing, and so differs from what was billed."""
        if stored not in self._known:
            try:
                self._known[stored] = terms_from(json.loads(stored))
            except ValueError:
                self._known[stored] = NOTHING
        return self._known[stored]


def orders_of(own: UUID, agreed: Agreed, *, after: UUID | None, limit: int) -> list[Order]:
    """Orders that the tenant sells or has ordered, by id; those whose data is erased are over."""
    with connection.cursor() as cursor:
        cursor.execute(ORDERS, {"own": own, "after": after or UUID(int=0), "limit": limit})
        return [_order(own, agreed, row) for row in cursor.fetchall()]


def _order(own: UUID, agreed: Agreed, row: tuple[Any, ...]) -> Order:
    (
        order_id, number, seller_id, buyer_id, pseudonym, plan, seats, stored, charged_from, is_paused, is_stopped, is_ended,
        ends_on, is_erasing, is_moved, upstream_id, has_upstream, upstream_charged_from, is_for_nobody,
    ) = row  # fmt: skip
    terms = agreed.terms(stored)
    return Order(
        number=number,
        is_sold=seller_id == own,
        seller_id=seller_id,
        buyer_id=buyer_id,
        pseudonym=pseudonym,
        own=Ordered(
            id=order_id,
            seats=seats,
            terms=terms,
            plan=plan,
            charged_from=charged_from,
            is_paused=is_paused,
            is_stopped=is_stopped,
            is_ended=is_ended,
            ends_on=ends_on,
            is_erasing=is_erasing,
            is_moved=is_moved,
            rhythm=Rhythm(charged_from, terms.interval, Anchor(terms.anchor), Timing(terms.timing))
            if charged_from
            else None,
        ),
        upstream_id=upstream_id,
        has_upstream=has_upstream,
        upstream_charged_from=upstream_charged_from,
        is_for_nobody=is_for_nobody,
    )


def phases_of(order_ids: Collection[UUID], agreed: Agreed) -> dict[UUID, list[Phase]]:
    """All that was written down of these orders, in the order in which it was."""
    found: dict[UUID, list[Phase]] = {}
    with connection.cursor() as cursor:
        cursor.execute(PHASES, [list(order_ids)])
        for order_id, starts_on, recorded_at, seats, stored, plan, is_charged in cursor.fetchall():
            span = Span(starts_on, seats, agreed.terms(stored), plan, is_charged)
            found.setdefault(order_id, []).append(Phase(starts_on, recorded_at, span))
    return found


def lines_of(orders: Mapping[UUID, Interval], *, since: date) -> dict[UUID, list[Billed]]:
    """What runs have charged and taken back by the day of periods that reach beyond a day; `orders` with their terms."""
    found: dict[UUID, list[Billed]] = {}
    asked = [since - LONGEST[interval] for interval in orders.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            LINES, {"ids": list(orders), "since": asked, "meters": list(BILLED_BY_DAY), "first": since}
        )
        for order_id, meter, start, end, billing_start, billing_end, *rest in cursor.fetchall():
            line = Billed(meter, Period(start, end), Period(billing_start, billing_end), *rest)
            found.setdefault(order_id, []).append(line)
    return found


def services_of(order_ids: Collection[UUID], *, today: date) -> dict[UUID, Provided]:
    """The service behind each of these orders, as both ends of their edge may know it."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.services_behind(%s, %s)", [list(order_ids), today])
        return {
            order_id: Provided(seats, InstanceState(wanted), *rest)
            for order_id, seats, wanted, *rest in cursor.fetchall()
        }


def newest_run(own: UUID) -> NewestRun | None:
    """The seller's newest run that is finished; None where there was none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select cut_off, created_at, finished_at from invoicing_run where tenant_id = %s and finished_at is not null "
            "order by cut_off desc, id desc limit 1",
            [own],
        )
        row = cursor.fetchone()
    return NewestRun(*row) if row else None


def used_differently(
    own: UUID, order_ids: Collection[UUID], period: Period, *, most: int
) -> list[tuple[UUID, str, date, Decimal, Decimal]]:
    """Where the usage of orders that are sold is not that of the orders above them: order, meter, day, below and above."""
    with connection.cursor() as cursor:
        cursor.execute(
            USED,
            {"own": own, "ids": list(order_ids), "since": period.start, "until": period.end, "most": most},
        )
        return list(cursor.fetchall())
