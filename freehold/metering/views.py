"""Pages of usage: what orders used lately, and one order by month and day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.period import Period
from freehold.kernel.schemas import part_of
from freehold.metering.queries import Day, Month, usage_by_day, usage_by_month, usage_of_orders
from freehold.metering.words import OVER_DAYS, written_quantity
from freehold.provisioning.contract import Meter
from freehold.provisioning.registry import priced_meters
from freehold.subscriptions.queries import (
    Order,
    Side,
    SubscriptionFacts,
    get_subscription,
    list_subscriptions,
    place,
)
from freehold.tenants.states import TenantKind
from freehold.ui.charts import Chart, Series, bar_chart
from freehold.ui.paging import place_in

PAGE = 50
LATELY_DAYS = 30


@dataclass(frozen=True, slots=True)
class Quantity:
    """What stands in a cell: a meter's quantity with its unit, and what of it came late."""

    title: str
    written: str
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An order, and what it used lately."""

    subscription: SubscriptionFacts
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month of an order."""

    label: str
    value: str  # in the address
    quantities: tuple[Quantity, ...]
    is_shown: bool
    is_running: bool


@require_safe
def orders(request: SignedInRequest) -> HttpResponse:
    """What the orders used that one sells; a customer's own."""
    is_customer = request.entered.tenant_kind is TenantKind.CUSTOMER
    return _orders(request, Side.BOUGHT if is_customer else Side.SOLD)


@require_safe
def bought(request: SignedInRequest) -> HttpResponse:
    """What one's own orders used."""
    return _orders(request, Side.BOUGHT)


@require_safe
def order(request: SignedInRequest, number: str) -> HttpResponse:
    """One order: its months, and the days of the one that the address names."""
    subscription = get_subscription(request.actor, number)
    today = clock.today()
    months = usage_by_month(request.actor, subscription, today=today)
    meters = list(priced_meters(subscription.kind).values())
    shown = _shown_month(request, months)
    days = usage_by_day(request.actor, subscription, period=shown) if shown else []
    return render(
        request,
        "metering/order.html",
        {
            "subscription": subscription,
            "is_sold": subscription.side is Side.SOLD,
            "meters": [_heading(meter) for meter in meters],
            "months": [_month_line(month, meters, shown, today) for month in months],
            "shown": _month_name(shown.start) if shown else "",
            "charts": _charts(meters, days, shown, today) if shown else [],
        },
    )


def _orders(request: SignedInRequest, side: Side) -> HttpResponse:
    search = request.GET.get("q", "").strip()
    found = list_subscriptions(
        request.actor,
        side=side,
        search=search,
        after=place_in(request, tuple[str, UUID]),
        limit=PAGE + 1,
    )
    part = part_of(found, limit=PAGE, place=lambda one: place(one, Order.NEWEST))
    today = clock.today()
    lately = Period(today - timedelta(days=LATELY_DAYS), today)
    used = usage_of_orders(request.actor, part.items, period=lately)
    return render(
        request,
        "metering/orders.html",
        {
            "lines": [_order_line(one, used.get(one.id, {})) for one in part.items],
            "next": part.next,
            "is_sold": side is Side.SOLD,
            "is_seller": request.entered.tenant_kind is not TenantKind.CUSTOMER,
            "is_partner": request.entered.tenant_kind is TenantKind.PARTNER,
            "is_narrowed": bool(search),
        },
    )


def _order_line(subscription: SubscriptionFacts, used: Mapping[str, Decimal]) -> OrderLine:
    meters = priced_meters(subscription.kind).values()
    return OrderLine(subscription, tuple(_quantity(meter, used) for meter in meters if meter.name in used))


def _month_line(month: Month, meters: Sequence[Meter], shown: Period | None, today: date) -> MonthLine:
    return MonthLine(
        label=_month_name(month.period.start),
        value=month.period.start.strftime("%Y-%m"),
        quantities=tuple(_quantity(meter, month.quantities, month.corrections) for meter in meters),
        is_shown=month.period == shown,
        is_running=today in month.period,
    )


def _quantity(
    meter: Meter, quantities: Mapping[str, Decimal], corrections: Mapping[str, Decimal] | None = None
) -> Quantity:
    found, later = quantities.get(meter.name), (corrections or {}).get(meter.name)
    return Quantity(
        title=str(meter.title),
        written="–" if found is None else written_quantity(found, meter),
        corrected=written_quantity(later, meter) if later else "",
    )


def _shown_month(request: HttpRequest, months: Sequence[Month]) -> Period | None:
    """The month of the address, or the newest."""
    periods = {month.period.start.strftime("%Y-%m"): month.period for month in months}
    return periods.get(request.GET.get("month", "")) or next(iter(periods.values()), None)


def _charts(meters: Sequence[Meter], days: Sequence[Day], shown: Period, today: date) -> list[Chart]:
    """One for each meter that was read: they have units of their own."""
    quantities = {one.day: one.quantities for one in days}
    end = min(shown.end, max(today, shown.start + timedelta(days=1)))
    all_days = [shown.start + timedelta(days=number) for number in range((end - shown.start).days)]
    return [
        bar_chart(
            str(meter.title),
            [date_format(day, "j M") for day in all_days],
            [
                Series(
                    str(meter.title),
                    [
                        max(Decimal(0), quantities.get(day, {}).get(meter.name, Decimal(0)))
                        for day in all_days
                    ],
                )
            ],
            unit=meter.written_unit or _("each day"),
        )
        for meter in meters
        if any(meter.name in one.quantities for one in days)
    ]


def _heading(meter: Meter) -> tuple[str, str]:
    """A meter, and how its days make the month."""
    return str(meter.title), str(OVER_DAYS[meter.over_days])


def _month_name(first: date) -> str:
    return date_format(first, "YEAR_MONTH_FORMAT")
