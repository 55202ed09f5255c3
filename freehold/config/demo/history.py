"""The months that the demo's world has behind it: usage day by day, changes of orders, and each month's invoices.

All of it goes through the real actions, at the time of which it tells, one day after the other.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from freehold.config.demo.bank import Bank
from freehold.config.demo.resold import Office, close_vendors_day, deal_with_vendor, order_more
from freehold.config.demo.world import OUTAGES, Change, Company
from freehold.delegation.actions.advance_grant import advance_grant
from freehold.dunning.actions.remind import remind
from freehold.dunning.actions.send_document import send_document
from freehold.dunning.actions.set_practice import set_practice
from freehold.dunning.queries import reminders_due
from freehold.dunning.rules.steps import Step
from freehold.dunning.states import Wording
from freehold.invoicing.actions.bill_chunk import bill_chunk
from freehold.invoicing.actions.finish_run import finish_run
from freehold.invoicing.actions.record_payment import record_payment
from freehold.invoicing.actions.start_run import start_run
from freehold.invoicing.queries.lists import InvoiceSide, list_invoices
from freehold.invoicing.receivables import open_items
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.kernel.period import add_months
from freehold.metering.actions.close_day import close_day
from freehold.metering.actions.note_minutes import note_minutes
from freehold.provisioning.registry import doors_of
from freehold.subscriptions.actions.change_plan import change_plan
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.tenants.row_security import scope

MONTHS = 3
SET_UP_DAYS = 30
PAYS_AFTER_DAYS = 9
MANDATE_BEFORE = timedelta(days=5)  # the newest invoices
MORE_SEATS, MORE_SEATS_AFTER = 5, 18  # of the resold suite, in days of the second month
# The first invoice that is not paid is never so old when the world is new that its suspension has come.
STEPS = (
    Step(5, Wording.FRIENDLY),
    Step(15, Wording.FIRM),
    Step(30, Wording.LAST),
    Step(50, Wording.SUSPENSION),
)
GROWTH = Decimal("0.004")  # of what is stored, a day
WEEKDAY, WEEKEND = (6, 24), (0, 4)  # messages that a person sends
RECEIVED = (3, 40)  # and gets


@dataclass(frozen=True, slots=True)
class Bought:
    """A customer's order, and the access that its set-up came with."""

    company: Company
    customer_id: UUID
    instance_id: UUID
    number: str
    set_up_grant: UUID


@dataclass(frozen=True, slots=True)
class Sold:
    """A partner with what its customers ordered."""

    partner: Actor
    larger_plan: UUID
    orders: tuple[Bought, ...]


def beginning(today: date) -> date:
    """The day on which the operator begins: early in the month that lies as many months back as there are invoices."""
    return add_months(today.replace(day=1), -MONTHS) + timedelta(days=2)


def at_work(day: date) -> datetime:
    """Some moment of a day on which people are at work."""
    return datetime.combine(day, time(9, 30), UTC)


def begin_letters(seller: Actor) -> None:
    """No letter goes out before there is somebody who can read it."""
    set_practice(mails_documents=False, steps=(), actor=seller)


def last_billed(now: datetime) -> date:
    """The day of the newest run of invoices."""
    first = now.date().replace(day=1)
    return first if at_work(first) <= now else add_months(first, -1)


def catch_up(first: date, sold: Sold) -> None:
    """Once the customers' mailboxes stand: the newest invoices go out and are paid, and reminders come, each on its day."""
    seller = sold.partner
    platform = platform_actor(seller.tenant_id, via=Via.JOB)
    with clock.as_of(at_work(first + timedelta(days=1))), scope(seller.tenant_id):
        set_practice(mails_documents=True, steps=STEPS, actor=seller)
    now, day = clock.now(), first
    billed = last_billed(now)
    unpaid = _unpaid(first, [sold])
    bank = Bank(seller, {order.customer_id: order.company.address for order in sold.orders})
    while at_work(day) <= now:
        with clock.as_of(at_work(day)):
            if day == billed:
                _send_newest(sold)
            if day == billed - MANDATE_BEFORE:
                bank.take_mandates(day)
            bank.spend_day(day, billed=billed, pays_after=PAYS_AFTER_DAYS, unpaid=unpaid)
            with scope(seller.tenant_id):
                for invoice_id, buyer_id in reminders_due(platform):
                    remind(invoice_id, buyer_id=buyer_id, actor=platform)
        day += timedelta(days=1)


def _send_newest(sold: Sold) -> None:
    seller = sold.partner
    with scope(seller.tenant_id, person_id=seller.person_id):
        for invoice in list_invoices(seller, side=InvoiceSide.ISSUED, limit=len(sold.orders)):
            send_document(invoice.id, actor=seller)


