"""Drift is found wherever it is made by hand, told to those alone whose edge it is on, and ordinary life makes none."""

import random
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.metering.actions.close_day import close_day
from freehold.provisioning.reconcile import reconcile
from freehold.reporting.queries.drift import Checked, drift, last_period
from freehold.reporting.states import DriftKind, What
from freehold.subscriptions.actions.advance import advance_subscription
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.change_plan import change_plan
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.actions.convert_trial import convert_trial
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.actions.resume import resume_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.actions.withdraw import withdraw_cancellation
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.subscriptions.states import SuspendReason
from freehold.tenants.row_security import scope

APRIL = date(2030, 4, 1)
Told = tuple[DriftKind, What, str, str]


@dataclass
class Life:
    """What happens between Meridian, Alder and Acme, day after day."""

    billing: Billing
    as_role: Callable[[str], AbstractContextManager[None]]
    plans: list[UUID] = field(default_factory=list)

    @property
    def sellers(self) -> tuple[Actor, Actor]:
        return self.billing.cast.partner, self.billing.cast.operator

    def let(self, day: date) -> None:
        """It is morning: what the day asks for is done."""
        self.billing.at(day)
        for seller in self.sellers:
            with scope(seller.tenant_id):
                sold = list_subscriptions(seller, side=Side.SOLD)
                for order in sold:
                    worker = platform_actor(seller.tenant_id, via=Via.JOB)
                    advance_subscription(order.id, today=day, actor=worker)

    def settle(self) -> None:
        """The worker brings every service to what is wanted of it."""
        customer = self.billing.cast.customer
        with scope(customer.tenant_id):
            instances = [one.instance_id for one in list_subscriptions(customer, side=Side.BOUGHT)]
        for instance_id in instances:
            reconcile(customer.tenant_id, instance_id)

    def bill(self) -> None:
        """Everybody bills what is due today."""
        for seller in self.sellers:
            self.billing.run(seller, clock.today())

    def measure(self, quantity: int) -> None:
        """Yesterday is closed on every edge."""
        customer = self.billing.cast.customer
        with scope(customer.tenant_id):
            instances = [one.instance_id for one in list_subscriptions(customer, side=Side.BOUGHT)]
        readings = {one: {"notes": Decimal(quantity)} for one in instances}
        with self.as_role("freehold_worker"), scope(customer.tenant_id):
            worker = platform_actor(customer.tenant_id, via=Via.JOB)
            close_day(clock.today() - timedelta(days=1), readings, actor=worker)

    def check(self, actor: Actor) -> Checked:
        """What the page compares, for the year so far."""
        with scope(actor.tenant_id):
            return drift(actor, last_period(clock.today(), months=12))

    def told(self, actor: Actor) -> list[Told]:
        """What it says, in short."""
        found = [one.difference for one in self.check(actor).drifts]
        return [(one.kind, one.what, one.expected, one.found) for one in found]

    def none(self) -> None:
        """Nobody finds anything."""
        self.settle()
        for seller in self.sellers:
            assert [str(one) for one in self.check(seller).drifts] == []


@pytest.fixture
def life(billing: Billing, as_role: Callable[[str], AbstractContextManager[None]]) -> Life:
    """Three plans: a small one, a large one, and one with a trial, which is shorter on the edge above."""
    cast, shop, today = billing.cast, billing.shop, clock.today()
    with scope(cast.operator.tenant_id):
        large = create_plan(shop.offering, name="Notebook Large", options={"pages": 200}, actor=cast.operator)
        tried = create_plan(
            shop.offering, name="Notebook Try", options={"pages": 20}, trial_days=7, actor=cast.operator
        )
        prices = {shop.operators_plan: Decimal(2), large: Decimal(4), tried: Decimal("0.10")}
        publish_price_list(prices, currency="EUR", valid_from=today, actor=cast.operator)
    with scope(cast.partner.tenant_id):
        own = adopt_plan(large, name="Alder Large", actor=cast.partner)
        trial = adopt_plan(tried, name="Alder Try", trial_days=14, actor=cast.partner)
        prices = {shop.partners_plan: Decimal(5), own: Decimal(9), trial: Decimal("0.25")}
        publish_price_list(prices, currency="EUR", valid_from=today, actor=cast.partner)
    return Life(billing, as_role, [shop.partners_plan, own, trial])


@pytest.fixture
def served(life: Life) -> Life:
    """Acme has three seats, billed for April on both edges, and used on a day."""
    life.billing.order(APRIL)
    life.settle()
    life.let(date(2030, 4, 2))
    life.bill()
    life.measure(5)
    return life


# What ordinary life does


