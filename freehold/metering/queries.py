"""Usage as pages, the API and invoicing read it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import TruncMonth

from freehold.kernel.actor import Actor
from freehold.kernel.period import Period, add_months
from freehold.kernel.permission import require
from freehold.kernel.service_levels import Minutes
from freehold.metering.models import DoorDay, Reading, Usage
from freehold.metering.permissions import SEE_USAGE
from freehold.metering.rules import MOST_LATE, averaged
from freehold.metering.states import Origin
from freehold.provisioning.contract import Meter, OverDays
from freehold.provisioning.registry import meters_of, services
from freehold.subscriptions.queries import SubscriptionFacts

PAGE_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """An order's usage in a calendar month (UTC days), by meter: summed or averaged over all days of the month."""

    period: Period
    quantities: Mapping[str, Decimal]
    corrections: Mapping[str, Decimal]  # what of it was known only after its day was closed, summed

    @property
    def first_day(self) -> date:
        """The first of the month."""
        return self.period.start


@dataclass(frozen=True, slots=True)
class Day:
    """An order's usage on one UTC day, by meter."""

    day: date
    quantities: Mapping[str, Decimal]


def usage_by_month(
    actor: Actor, subscription: SubscriptionFacts, *, today: date, months: int = PAGE_MONTHS
) -> list[Month]:
    """The last months of an order in which something was measured, the newest first. Raises: NotPermitted.

    The running month is averaged over those of its days that are over.
    """
    require(actor, SEE_USAGE)
    since = add_months(today.replace(day=1), 1 - months)
    rows = (
        Usage.objects.filter(subscription_id=subscription.id, day__gte=since)
        .annotate(month=TruncMonth("day"))
        .values_list("month", "meter")
        .annotate(total=Sum("quantity"), later=Sum("quantity", filter=Q(origin=Origin.CORRECTION)))
    )
    found: dict[date, dict[str, Decimal]] = defaultdict(dict)
    corrected: dict[date, dict[str, Decimal]] = defaultdict(dict)
    meters = meters_of(subscription.kind)
    for month, meter, total, later in rows:
        found[month][meter] = _over_days(meters.get(meter), total, _days_over(month, today))
        if later:
            corrected[month][meter] = later
    return [
        Month(Period(month, add_months(month, 1)), found[month], corrected[month])
        for month in sorted(found, reverse=True)
    ]


def usage_by_day(actor: Actor, subscription: SubscriptionFacts, *, period: Period) -> list[Day]:
    """What each day of a period says, those without usage left out. Raises: NotPermitted."""
    require(actor, SEE_USAGE)
    rows = (
        Usage.objects.filter(subscription_id=subscription.id, day__gte=period.start, day__lt=period.end)
        .values_list("day", "meter")
        .annotate(Sum("quantity"))
        .order_by("day")
    )
    found: dict[date, dict[str, Decimal]] = defaultdict(dict)
    for day, meter, total in rows:
        found[day][meter] = total
    return [Day(day, quantities) for day, quantities in found.items()]


def usage_of_orders(
    actor: Actor, subscriptions: Iterable[SubscriptionFacts], *, period: Period
) -> dict[UUID, dict[str, Decimal]]:
    """What each of some orders used in a period, by meter, in one query. Raises: NotPermitted."""
    require(actor, SEE_USAGE)
    kinds = {one.id: one.kind for one in subscriptions}
    rows = (
        Usage.objects.filter(subscription_id__in=list(kinds), day__gte=period.start, day__lt=period.end)
        .values_list("subscription_id", "meter")
        .annotate(Sum("quantity"))
    )
    found: dict[UUID, dict[str, Decimal]] = defaultdict(dict)
    for subscription_id, meter, total in rows:
        found[subscription_id][meter] = _over_days(
            meters_of(kinds[subscription_id]).get(meter), total, period.days
        )
    return found