def live(first: date, sellers: Sequence[Sold], operator: Actor, office: Office) -> None:
    """Let one day follow the other up to now."""
    now = clock.now()
    day = first
    while at_work(day) <= now:
        with clock.as_of(datetime.combine(day, time(0, 5), UTC)):
            _close_day(day - timedelta(days=1), first, sellers)
            close_vendors_day(day - timedelta(days=1), office)
        with clock.as_of(at_work(day)):
            for sold in sellers:
                _changes(day, first, sold)
            deal_with_vendor(day, office)
            if day == add_months(first.replace(day=1), 1) + timedelta(days=MORE_SEATS_AFTER):
                order_more(office, seats=MORE_SEATS)
            for seller in (*(sold.partner for sold in sellers), operator):
                if day.day == 1:
                    _bill(seller, day)
            _take_payments(operator, day, unpaid={})
            for sold in sellers:
                _take_payments(sold.partner, day, unpaid=_unpaid(first, sellers), before=last_billed(now))
        day += timedelta(days=1)


def _close_day(day: date, first: date, sellers: Sequence[Sold]) -> None:
    note_minutes("mail", day, _minutes(day, first))
    for order in (order for sold in sellers for order in sold.orders):
        running = (day - _joined(order, first)).days
        if running >= 0:
            with scope(order.customer_id):
                close_day(
                    day,
                    {order.instance_id: _usage(order.company, day, running)},
                    actor=platform_actor(order.customer_id, via=Via.JOB),
                )


def _usage(company: Company, day: date, running: int) -> dict[str, Decimal]:
    """What a day brought, the same each time that it is asked."""
    chance = random.Random(f"{company.domain} {day}")  # noqa: S311 - a made-up world, and no secret
    sent = sum(chance.randint(*(WEEKDAY if day.weekday() < 5 else WEEKEND)) for _person in company.people)
    received = sum(chance.randint(*RECEIVED) for _person in company.people)
    stored = Decimal(str(company.stored_gb)) * (1 + GROWTH * running)
    return {
        "mailboxes": Decimal(len(company.people)),
        "stored_gb": stored.quantize(Decimal("0.001")),
        "messages_sent": Decimal(sent),
        "messages_delivered": Decimal(received),
        "spam_stopped": Decimal(chance.randint(0, 5 * len(company.people))),
    }


def _minutes(day: date, first: date) -> dict[int, dict[str, bool]]:
    """Which doors of mail answered in each minute of a day."""
    doors = [door.name for door in doors_of("mail")]
    down = {
        (minute, one.door)
        for one in OUTAGES
        if day == add_months(first.replace(day=1), one.month) + timedelta(days=one.day - 1)
        for minute in range(one.minute, one.minute + one.minutes)
    }
    return {minute: {door: (minute, door) not in down for door in doors} for minute in range(24 * 60)}


def _changes(day: date, first: date, sold: Sold) -> None:
    for order in sold.orders:
        if day == _joined(order, first) + timedelta(days=SET_UP_DAYS):
            _let_the_set_up_end(order)
        for change in order.company.changes:
            if day == add_months(first.replace(day=1), change.month) + timedelta(days=change.day - 1):
                _change(change, order, sold)


def _let_the_set_up_end(order: Bought) -> None:
    platform = platform_actor(order.customer_id, via=Via.JOB)
    with scope(order.customer_id):
        while advance_grant(order.set_up_grant, actor=platform):
            pass


def _change(change: Change, order: Bought, sold: Sold) -> None:
    with scope(sold.partner.tenant_id, person_id=sold.partner.person_id):
        if change.seats is not None:
            change_seats(order.number, change.seats, actor=sold.partner)
        if change.to_larger_plan:
            change_plan(order.number, sold.larger_plan, actor=sold.partner)


def _bill(seller: Actor, day: date) -> None:
    """The seller's run of a day, at once and here: workers live in the present."""
    platform = platform_actor(seller.tenant_id, via=Via.JOB)
    with scope(seller.tenant_id):
        run = start_run(actor=platform, cut_off=day)
        while bill_chunk(run, actor=platform):
            pass
        finish_run(run, actor=platform)


def _unpaid(first: date, sellers: Sequence[Sold]) -> dict[UUID, date]:
    """Customers that stopped paying, and from which date of an invoice on."""
    stopped = add_months(first.replace(day=1), 2)
    return {order.customer_id: stopped for sold in sellers for order in sold.orders if not order.company.pays}


def _take_payments(seller: Actor, day: date, *, unpaid: Mapping[UUID, date], before: date = date.max) -> None:
    """What comes by bank transfer some days after each invoice, of those that were issued before a day."""
    with scope(seller.tenant_id, person_id=seller.person_id):
        for item in open_items(seller.tenant_id):
            if (day - item.issued_on).days >= PAYS_AFTER_DAYS and item.issued_on < min(
                before, unpaid.get(item.buyer_id, date.max)
            ):
                record_payment(
                    item.buyer_id,
                    amount=item.open,
                    currency=item.currency,
                    received_on=day,
                    reference=item.payment_reference,
                    invoice_ids=[item.invoice_id],
                    actor=seller,
                )


def _joined(order: Bought, first: date) -> date:
    return first + timedelta(days=order.company.joins_after)
