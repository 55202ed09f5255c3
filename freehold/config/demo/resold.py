"""What one partner of the demo buys elsewhere and sells under its own name: a vendor's office suite.

Its people set up what is ordered on the next working day, and read in what the vendor charges at the start of each month.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from freehold.catalog.actions.create_offering import create_offering
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.queries import plans
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.kernel.money import rounded
from freehold.kernel.period import add_months
from freehold.metering.actions.close_day import close_day
from freehold.provisioning.reconcile import reconcile
from freehold.provisioning.registry import service_for
from freehold.services.resold.actions.check_bill import check_bill
from freehold.services.resold.actions.do_task import do_task
from freehold.services.resold.actions.take_bill import take_bill
from freehold.services.resold.queries.tasks import list_tasks
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.actions.order import order_subscription
from freehold.tenants.row_security import scope

KIND, VENDOR, PRODUCT = "resold", "Northwind", "Northwind Office Standard"
PRICE, COST = Decimal("12.50"), Decimal("8.20")  # of a seat and month
SATURDAY = 5
BILL_COMES_ON = 2  # of a month


@dataclass(slots=True)
class Resale:
    """One customer's order of the suite, and the vendor's seats for it from each day on."""

    customer_id: UUID
    instance_id: UUID
    number: str
    reference: str
    held: list[tuple[date, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Office:
    """A partner that resells the suite."""

    partner: Actor
    resales: tuple[Resale, ...]


def resold_demo(partner: Actor, buyers: Mapping[UUID, int]) -> Office:
    """Make the offering, its plan and its price beside those that there are, and order so many seats for each buyer."""
    with scope(partner.tenant_id, person_id=partner.person_id):
        offering = create_offering(
            "Northwind Office",
            kind=KIND,
            actor=partner,
            description="Documents, sheets and slides of Northwind",
        )
        plan = create_plan(
            offering,
            name="Office",
            actor=partner,
            description="Northwind Office, set up and looked after by us",
            options={"vendor": VENDOR, "product": PRODUCT, "working_days": 2},
        )
        others = plans(partner, on=clock.today())
        publish_price_list(
            {plan: PRICE},
            terms={one.id: one.terms_in("EUR") for one in others},
            currency="EUR",
            valid_from=clock.today(),
            actor=partner,
        )
        resales = []
        for place, (buyer_id, seats) in enumerate(buyers.items(), start=1):
            made = order_subscription(plan, seats=seats, buyer_id=buyer_id, actor=partner)
            reconcile(buyer_id, made.instance_id)
            resales.append(Resale(buyer_id, made.instance_id, made.number, f"NW-2045{place}"))
    return Office(partner, tuple(resales))


def close_vendors_day(day: date, office: Office) -> None:
    """Read what the vendor held on a day that is over."""
    for resale in office.resales:
        if resale.held:
            readings = service_for(KIND).measure(resale.customer_id, resale.instance_id, day)
            with scope(resale.customer_id):
                close_day(
                    day,
                    {resale.instance_id: readings},
                    actor=platform_actor(resale.customer_id, via=Via.JOB),
                )


def deal_with_vendor(day: date, office: Office) -> None:
    """A day of the partner's people: what was ordered before is done, and last month's bill is taken in."""
    if day.weekday() < SATURDAY:
        _do_tasks(day, office)
    if day.day == BILL_COMES_ON:
        _take_bill(day, office)


def order_more(office: Office, *, seats: int) -> None:
    """The first customer orders more; somebody has to set that up."""
    resale = office.resales[0]
    with scope(office.partner.tenant_id, person_id=office.partner.person_id):
        change_seats(resale.number, seats, actor=office.partner)
        reconcile(resale.customer_id, resale.instance_id)


def _do_tasks(day: date, office: Office) -> None:
    by_instance = {resale.instance_id: resale for resale in office.resales}
    with scope(office.partner.tenant_id, person_id=office.partner.person_id):
        for task in list_tasks(office.partner, today=day):
            if task.created_at.date() < day:
                resale = by_instance[task.instance_id]
                do_task(task.id, reference=resale.reference, actor=office.partner)
                reconcile(resale.customer_id, resale.instance_id)
                resale.held.append((day, task.seats))


def _take_bill(day: date, office: Office) -> None:
    month = add_months(day.replace(day=1), -1)
    lines = [line for resale in office.resales for line in _lines(resale, month)]
    if not lines:
        return
    content = "\n".join(["Subscription,Product,Start,End,Quantity,Net amount,Currency", *lines, ""])
    with scope(office.partner.tenant_id, person_id=office.partner.person_id):
        bill = check_bill(
            VENDOR, content.encode(), file_name=f"northwind-{month:%Y-%m}.csv", actor=office.partner
        )
        take_bill(bill, today=day, actor=office.partner)


def _lines(resale: Resale, month: date) -> Sequence[str]:
    """What the vendor charges for a month: a line for each number of seats, by the day."""
    after = add_months(month, 1)
    days = (after - month).days
    changes = [*resale.held, (date.max, 0)]
    found = []
    for (begun, seats), (ended, _next) in pairwise(changes):
        start, end = max(begun, month), min(ended, after)
        if start < end and seats:
            amount = rounded(COST * seats * (end - start).days / days, "EUR")
            last = end - timedelta(days=1)
            found.append(f"{resale.reference},{PRODUCT},{start},{last},{seats},{amount},EUR")
    return found