def usage_in(
    seller_id: UUID,
    periods: Mapping[UUID, Period],
    *,
    uncharged: Mapping[UUID, Sequence[Period]] | None = None,
    before: date = date.max,
) -> dict[tuple[UUID, str], Decimal]:
    """For invoicing, in the seller's scope: what orders used in a period each, summed or averaged over its days.

    Days of `uncharged` (a trial, a pause) count as days on which nothing was used. One query for all orders; a pair that
    is not in the answer used nothing. Of a period that is not over, an average is that of its days before `before`.
    """
    asked = _without(periods, uncharged or {})
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select usage.subscription_id, usage.meter, sum(usage.quantity) "
            "from unnest(%s::uuid[], %s::date[], %s::date[]) as asked (subscription_id, starts, ends) "
            "join metering_usage usage on usage.subscription_id = asked.subscription_id "
            "and usage.day >= asked.starts and usage.day < asked.ends and usage.seller_id = %s group by 1, 2",
            [
                [subscription_id for subscription_id, _ in asked],
                [period.start for _, period in asked],
                [period.end for _, period in asked],
                seller_id,
            ],
        )
        rows = cursor.fetchall()
    over_days = {meter.name: meter for service in services() for meter in service.meters}
    days = {one: max(1, (min(period.end, before) - period.start).days) for one, period in periods.items()}
    return {
        (subscription_id, meter): _over_days(over_days.get(meter), total, days[subscription_id])
        for subscription_id, meter, total in rows
        if total
    }


@dataclass(frozen=True, slots=True)
class Read:
    """What a meter read of an instance on the days of a period: in all, how many days were read, and on the last of them."""

    total: Decimal
    days: int
    last_day: date
    last: Decimal

    def over_days(self, meter: Meter) -> Decimal:
        """Summed, or averaged over the days that were read."""
        return averaged(self.total, days=self.days) if meter.over_days is OverDays.AVERAGE else self.total


def readings_of(
    actor: Actor, instance_ids: Collection[UUID], *, period: Period
) -> dict[tuple[UUID, str], Read]:
    """What the meters of one's own instances read in a period, by instance and meter; what was not read is left out.

    Raises: NotPermitted.
    """
    require(actor, SEE_USAGE)
    found = Reading.objects.filter(
        tenant_id=actor.tenant_id, instance_id__in=instance_ids, day__gte=period.start, day__lt=period.end
    )
    rows = found.values_list("instance_id", "meter").annotate(Sum("quantity"), Count("day"), Max("day"))
    last = {
        (instance_id, meter): quantity
        for instance_id, meter, quantity in found.order_by("instance_id", "meter", "-day")
        .distinct("instance_id", "meter")
        .values_list("instance_id", "meter", "quantity")
    }
    return {
        (instance_id, meter): Read(total, days, last_day, last[instance_id, meter])
        for instance_id, meter, total, days, last_day in rows
    }


def readings_by_day(
    actor: Actor, instance_id: UUID, meters: Collection[str], *, period: Period
) -> dict[date, dict[str, Decimal]]:
    """What some meters of one's own instance read on each day; days that nobody read are left out. Raises: NotPermitted."""
    require(actor, SEE_USAGE)
    rows = Reading.objects.filter(
        tenant_id=actor.tenant_id,
        instance_id=instance_id,
        meter__in=meters,
        day__gte=period.start,
        day__lt=period.end,
    ).values_list("day", "meter", "quantity")
    found: dict[date, dict[str, Decimal]] = defaultdict(dict)
    for day, meter, quantity in rows:
        found[day][meter] = quantity
    return found


def minutes_of(kind: str, period: Period) -> dict[str, Minutes]:
    """The minutes of a period in which the doors of a kind of service were asked, by door; of the whole service under "".

    It is the same for everybody, and no secret.
    """
    rows = (
        DoorDay.objects.filter(kind=kind, day__gte=period.start, day__lt=period.end)
        .values_list("door")
        .annotate(Sum("minutes_asked"), Sum("minutes_up"))
    )
    return {door: Minutes(asked, up) for door, asked, up in rows}


