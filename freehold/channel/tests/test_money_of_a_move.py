"""The money of a move: no gap, no overlap, no double charge, on any edge; and what stands on the old edge stays payable."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from freehold.catalog.actions.promise_level import promise_level
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.channel.tests.conftest import Moving
from freehold.invoicing.document import DocumentKind, InvoiceDocument
from freehold.invoicing.models import Invoice
from freehold.invoicing.receivables import open_of
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.period import Interval
from freehold.kernel.pricing import SEATS, Component, Mode, Terms, Tier, per_seat
from freehold.kernel.service_levels import Step
from freehold.metering.actions.close_day import close_day
from freehold.metering.actions.count_events import count_events
from freehold.metering.actions.note_minutes import note_minutes
from freehold.metering.actions.report_usage import report_usage
from freehold.metering.models import Usage
from freehold.metering.rules import Event
from freehold.reporting.queries.drift import drift, last_period
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.queries import Side
from freehold.tenants.row_security import scope

APRIL, DAY, MAY, JUNE = date(2030, 4, 1), date(2030, 4, 21), date(2030, 5, 1), date(2030, 6, 1)


def bill_all(moving: Moving, day: date) -> None:
    """Every seller's run of a day."""
    for seller in (moving.cast.partner, moving.cast.rival, moving.cast.operator):
        moving.billing.run(seller, day)


def usage_terms(seat: str, note: str) -> Terms:
    """A seat and a note, each at a price."""
    return Terms(
        "EUR",
        (
            Component(SEATS, Mode.UNIT, (Tier(None, Decimal(seat)),)),
            Component("notes", Mode.UNIT, (Tier(None, Decimal(note)),)),
        ),
    )


@pytest.fixture
def with_usage(moving: Moving) -> Moving:
    """A note costs 30 cents with Alder, 60 with Birch, and both pay 15 for it."""
    cast = moving.cast
    moving.at(date(2030, 3, 1))
    for seller, plan, terms in (
        (cast.operator, moving.shop.operators_plan, usage_terms("2", "0.15")),
        (cast.partner, moving.shop.partners_plan, usage_terms("5", "0.30")),
        (cast.rival, moving.rivals_plan, usage_terms("6", "0.60")),
    ):
        with scope(seller.tenant_id):
            publish_price_list(
                {}, currency="EUR", valid_from=date(2030, 3, 1), terms={plan: [terms]}, actor=seller
            )
    return moving


def read_notes(moving: Moving, day: date, notes: int) -> None:
    """Close a day, as the worker does it."""
    moving.at(day + timedelta(days=1))
    home = moving.cast.customer.tenant_id
    instance_id = moving.instance.id
    with moving.as_role("freehold_worker"), scope(home):
        close_day(
            day, {instance_id: {"notes": Decimal(notes)}}, actor=moving.billing.platform(moving.cast.customer)
        )


def used(moving: Moving, seller: Actor, buyer: Actor) -> dict[date, Decimal]:
    """What stands on an edge, by day."""
    found: dict[date, Decimal] = {}
    with scope(seller.tenant_id):
        for row in Usage.objects.filter(seller_id=seller.tenant_id, buyer_id=buyer.tenant_id):
            found[row.day] = found.get(row.day, Decimal(0)) + row.quantity
    return found


