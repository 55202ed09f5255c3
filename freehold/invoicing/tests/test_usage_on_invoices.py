"""Usage on invoices: rated once on each edge, the same however events come, and corrected on the next invoice."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Browser
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.invoicing.document import InvoiceDocument, Line
from freehold.invoicing.queries.upcoming import next_invoice
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.pricing import SEATS, Component, Mode, Terms, Tier
from freehold.metering.actions.close_day import close_day
from freehold.metering.actions.count_events import count_events
from freehold.metering.actions.report_usage import report_usage
from freehold.metering.rules import Event
from freehold.subscriptions.queries import get_subscription
from freehold.tenants.row_security import scope

APRIL, MAY, JUNE = date(2030, 4, 1), date(2030, 5, 1), date(2030, 6, 1)
AsRole = Callable[[str], AbstractContextManager[None]]


def terms(seat: str, notes: str, *, included: int) -> Terms:
    """A price for each seat, and one for notes beyond what is included."""
    return Terms(
        "EUR",
        (
            Component(SEATS, Mode.UNIT, (Tier(None, Decimal(seat)),)),
            Component("notes", Mode.UNIT, (Tier(None, Decimal(notes)),), included=Decimal(included)),
        ),
    )


@dataclass(frozen=True, slots=True)
class Used:
    """Acme's order from the first of April on, at prices with usage on both edges, and how it is used."""

    billing: Billing
    number: str
    as_role: AsRole

    def read(self, day: date, notes: int) -> None:
        """Close a day, as the worker does it."""
        self.billing.at(day + timedelta(days=1))
        home = self.billing.cast.customer
        with scope(home.tenant_id):
            instance = get_subscription(home, self.number).instance_id
        with self.as_role("freehold_worker"), scope(home.tenant_id):
            close_day(day, {instance: {"notes": Decimal(notes)}}, actor=self.billing.platform(home))

    def report(self, events: Sequence[Event]) -> None:
        seller = self.billing.cast.partner
        with scope(seller.tenant_id):
            report_usage(events, actor=seller)

    def count(self) -> None:
        """Count what was reported, as the worker does it."""
        seller = self.billing.cast.partner
        with self.as_role("freehold_worker"), scope(seller.tenant_id):
            count_events(before=clock.today(), actor=self.billing.platform(seller))

    def bill(self, seller: Actor, day: date) -> InvoiceDocument:
        """The invoice of a day."""
        self.billing.run(seller, day)
        return self.billing.documents(seller)[-1]


@pytest.fixture
def used(billing: Billing, as_role: AsRole) -> Used:
    """Alder pays 4 cents for each note, and takes 10 cents beyond ten."""
    cast, shop = billing.cast, billing.shop
    billing.at(date(2030, 3, 1))
    for seller, plan, agreed in (
        (cast.operator, shop.operators_plan, terms("2", "0.04", included=0)),
        (cast.partner, shop.partners_plan, terms("5", "0.10", included=10)),
    ):
        with scope(seller.tenant_id):
            publish_price_list(
                {}, terms={plan: [agreed]}, currency="EUR", valid_from=clock.today(), actor=seller
            )
    return Used(billing, billing.order(APRIL), as_role)


def notes_of(document: InvoiceDocument) -> list[Line]:
    return [line for line in document.lines if line.meter == "notes"]


def test_one_reading_is_rated_once_on_each_edge_at_that_edges_price(used: Used) -> None:
    for number in range(30):
        used.read(APRIL + timedelta(days=number), 40)
    cast = used.billing.cast

    (sold,) = notes_of(used.bill(cast.partner, MAY))
    (bought,) = notes_of(used.bill(cast.operator, MAY))

    assert (sold.quantity, sold.amount, sold.period.start, sold.period.end) == (
        30,
        Decimal("3.00"),
        APRIL,
        MAY,
    )
    assert (bought.quantity, bought.amount) == (40, Decimal("1.60"))