def test_an_order_that_changes_in_every_way_shows_none(life: Life) -> None:
    customer = life.billing.cast.customer
    number = life.billing.order(APRIL)
    life.none()
    life.bill()
    life.none()
    for day, act in (
        (date(2030, 4, 10), lambda: change_seats(number, 5, actor=customer)),
        (date(2030, 4, 20), lambda: change_seats(number, 2, actor=customer)),
        (date(2030, 5, 10), lambda: change_plan(number, life.plans[1], actor=customer)),
        (date(2030, 5, 20), lambda: suspend_subscription(number, reason=SuspendReason.ASKED, actor=customer)),
        (date(2030, 6, 5), lambda: resume_subscription(number, actor=customer)),
        (date(2030, 6, 10), lambda: cancel_subscription(number, ends_on=date(2030, 6, 20), actor=customer)),
        (date(2030, 6, 12), lambda: withdraw_cancellation(number, actor=customer)),
        (date(2030, 7, 10), lambda: cancel_subscription(number, ends_on=date(2030, 7, 15), actor=customer)),
    ):
        if clock.today() < day.replace(day=1):
            life.let(day.replace(day=1))
            life.bill()
            life.none()
        life.let(day)
        life.measure(3)
        with scope(customer.tenant_id):
            act()
        life.none()
        life.bill()
        life.none()
    for day in (date(2030, 7, 15), date(2030, 8, 1)):
        life.let(day)
        life.none()
        life.bill()
        life.none()


def test_a_trial_that_is_shorter_above_shows_none_whether_it_ends_or_goes_on(life: Life) -> None:
    customer = life.billing.cast.customer
    life.billing.at(APRIL)
    with scope(customer.tenant_id):
        gone, kept, late = (
            order_subscription(life.plans[2], seats=2, actor=customer).number for _number in range(3)
        )
    for day in range(1, 40):
        life.let(APRIL + timedelta(days=day))
        if day in {3, 20}:
            with scope(customer.tenant_id):
                convert_trial(kept if day == 3 else late, actor=customer)
        if day in {5, 25}:
            with scope(customer.tenant_id):
                change_seats(kept, day, actor=customer)
        if day % 3 == 0:
            life.bill()
        life.none()
    assert gone


def test_what_a_seller_suspends_or_credits_shows_none(served: Life) -> None:
    partner, operator = served.sellers
    with scope(partner.tenant_id):
        (sold,) = list_subscriptions(partner, side=Side.SOLD)
        (bought,) = list_subscriptions(partner, side=Side.BOUGHT)
        suspend_subscription(sold.number, reason=SuspendReason.OVERDUE, actor=partner)
    served.none()
    with scope(operator.tenant_id):
        suspend_subscription(bought.number, reason=SuspendReason.ABUSE, actor=operator)
    served.none()
    with scope(partner.tenant_id):
        resume_subscription(sold.number, actor=partner)
        credit_invoice(served.billing.id_of("RE-000001"), net=Decimal(7), reason="Sorry", actor=partner)
    served.let(date(2030, 5, 1))
    served.none()
    served.bill()
    served.none()


@pytest.mark.parametrize("seats", [1, 5, 0])
def test_days_that_fell_away_after_people_gave_all_back_show_none(served: Life, seats: int) -> None:
    cast, billing = served.billing.cast, served.billing
    with scope(cast.partner.tenant_id):
        credit_invoice(billing.id_of("RE-000001"), reason="An outage", actor=cast.partner)
    with scope(cast.customer.tenant_id):
        (order,) = list_subscriptions(cast.customer, side=Side.BOUGHT)
        if seats:
            change_seats(order.number, seats, actor=cast.customer)
        else:
            cancel_subscription(order.number, ends_on=clock.today(), actor=cast.customer)
    for day in (date(2030, 5, 1), date(2030, 6, 1)):
        served.let(day)
        served.bill()
        served.none()