def minutes_by_month(kind: str, *, since: date) -> dict[date, dict[str, Minutes]]:
    """The same by month, from the first of a month on, the newest first; months in which nobody asked are left out."""
    rows = (
        DoorDay.objects.filter(kind=kind, day__gte=since)
        .annotate(month=TruncMonth("day"))
        .values_list("month", "door")
        .annotate(Sum("minutes_asked"), Sum("minutes_up"))
        .order_by("-month", "door")
    )
    found: dict[date, dict[str, Minutes]] = {}
    for month, door, asked, up in rows:
        found.setdefault(month, {})[door] = Minutes(asked, up)
    return found


def months_with_misses(
    kinds: Collection[str], *, since: date, until: date
) -> dict[str, dict[date, dict[date, Minutes]]]:
    """For invoicing: the months of some kinds of services in which a minute went without an answer, day by day.

    By kind and first day, in one query; months from `since` on that are over at `until`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with missed as (
                select kind, date_trunc('month', day)::date as month from metering_doorday
                where kind = any(%s) and door = '' and day >= %s and day < %s
                group by 1, 2 having sum(minutes_up) < sum(minutes_asked)
            )
            select m.kind, m.month, d.day, d.minutes_asked, d.minutes_up from missed m join metering_doorday d
            on d.kind = m.kind and d.door = '' and d.day >= m.month and d.day < m.month + interval '1 month'
            """,
            [list(kinds), since, until.replace(day=1)],
        )
        rows = cursor.fetchall()
    found: dict[str, dict[date, dict[date, Minutes]]] = {}
    for kind, month, day, asked, up in rows:
        found.setdefault(kind, {}).setdefault(month, {})[day] = Minutes(asked, up)
    return found


def late_usage_of(seller_id: UUID, billed: Mapping[UUID, tuple[datetime, date]]) -> set[UUID]:
    """For invoicing, in the seller's scope: of which of these orders usage was recorded since an instant for days before a day.

    Each has its own instant and day. One query, which looks at the days that usage may still be reported of, and some more.
    """
    if not billed:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "select asked.id from unnest(%s::uuid[], %s::timestamptz[], %s::date[]) as asked (id, since, before) "
            "where exists (select 1 from metering_usage usage where usage.subscription_id = asked.id "
            "and usage.day < asked.before and usage.day >= asked.before - %s and usage.recorded_at >= asked.since "
            "and usage.seller_id = %s)",
            [
                list(billed),
                [since for since, _before in billed.values()],
                [before for _since, before in billed.values()],
                MOST_LATE.days + 30,
                seller_id,
            ],
        )
        return {subscription_id for (subscription_id,) in cursor.fetchall()}


def instances_to_read(
    day: date, kinds: Collection[str], *, after: UUID | None = None, limit: int = 500
) -> list[tuple[UUID, UUID, str]]:
    """For the worker: (tenant, instance, kind) that were there on a day and have no reading of it, by instance."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from definer.instances_to_read(%s, %s, %s, %s)",
            [day, list(kinds), after or UUID(int=0), limit],
        )
        found: list[tuple[UUID, UUID, str]] = cursor.fetchall()
        return found


def sellers_with_events(before: date) -> list[UUID]:
    """For the worker: sellers who reported usage of days before a day that stands on no edge yet."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.sellers_with_events(%s)", [before])
        return [seller_id for (seller_id,) in cursor.fetchall()]


def _over_days(meter: Meter | None, total: Decimal, days: int) -> Decimal:
    if meter is not None and meter.over_days is OverDays.AVERAGE:
        return averaged(total, days=days)
    return total


def _days_over(month: date, today: date) -> int:
    end = add_months(month, 1)
    return (min(end, today) - month).days if month < today else (end - month).days


def _without(
    periods: Mapping[UUID, Period], uncharged: Mapping[UUID, Sequence[Period]]
) -> list[tuple[UUID, Period]]:
    """The parts of each period that are charged."""
    found = []
    for subscription_id, period in periods.items():
        start = period.start
        for free in sorted(uncharged.get(subscription_id, ())):
            if start < free.start < period.end:
                found.append((subscription_id, Period(start, free.start)))
            start = max(start, free.end)
        if start < period.end:
            found.append((subscription_id, Period(start, period.end)))
    return found
