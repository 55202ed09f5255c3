"""What some buyers owe at a cut-off day, by a handful of queries: the same for a run and for a look ahead."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from freehold.invoicing.drafting import A_DAY, Draft, Drafting, Due, Order, Parking
from freehold.invoicing.reading import (
    RunBefore,
    Seller,
    billed_lines,
    buyers_of,
    credited_months,
    last_billed,
    last_issued,
)
from freehold.invoicing.rules.billing import uncharged_days
from freehold.kernel import clock
from freehold.kernel.period import Period, add_months
from freehold.kernel.rating import Span
from freehold.kernel.service_levels import Minutes
from freehold.metering.queries import late_usage_of, months_with_misses, usage_in
from freehold.metering.rules import midnight
from freehold.subscriptions.charged import charged_subscriptions, spans_of

MONTHS_BACK = 14  # a year that is charged when it is over is credited then
ZERO, HUNDRED = Decimal(0), Decimal(100)


def drafts_of(
    seller_id: UUID,
    seller: Seller,
    buyer_ids: Sequence[UUID],
    cut_off: date,
    before: RunBefore | None,
    *,
    seen_on: date | None = None,
) -> tuple[list[Draft], list[Parking]]:
    """The documents of some buyers at a cut-off, and those that are passed over. Reads the scope of the seller, or of one buyer.

    With `seen_on` it is a look ahead from that day: a buyer without a profile counts as one of the seller's country, and an
    average is that of the days that are over.
    Raises: ArithmeticError, LookupError, ValueError, TypeError for what was stored and cannot be read.
    """
    orders = charged_subscriptions(seller_id, buyer_ids)
    promising = [order for order in orders if order.promised is not None]
    until = min(cut_off, clock.today())
    minutes = _minutes(promising, until) if promising else {}
    missed = _missed(promising, minutes) if minutes else {}
    drafting = Drafting(seller, cut_off, minutes)
    last = last_billed([order.id for order in orders])
    late = late_usage_of(
        seller_id, {one: (billed.at - A_DAY, billed.cut_off) for one, billed in last.items()}
    )
    due = drafting.due(orders, last, before, late, missed)
    issued = last_issued(seller_id, due) if due else {}
    due = {
        buyer_id: dues for buyer_id, dues in due.items() if drafting.is_due(dues, last, issued.get(buyer_id))
    }
    if not due:
        return [], []
    every = [one for dues in due.values() for one in dues]
    spans = spans_of(seller_id, [one.order.id for one in every])
    billed = billed_lines([one.order.id for one in every if one.settles or one.missed])
    used = _used(
        seller_id,
        [one for one in every if drafting.wants_usage(one, spans.get(one.order.id, ()))],
        spans,
        before=seen_on or date.max,
    )
    buyers = buyers_of(seller_id, due)
    somebody = drafting.stand_in if seen_on else None
    found = [
        drafting.draft(buyer_id, buyers.get(buyer_id, somebody), dues, spans, used, billed)
        for buyer_id, dues in due.items()
    ]
    drafts = [draft for one in found if not isinstance(one, Parking) for draft in one]
    return drafts, [one for one in found if isinstance(one, Parking)]


def _minutes(promising: Sequence[Order], until: date) -> dict[str, dict[date, dict[date, Minutes]]]:
    """The months, over by a day, in which minutes of these orders' services went without an answer."""
    since = add_months(until.replace(day=1), -MONTHS_BACK)
    return months_with_misses({order.kind for order in promising}, since=since, until=until)


def _missed(
    promising: Sequence[Order], minutes: Mapping[str, Mapping[date, Mapping[date, Minutes]]]
) -> dict[UUID, list[Period]]:
    """The months of each order whose promise may be missed and that were not credited yet.

    As a whole, or, where anything changed within the month or later, on some of its days.
    """
    whole = {
        (kind, month): sum(days.values(), Minutes())
        for kind, months in minutes.items()
        for month, days in months.items()
    }
    found: dict[UUID, list[Period]] = {}
    for order in promising:
        for month in sorted(minutes.get(order.kind, ())):
            period, measured = Period(month, add_months(month, 1)), whole[order.kind, month]
            is_missed = measured.up * HUNDRED < (order.promised or ZERO) * measured.asked
            changed = order.last_phase_recorded_at + A_DAY >= midnight(month)
            if period.end > order.began and (is_missed or changed):
                found.setdefault(order.id, []).append(period)
    given = credited_months(found) if found else set()
    return {
        one: left
        for one, months in found.items()
        if (left := [month for month in months if (one, month.start) not in given])
    }


def _used(
    seller_id: UUID, dues: Sequence[Due], spans: Mapping[UUID, Sequence[Span]], *, before: date
) -> dict[tuple[UUID, Period], dict[str, Decimal]]:
    """What was used in each period that is over, by order and period: as many queries as one order has such periods."""
    found: dict[tuple[UUID, Period], dict[str, Decimal]] = {}
    for number in range(max((len(due.periods.over) for due in dues), default=0)):
        asked = {due.order.id: due.periods.over[number] for due in dues if len(due.periods.over) > number}
        free = {one: uncharged_days(spans[one], period) for one, period in asked.items()}
        free = {one: days for one, days in free.items() if days}
        used = usage_in(seller_id, asked, uncharged=free, before=before)
        for (subscription_id, meter), quantity in used.items():
            found.setdefault((subscription_id, asked[subscription_id]), {})[meter] = quantity
    return found