@pytest.mark.parametrize("seed", range(2))
def test_whatever_people_do_day_after_day_shows_none(life: Life, seed: int) -> None:
    draw, customer, partner = random.Random(seed), life.billing.cast.customer, life.billing.cast.partner
    numbers = [life.billing.order(APRIL)]

    def order() -> None:
        plan = draw.choice(life.plans)
        numbers.append(order_subscription(plan, seats=draw.randint(1, 5), actor=customer).number)

    def cancel() -> None:
        ends_on = clock.today() + timedelta(days=draw.randint(0, 20))
        cancel_subscription(number, ends_on=ends_on, actor=customer)

    acts: list[Callable[[], object]] = [
        order,
        cancel,
        lambda: change_seats(number, draw.randint(1, 9), actor=customer),
        lambda: change_seats(number, draw.randint(1, 9), actor=customer),
        lambda: change_plan(number, draw.choice(life.plans), actor=customer),
        lambda: suspend_subscription(number, reason=SuspendReason.ASKED, actor=customer),
        lambda: resume_subscription(number, actor=customer),
        lambda: withdraw_cancellation(number, actor=customer),
        lambda: convert_trial(number, actor=customer),
    ]
    for day in range(1, 50):
        life.let(APRIL + timedelta(days=day))
        number = draw.choice(numbers)
        with scope(customer.tenant_id), suppress(Refused, Conflict):
            draw.choice(acts)()
        if draw.random() < 0.1:
            with scope(partner.tenant_id), suppress(Refused):
                suspend_subscription(number, reason=SuspendReason.OVERDUE, actor=partner)
        if draw.random() < 0.3:
            life.billing.run(draw.choice(life.sellers), clock.today())
        life.none()


# What is made by hand


