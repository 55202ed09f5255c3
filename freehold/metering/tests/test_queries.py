"""What pages and invoices read: months, periods, and what came late."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from freehold.kernel import clock
from freehold.kernel.errors import NotPermitted
from freehold.kernel.period import Period, add_months
from freehold.metering.queries import late_usage_of, usage_by_day, usage_by_month, usage_in, usage_of_orders
from freehold.metering.tests.conftest import Metered, event
from freehold.subscriptions.queries import get_subscription
from freehold.tenants.row_security import scope

LAST_MONTH = Period(add_months(clock.today().replace(day=1), -1), clock.today().replace(day=1))
FIRST, SECOND = LAST_MONTH.start, LAST_MONTH.start + timedelta(days=1)


def test_a_meter_of_what_stood_there_is_averaged_over_all_days_of_the_period(
    metered: Metered, cast: Cast
) -> None:
    metered.close(FIRST, notes=Decimal(30))
    metered.close(SECOND, notes=Decimal(60))
    order = metered.ids()[metered.number]

    with scope(cast.partner.tenant_id):
        found = usage_in(cast.partner.tenant_id, {order: LAST_MONTH})

    assert found == {(order, "notes"): (Decimal(90) / LAST_MONTH.days).quantize(Decimal("0.000000001"))}


def test_a_meter_of_what_happened_is_summed(metered: Metered, cast: Cast) -> None:
    metered.close(FIRST, happened=Decimal(30))
    metered.close(SECOND, happened=Decimal("60.5"))
    order = metered.ids()[metered.number]

    with scope(cast.partner.tenant_id):
        found = usage_in(cast.partner.tenant_id, {order: LAST_MONTH})

    assert found == {(order, "happened"): Decimal("90.5")}


def test_days_that_are_not_charged_count_as_days_without_use(metered: Metered, cast: Cast) -> None:
    metered.close(FIRST, happened=Decimal(30))
    metered.close(SECOND, happened=Decimal(5))
    metered.close(LAST_MONTH.last_day, happened=Decimal(7))
    order = metered.ids()[metered.number]
    trial = Period(FIRST - timedelta(days=9), SECOND)
    pause = Period(LAST_MONTH.last_day, LAST_MONTH.end)

    with scope(cast.partner.tenant_id):
        found = usage_in(cast.partner.tenant_id, {order: LAST_MONTH}, uncharged={order: [pause, trial]})
        nothing = usage_in(cast.partner.tenant_id, {order: LAST_MONTH}, uncharged={order: [LAST_MONTH]})

    assert found == {(order, "happened"): Decimal(5)}
    assert nothing == {}


def test_splitting_a_period_changes_no_sum(metered: Metered, cast: Cast) -> None:
    for number in range(0, LAST_MONTH.days, 3):
        metered.close(FIRST + timedelta(days=number), happened=Decimal(number) / 8)
    order = metered.ids()[metered.number]
    middle = FIRST + timedelta(days=11)

    with scope(cast.partner.tenant_id):
        whole, first, second = (
            usage_in(cast.partner.tenant_id, {order: period})[order, "happened"]
            for period in (LAST_MONTH, Period(FIRST, middle), Period(middle, LAST_MONTH.end))
        )

    assert whole == first + second


def test_a_period_of_each_order_is_read_in_one_query_and_of_the_sellers_own_edge(
    metered: Metered, cast: Cast
) -> None:
    metered.close(FIRST, happened=Decimal(1))
    own, upper = metered.ids()[metered.number], metered.ids()[metered.upper]

    with scope(cast.partner.tenant_id), CaptureQueriesContext(connection) as queries:
        found = usage_in(cast.partner.tenant_id, {own: LAST_MONTH, upper: LAST_MONTH})

    assert found == {(own, "happened"): Decimal(1)}
    assert len([one for one in queries if "metering_usage" in one["sql"]]) == 1


def test_what_came_late_is_found_for_the_next_invoice(metered: Metered, cast: Cast) -> None:
    metered.close(FIRST, notes=Decimal(1))
    billed_at = clock.now()
    order = metered.ids()[metered.number]
    with scope(cast.partner.tenant_id):
        assert late_usage_of(cast.partner.tenant_id, {order: (billed_at, LAST_MONTH.end)}) == set()

    metered.report(event(metered, "a", "2", day=SECOND))
    metered.count()

    with scope(cast.partner.tenant_id):
        assert late_usage_of(cast.partner.tenant_id, {order: (billed_at, LAST_MONTH.end)}) == {order}
        assert late_usage_of(cast.partner.tenant_id, {order: (billed_at, SECOND)}) == set()
        assert late_usage_of(cast.partner.tenant_id, {}) == set()
    with scope(cast.operator.tenant_id):
        assert late_usage_of(cast.operator.tenant_id, {order: (billed_at, LAST_MONTH.end)}) == set()


def test_an_order_is_read_by_month_and_by_day_with_its_corrections(metered: Metered, cast: Cast) -> None:
    metered.close(FIRST, notes=Decimal(31))
    metered.report(event(metered, "a", "31", day=SECOND))
    metered.count()

    with scope(cast.customer.tenant_id):
        order = get_subscription(cast.customer, metered.number)
        (month,) = usage_by_month(cast.customer, order, today=clock.today())
        days = usage_by_day(cast.customer, order, period=LAST_MONTH)
        totals = usage_of_orders(cast.customer, [order], period=LAST_MONTH)

    averaged = (Decimal(62) / LAST_MONTH.days).quantize(Decimal("0.000000001"))
    assert month.period == LAST_MONTH
    assert month.quantities == {"notes": averaged}
    assert month.corrections == {"notes": Decimal(31)}
    assert [(one.day, one.quantities) for one in days] == [
        (FIRST, {"notes": Decimal(31)}),
        (SECOND, {"notes": Decimal(31)}),
    ]
    assert totals == {order.id: {"notes": averaged}}


def test_who_may_not_see_usage_reads_none(metered: Metered, cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        order = get_subscription(cast.customer, metered.number)
    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        usage_by_month(cast.member, order, today=date(2026, 1, 1))