def test_each_day_is_charged_once_on_each_tier(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    bill_all(moving, APRIL)

    moving.move(DAY)
    moving.let_birch_bill_acme()
    bill_all(moving, MAY)
    bill_all(moving, JUNE)

    # 3 seats: 20 of April's 30 days at 5, the other ten at 6, and all of May and June at 6; those above 2 for all of it.
    assert moving.net(cast.partner, cast.customer) == Decimal("10.00")
    assert moving.net(cast.rival, cast.customer) == Decimal("6.00") + Decimal("36.00")
    assert moving.net(cast.operator, cast.partner) == Decimal("4.00")
    assert moving.net(cast.operator, cast.rival) == Decimal("2.00") + Decimal("12.00")


def test_the_last_invoice_of_the_edge_that_has_ended_comes_with_the_next_run(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    bill_all(moving, APRIL)
    moving.move(DAY)

    moving.billing.run(cast.partner, MAY)

    *_, last = moving.documents(cast.partner, cast.customer)
    assert (last.kind, last.net) == (DocumentKind.CREDIT_NOTE, Decimal("5.00"))
    moving.billing.run(cast.partner, JUNE)
    assert len(moving.documents(cast.partner, cast.customer)) == 2


def test_a_move_on_the_day_of_ordering_is_charged_by_the_new_seller_alone(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)

    moving.move(APRIL)
    moving.let_birch_bill_acme()
    bill_all(moving, APRIL)
    bill_all(moving, MAY)

    assert moving.net(cast.partner, cast.customer) == 0
    assert moving.net(cast.rival, cast.customer) == Decimal("36.00")
    assert moving.net(cast.operator, cast.partner) == 0
    assert moving.net(cast.operator, cast.rival) == Decimal("12.00")


def test_a_year_paid_ahead_is_credited_by_the_day_whatever_was_agreed(moving: Moving) -> None:
    cast = moving.cast
    moving.at(date(2030, 3, 1))
    for seller, plan, price in (
        (cast.operator, moving.shop.operators_plan, 20),
        (cast.partner, moving.shop.partners_plan, 50),
        (cast.rival, moving.rivals_plan, 60),
    ):
        with scope(seller.tenant_id):
            publish_price_list(
                {},
                currency="EUR",
                valid_from=date(2030, 3, 1),
                terms={plan: [per_seat(Decimal(price), "EUR", Interval.YEAR)]},
                actor=seller,
            )
    moving.at(date(2030, 1, 1).replace(month=4))
    with scope(cast.customer.tenant_id):
        order_subscription(moving.shop.partners_plan, seats=1, interval=Interval.YEAR, actor=cast.customer)
    bill_all(moving, APRIL)
    paid = moving.net(cast.partner, cast.customer)
    paid_above = moving.net(cast.operator, cast.partner)

    moving.move(DAY)
    moving.let_birch_bill_acme()
    bill_all(moving, MAY)

    year = moving.documents(cast.partner, cast.customer)[0].lines[0].period
    days = Decimal(20) / Decimal(365)
    assert year is not None
    assert paid > Decimal("30")
    assert moving.net(cast.partner, cast.customer) == (50 * days).quantize(Decimal("0.01"))
    assert moving.net(cast.operator, cast.partner) == (20 * days).quantize(Decimal("0.01"))
    assert paid_above > moving.net(cast.operator, cast.partner)
    (now, _old) = moving.orders(cast.customer)
    assert now.terms.interval is Interval.YEAR


def test_what_is_used_up_to_the_day_before_is_the_old_sellers_and_from_the_day_on_the_new_ones(
    with_usage: Moving,
) -> None:
    moving, cast = with_usage, with_usage.cast
    moving.billing.order(APRIL)
    moving.reconcile()
    read_notes(moving, DAY - timedelta(days=2), 30)

    moving.move(DAY)
    read_notes(moving, DAY - timedelta(days=1), 60)  # read after the move
    read_notes(moving, DAY, 90)

    before, after = {DAY - timedelta(days=2): 30, DAY - timedelta(days=1): 60}, {DAY: 90}
    assert used(moving, cast.partner, cast.customer) == used(moving, cast.operator, cast.partner) == before
    assert used(moving, cast.rival, cast.customer) == used(moving, cast.operator, cast.rival) == after


def test_usage_is_billed_once_by_the_one_whose_day_it_is(with_usage: Moving) -> None:
    moving, cast = with_usage, with_usage.cast
    moving.billing.order(APRIL)
    moving.reconcile()
    bill_all(moving, APRIL)
    read_notes(moving, DAY - timedelta(days=1), 60)
    moving.move(DAY)
    moving.let_birch_bill_acme()
    read_notes(moving, DAY, 90)

    bill_all(moving, MAY)

    # An average over April's thirty days: 60 on one day is 2 a month, 90 is 3.
    assert notes_of(moving.documents(cast.partner, cast.customer)) == Decimal("0.60")
    assert notes_of(moving.documents(cast.rival, cast.customer)) == Decimal("1.80")
    assert notes_of(moving.documents(cast.operator, cast.partner)) == Decimal("0.30")
    assert notes_of(moving.documents(cast.operator, cast.rival)) == Decimal("0.45")


def notes_of(documents: list[InvoiceDocument]) -> Decimal:
    signed = {DocumentKind.INVOICE: 1, DocumentKind.CREDIT_NOTE: -1}
    return sum(
        (line.amount * signed[one.kind] for one in documents for line in one.lines if line.meter == "notes"),
        Decimal(0),
    )


def test_what_was_reported_is_counted_once_on_the_chain_that_serves_its_day(with_usage: Moving) -> None:
    moving, cast = with_usage, with_usage.cast
    number = moving.billing.order(APRIL)
    moving.reconcile()
    moving.at(DAY)

    def report(event_id: str, day: date, quantity: int) -> None:
        at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        with scope(cast.partner.tenant_id):
            said = report_usage([Event(event_id, number, "notes", Decimal(quantity), at)], actor=cast.partner)
        assert not said.faults

    report("late", DAY - timedelta(days=1), 7)
    report("today", DAY, 11)
    moving.move(DAY)
    moving.at(DAY + timedelta(days=1))
    for _time in range(2):
        with moving.as_role("freehold_worker"), scope(cast.partner.tenant_id):
            count_events(before=clock.today(), actor=moving.billing.platform(cast.partner))

    assert used(moving, cast.partner, cast.customer) == {DAY - timedelta(days=1): 7}
    assert used(moving, cast.operator, cast.partner) == {DAY - timedelta(days=1): 7}
    assert used(moving, cast.rival, cast.customer) == {DAY: 11}
    assert used(moving, cast.operator, cast.rival) == {DAY: 11}


def test_a_missed_month_is_credited_by_each_seller_for_its_own_days(
    moving: Moving, as_role: Callable[[str], AbstractContextManager[None]]
) -> None:
    cast = moving.cast
    level = (Step(Decimal("99.9"), Decimal(10)),)
    for seller, plan in (
        (cast.operator, moving.shop.operators_plan),
        (cast.partner, moving.shop.partners_plan),
        (cast.rival, moving.rivals_plan),
    ):
        with scope(seller.tenant_id):
            promise_level(plan, level, actor=seller)
    moving.billing.order(APRIL)
    bill_all(moving, APRIL)
    moving.move(DAY)
    moving.let_birch_bill_acme()
    with as_role("freehold_worker"):
        for day in (date(2030, 4, 5), date(2030, 4, 25)):
            note_minutes("notebook", day, {minute: {"shelf": minute >= 5} for minute in range(10)})

    bill_all(moving, MAY)
    bill_all(moving, JUNE)

    # 10 % of what each was charged for April: 10.00 by Alder, 6.00 by Birch, 4.00 and 2.00 above.
    assert moving.net(cast.partner, cast.customer) == Decimal("9.00")
    assert moving.net(cast.rival, cast.customer) == Decimal("41.40")
    assert moving.net(cast.operator, cast.partner) == Decimal("3.60")
    assert moving.net(cast.operator, cast.rival) == Decimal("13.80")


def test_each_side_reads_the_documents_of_its_own_edge_and_of_no_other(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    bill_all(moving, APRIL)
    moving.move(DAY)
    moving.let_birch_bill_acme()
    bill_all(moving, MAY)

    def readable(actor: Actor) -> set[tuple[object, object]]:
        with scope(actor.tenant_id):
            return set(Invoice.objects.values_list("seller_id", "buyer_id"))

    acme, alder, birch, meridian = (
        one.tenant_id for one in (cast.customer, cast.partner, cast.rival, cast.operator)
    )
    assert readable(cast.customer) == {(alder, acme), (birch, acme)}
    assert readable(cast.partner) == {(alder, acme), (meridian, alder)}
    assert readable(cast.rival) == {(birch, acme), (meridian, birch)}
    assert readable(cast.operator) == {(meridian, alder), (meridian, birch)}


def test_what_is_open_on_the_old_edge_is_paid_there(moving: Moving) -> None:
    moving.billing.order(APRIL)
    bill_all(moving, APRIL)
    moving.move(DAY)

    moving.billing.pay("17.85", "RE-000001", day=DAY)

    with scope(moving.cast.partner.tenant_id):
        assert open_of([moving.billing.id_of("RE-000001")])[moving.billing.id_of("RE-000001")] == 0


def test_nothing_drifts_on_any_edge(with_usage: Moving) -> None:
    moving, cast = with_usage, with_usage.cast
    moving.billing.order(APRIL)
    moving.reconcile()
    bill_all(moving, APRIL)
    read_notes(moving, DAY - timedelta(days=1), 60)
    moving.move(DAY)
    moving.reconcile()
    moving.let_birch_bill_acme()
    read_notes(moving, DAY, 90)
    bill_all(moving, MAY)

    for seller in (cast.partner, cast.rival, cast.operator):
        with scope(seller.tenant_id):
            assert drift(seller, last_period(MAY)).drifts == ()


def test_the_old_seller_reads_its_order_and_no_service_behind_it(moving: Moving) -> None:
    moving.billing.order(APRIL)
    moving.reconcile()
    moving.move(DAY)

    (sold,) = moving.orders(moving.cast.partner, Side.SOLD)

    assert sold.ends_on == DAY
    assert sold.moved_at is not None