BILL = (
    "update invoicing_invoiceline set {} "
    "where seller_id = (select seller_id from subscriptions_subscription where pseudonym {} '')"
)
LOWEST = "(select id from subscriptions_subscription where pseudonym = '')"
UPPER = "(select id from subscriptions_subscription where pseudonym <> '')"
KINDS: list[tuple[str, str, list[Told], list[Told]]] = [
    (
        "the seats of an order",
        f"update subscriptions_subscription set seats = 4 where id = {LOWEST}",
        [(DriftKind.ORDER, What.SEATS, "4", "3"), (DriftKind.PROVIDED, What.SEATS, "4", "3")],
        [],
    ),
    (
        "the seats that are charged above",
        f"update subscriptions_phase set seats = 2 where subscription_id = {UPPER}",
        [
            (DriftKind.EDGES, What.SEATS, "3", "2"), (DriftKind.ORDER, What.SEATS, "3", "2"),
            (DriftKind.BILLED, What.SEATS, "2", "3"),
        ],
        [(DriftKind.ORDER, What.SEATS, "3", "2"), (DriftKind.BILLED, What.SEATS, "2", "3")],
    ),
    (
        "that nothing is charged above",
        f"update subscriptions_phase set is_charged = false where subscription_id = {UPPER}",
        [
            (DriftKind.EDGES, What.CHARGED, "true", "false"), (DriftKind.ORDER, What.CHARGED, "true", "false"),
            (DriftKind.BILLED, What.SEATS, "0", "3"),
        ],
        [(DriftKind.ORDER, What.CHARGED, "true", "false"), (DriftKind.BILLED, What.SEATS, "0", "3")],
    ),
    (
        "a plan that was not ordered",
        f"update subscriptions_phase set plan_name = 'Alder Large' where subscription_id = {LOWEST}",
        [(DriftKind.ORDER, What.PRICE, "Alder Notes", "Alder Large")],
        [],
    ),
    (
        "an order above that is gone from the chain",
        f"update subscriptions_subscription set upstream_id = gen_random_uuid() where id = {LOWEST}",
        [(DriftKind.EDGES, What.MISSING, "", ""), (DriftKind.EDGES, What.MISSING, "", "")],
        [],
    ),
    (
        "the seats of the service",
        "update provisioning_instance set seats = 9",
        [(DriftKind.PROVIDED, What.SEATS, "3", "9")] * 2,
        [(DriftKind.PROVIDED, What.SEATS, "3", "9")],
    ),
    (
        "a service that is not there",
        f"update subscriptions_subscription set instance_id = gen_random_uuid() where id = {LOWEST}",
        [(DriftKind.EDGES, What.MISSING, "", ""), (DriftKind.PROVIDED, What.MISSING, "", "")],
        [],
    ),
    (
        "a service that is to be erased",
        "update provisioning_instance set wanted_state = 'gone'",
        [(DriftKind.PROVIDED, What.STATE, "active", "gone")] * 2,
        [(DriftKind.PROVIDED, What.STATE, "active", "gone")],
    ),
    (
        "a service that stands still for nothing",
        "update provisioning_instance set wanted_state = 'suspended', holds = array[gen_random_uuid()]",
        [(DriftKind.PROVIDED, What.STATE, "active", "suspended")] * 2,
        [(DriftKind.PROVIDED, What.STATE, "active", "suspended")],
    ),
    (
        "a service that runs though its order is suspended",
        "update subscriptions_subscription set suspended_at = now(), state = 'suspended', suspend_reason = 'overdue' "
        "where pseudonym = ''",
        [(DriftKind.PROVIDED, What.STATE, "suspended", "active")],
        [],
    ),
    (
        "a service that was not brought to what is wanted",
        "update provisioning_instance set wanted_version = wanted_version + 1",
        [(DriftKind.PROVIDED, What.LATE, "active", "")] * 2,
        [(DriftKind.PROVIDED, What.LATE, "active", "")],
    ),
    (
        "the seats on an invoice",
        BILL.format("seats = 2", "="),
        [(DriftKind.BILLED, What.SEATS, "3", "2")],
        [],
    ),
    (
        "the days on an invoice",
        BILL.format("period_end = '2030-04-16', numerator = numerator / 2", "<>"),
        [(DriftKind.BILLED, What.SEATS, "3", "0")],
        [(DriftKind.BILLED, What.SEATS, "3", "0")],
    ),
    (
        "the price on an invoice",
        BILL.format("numerator = numerator * 2", "="),
        [(DriftKind.BILLED, What.PRICE, "15", "30")],
        [],
    ),
    (
        "a line that is gone",
        "delete from invoicing_invoiceline where subscription_id = " + LOWEST,
        [(DriftKind.BILLED, What.SEATS, "3", "0")],
        [],
    ),
    (
        "a line that stands twice",
        "insert into invoicing_invoiceline select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), "
        "'number', 99))).* from invoicing_invoiceline l where subscription_id = " + UPPER,
        [(DriftKind.BILLED, What.SEATS, "3", "6")],
        [(DriftKind.BILLED, What.SEATS, "3", "6")],
    ),
    (
        "a quantity on one edge",
        "update metering_usage set quantity = 6 where subscription_id = " + LOWEST,
        [(DriftKind.USED, What.QUANTITY, "6", "5")],
        [],
    ),
    (
        "a quantity that is missing above",
        "delete from metering_usage where subscription_id = " + UPPER,
        [(DriftKind.USED, What.QUANTITY, "5", "0")],
        [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("what", "statement", "partner", "operator"), KINDS, ids=[one[0] for one in KINDS])
def test_what_is_made_by_hand_is_found_by_those_whose_edge_it_is_on(
    served: Life, what: str, statement: str, partner: Sequence[Told], operator: Sequence[Told]
) -> None:
    served.none()

    served.billing.tamper("set local session_replication_role = replica")
    served.billing.tamper(statement)

    alder, meridian = served.sellers
    assert sorted(served.told(alder)) == sorted(partner), what
    assert sorted(served.told(meridian)) == sorted(operator), what
    assert served.told(served.billing.cast.rival) == []


def test_terms_that_make_no_price_are_told_and_the_others_compared(served: Life) -> None:
    customer = served.billing.cast.customer
    with scope(customer.tenant_id):
        (order,) = list_subscriptions(customer, side=Side.BOUGHT)

    served.billing.break_terms(order.number)

    found = served.told(served.billing.cast.partner)
    assert (DriftKind.BILLED, What.UNRATEABLE, "", "") in found
    assert served.told(served.billing.cast.operator) == []


def test_days_that_no_run_billed_are_found_once_it_is_over(served: Life) -> None:
    served.let(date(2030, 5, 2))
    served.none()

    served.billing.tamper("update invoicing_run set cut_off = '2030-05-01'")

    (found,) = served.check(served.billing.cast.partner).drifts
    assert (found.difference.kind, found.difference.expected, found.difference.found) == (
        DriftKind.BILLED,
        "3",
        "0",
    )
    assert (found.difference.days.start, found.difference.days.end) == (date(2030, 5, 1), date(2030, 6, 1))
    assert (found.customer, found.plan) == ("Acme Dental", "Alder Notes")


def test_the_operator_reads_a_pseudonym_and_a_customer_nothing(served: Life) -> None:
    cast = served.billing.cast
    served.billing.tamper("set local session_replication_role = replica")
    served.billing.tamper("update provisioning_instance set seats = 9")

    (found,) = served.check(cast.operator).drifts

    assert found.customer.startswith("Alder IT · C-")
    assert "Acme" not in repr(found)
    with pytest.raises(NotFound):
        served.check(cast.customer)
    for actor in (
        served.billing.member_of(cast.partner),
        replace(cast.partner, grant_id=cast.partner.tenant_id),
    ):
        with pytest.raises(NotPermitted):
            served.check(actor)


def test_orders_are_looked_at_in_parts_that_together_are_all(served: Life) -> None:
    partner = served.billing.cast.partner
    served.billing.tamper("set local session_replication_role = replica")
    served.billing.tamper("update provisioning_instance set seats = 9")
    period = last_period(clock.today())

    with scope(partner.tenant_id):
        first = drift(partner, period, limit=1)
        second = drift(partner, period, limit=1, after=first.next)

    assert [len(one.drifts) for one in (first, second)] == [1, 1]
    assert (first.next is not None, second.next) == (True, None)