def test_usage_that_came_late_is_settled_on_the_next_invoice_and_only_there(used: Used) -> None:
    for number in range(30):
        used.read(APRIL + timedelta(days=number), 40)
    cast = used.billing.cast
    first = used.bill(cast.partner, MAY)

    used.billing.at(date(2030, 5, 10))
    late = Event("late", used.number, "notes", Decimal(300), datetime(2030, 4, 20, tzinfo=UTC))
    used.report([late])
    used.report([late])
    used.count()
    second = used.bill(cast.partner, JUNE)
    third = used.bill(cast.partner, date(2030, 7, 1))

    assert sum(line.amount for line in notes_of(first)) == Decimal("3.00")
    assert sum(line.amount for line in notes_of(second)) == Decimal("1.00")
    assert {line.period.start for line in notes_of(second)} == {APRIL}
    assert notes_of(third) == []


def test_what_is_next_has_the_usage_so_far_as_an_invoice_would_rate_it(
    used: Used, signed_in: Callable[..., Browser]
) -> None:
    for number in range(10):
        used.read(APRIL + timedelta(days=number), 40)
    cast = used.billing.cast
    with scope(cast.customer.tenant_id):
        ahead = next_invoice(cast.customer)
    page = signed_in(cast.customer).get("/invoices/next/").content.decode()
    for number in range(10, 30):
        used.read(APRIL + timedelta(days=number), 40)
    (billed,) = notes_of(used.bill(cast.partner, MAY))

    assert ahead is not None
    (so_far,) = [line for line in ahead.lines if line.measured_until]
    assert (so_far.detail, so_far.amount.amount) == (billed.detail, billed.amount)
    assert (so_far.measured_until, so_far.amount.amount) == (date(2030, 4, 10), Decimal("3.00"))
    assert "so far, until" in page
    assert "comes on top" in page


def test_what_is_next_says_that_usage_comes_on_top_where_none_is_charged_yet(
    used: Used, signed_in: Callable[..., Browser]
) -> None:
    used.read(APRIL, 10)
    cast = used.billing.cast
    with scope(cast.customer.tenant_id):
        ahead = next_invoice(cast.customer)

    assert ahead is not None
    assert [line.measured_until for line in ahead.lines if line.measured_until] == []
    assert ahead.counts_usage
    assert "comes on top" in signed_in(cast.customer).get("/invoices/next/").content.decode()


@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_events_in_any_order_and_with_any_replays_give_the_same_invoice(
    used: Used, data: st.DataObject
) -> None:
    partner = used.billing.cast.partner
    drawn = data.draw(
        st.lists(st.tuples(st.integers(0, 40), st.decimals(0, 9000, places=3)), min_size=1, max_size=9)
    )
    events = [
        Event(
            str(name),
            used.number,
            "notes",
            quantity,
            datetime(2030, 4, 1, 12, tzinfo=UTC) + timedelta(days=day),
        )
        for name, (day, quantity) in enumerate(drawn)
    ]
    sent = data.draw(st.permutations(events + data.draw(st.lists(st.sampled_from(events), max_size=9))))
    size = data.draw(st.integers(1, len(sent)))

    plain = _billed_and_undone(used, partner, [events])
    shuffled = _billed_and_undone(
        used, partner, [sent[start : start + size] for start in range(0, len(sent), size)]
    )

    assert shuffled == plain


def _billed_and_undone(used: Used, seller: Actor, batches: Sequence[Sequence[Event]]) -> tuple[object, ...]:
    """The lines and totals of the June invoice when events came in these batches; afterwards nothing of it is there."""
    with transaction.atomic():
        used.billing.at(JUNE)
        for batch in batches:
            used.report(batch)
            used.count()
        bill = used.bill(seller, JUNE)
        transaction.set_rollback(True)
    return bill.lines, bill.net, bill.tax, bill.gross, bill.number
