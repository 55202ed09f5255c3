"""Closing a day: one reading stands once, and the same on each edge."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Cast
from freehold.kernel import clock
from freehold.kernel.errors import NotPermitted, Refused
from freehold.metering.actions.close_day import close_day
from freehold.metering.models import Reading, Usage
from freehold.metering.tests.conftest import SERVED_DAYS, Metered, days_ago
from freehold.subscriptions.models import Subscription
from freehold.tenants.row_security import scope

YESTERDAY = 1


def test_one_reading_stands_on_each_edge_up_to_the_operator(metered: Metered, cast: Cast) -> None:
    day = days_ago(YESTERDAY)

    assert metered.close(day, notes=Decimal("4.5")) == 1

    expected = {("notes", day): Decimal("4.5")}
    assert metered.used(cast.customer) == expected
    assert metered.used(cast.partner) == expected
    assert metered.used(cast.partner, metered.upper) == expected
    assert metered.used(cast.operator, metered.upper) == expected


def test_nobody_sees_the_usage_of_an_edge_that_is_not_theirs(metered: Metered, cast: Cast) -> None:
    metered.close(days_ago(YESTERDAY), notes=Decimal(3))

    with scope(cast.operator.tenant_id):
        assert Usage.objects.count() == 1
        assert Reading.objects.count() == 0
    with scope(cast.partner.tenant_id):
        assert Usage.objects.count() == 2
        assert Reading.objects.count() == 0
    with scope(cast.rival.tenant_id):
        assert Usage.objects.count() == 0


def test_closing_twice_is_closing_once_and_the_first_reading_counts(metered: Metered, cast: Cast) -> None:
    day = days_ago(YESTERDAY)
    metered.close(day, notes=Decimal(3))
    before = metered.everything()

    assert metered.close(day, notes=Decimal(3)) == 0
    assert metered.close(day, notes=Decimal(99)) == 0

    assert metered.everything() == before


def test_a_day_that_is_not_over_is_not_closed(metered: Metered) -> None:
    before = metered.everything()

    with pytest.raises(Refused, match="not over"):
        metered.close(clock.today(), notes=Decimal(3))

    assert metered.everything() == before


@pytest.mark.parametrize("quantity", ["-1", "NaN", "Infinity"])
def test_a_reading_that_is_no_quantity_is_refused(metered: Metered, quantity: str) -> None:
    before = metered.everything()

    with pytest.raises(Refused) as refusal:
        metered.close(days_ago(YESTERDAY), notes=Decimal(quantity))

    assert refusal.value.code == "quantity"
    assert metered.everything() == before


def test_no_person_closes_a_day(metered: Metered, cast: Cast) -> None:
    before = metered.everything()

    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        close_day(days_ago(YESTERDAY), {metered.instance_id: {"notes": Decimal(1)}}, actor=cast.customer)

    assert metered.everything() == before


def test_days_before_the_order_and_from_its_end_on_cost_nothing(metered: Metered, cast: Cast) -> None:
    with scope(cast.partner.tenant_id):
        Subscription.objects.update(ends_on=days_ago(3))
    for number in (SERVED_DAYS + 1, 4, 3, 2):
        metered.close(days_ago(number), notes=Decimal(number))

    assert metered.used(cast.customer) == {("notes", days_ago(4)): Decimal(4)}
    with scope(cast.customer.tenant_id):
        assert Reading.objects.count() == 4


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(
    readings=st.lists(st.tuples(st.integers(1, 60), st.decimals(0, 10**9, places=9)), min_size=1, max_size=12)
)
def test_quantities_agree_on_all_edges_of_an_instance(
    metered: Metered, cast: Cast, readings: list[tuple[int, Decimal]]
) -> None:
    for number, quantity in readings:
        metered.close(days_ago(number), notes=quantity)

    used = metered.used(cast.customer)
    assert used == metered.used(cast.partner, metered.upper) == metered.used(cast.operator, metered.upper)
    for number, _ in readings:
        assert ("notes", days_ago(number)) in used
