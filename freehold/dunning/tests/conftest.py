"""Alder bills Acme and reminds it in four steps, and a mail server of the test's takes what is written."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from freehold.catalog.tests.conftest import notebooks, shop
from freehold.dunning.actions.remind import remind
from freehold.dunning.actions.set_practice import set_practice
from freehold.dunning.models import Reminder
from freehold.dunning.queries import reminders_due
from freehold.dunning.rules.steps import Step
from freehold.dunning.states import Wording
from freehold.invoicing.tests.conftest import Billing, at, billing, two_months
from freehold.notices.actions.note_sent import note_sent
from freehold.notices.models import Notice
from freehold.notices.states import NoticeState
from freehold.notices.tests.test_send import receiver
from freehold.subscriptions.queries import SubscriptionFacts, get_subscription
from freehold.tenants.row_security import scope

__all__ = ["at", "billing", "notebooks", "receiver", "shop", "two_months"]

APRIL = date(2030, 4, 1)
DUE = date(2030, 4, 15)
STEPS = (
    Step(5, Wording.FRIENDLY),
    Step(15, Wording.FIRM),
    Step(30, Wording.LAST),
    Step(40, Wording.SUSPENSION),
)


@dataclass(frozen=True, slots=True)
class Reminding:
    """Acme owes Alder 17.85 for April, due on the 15th, and Alder has four steps."""

    billing: Billing
    order: str

    def work(self, day: date) -> list[tuple[str, Wording | None]]:
        """What the worker does on a day: the numbers that were due, and the letter about each, which goes out at once."""
        written = self.write(day)
        with scope(self.billing.cast.partner.tenant_id):
            for one in self.waiting():
                note_sent(one)
        return written

    def waiting(self) -> list[UUID]:
        """The letters that have not gone out yet, in the seller's scope."""
        return list(Notice.objects.filter(state=NoticeState.WAITING).values_list("id", flat=True))

    def write(self, day: date) -> list[tuple[str, Wording | None]]:
        """The same on a day on which the mail engine stands still."""
        billing, partner = self.billing, self.billing.cast.partner
        billing.at(day)
        actor = billing.platform(partner)
        numbers = {billing.id_of(number): number for number in self.numbers()}
        with scope(partner.tenant_id):
            due = reminders_due(actor)
            return [(numbers[one], remind(one, buyer_id=buyer, actor=actor)) for one, buyer in due]

    def numbers(self) -> list[str]:
        """Alder's invoices to Acme."""
        return [
            one.number
            for one in self.billing.documents(self.billing.cast.partner)
            if one.number.startswith("RE-")
        ]

    def written(self) -> list[tuple[int, str]]:
        """The reminders there are: days and letter, the oldest first."""
        with scope(self.billing.cast.partner.tenant_id):
            return list(Reminder.objects.order_by("id").values_list("days_after_due", "wording"))

    def subscription(self) -> SubscriptionFacts:
        """Acme's order, as Alder sees it."""
        with scope(self.billing.cast.partner.tenant_id):
            return get_subscription(self.billing.cast.partner, self.order)


@pytest.fixture
def reminding(billing: Billing) -> Reminding:
    """An invoice that will be overdue, and steps."""
    partner = billing.cast.partner
    order = billing.order(APRIL)
    billing.run(partner, APRIL)
    with scope(partner.tenant_id):
        set_practice(mails_documents=False, steps=STEPS, actor=partner)
    return Reminding(billing, order)


@pytest.fixture
def suspended(reminding: Reminding) -> Reminding:
    """All steps have been taken: Acme's order stands still for debt since the 25th of May."""
    for day in (date(2030, 4, 20), date(2030, 4, 30), date(2030, 5, 15), date(2030, 5, 25)):
        reminding.work(day)
    return reminding
