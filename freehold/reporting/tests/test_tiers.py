"""Reports where a partner sells to a partner: each reads its own two edges, and nothing of the others'."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from conftest import make_person
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.delegation.actions.set_up_customer import set_up_customer, set_up_partner
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.actions.set_seller_profile import set_seller_profile
from freehold.invoicing.tests.conftest import ACME, ALDER, ALDER_BUYS, Billing
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.provisioning.reconcile import reconcile
from freehold.reporting.queries.drift import drift, last_period
from freehold.reporting.queries.margin import Asked, MarginReport, margin
from freehold.reporting.states import By, What
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.tenants.row_security import scope

APRIL, MAY = date(2030, 4, 1), date(2030, 5, 1)
D = Decimal


@dataclass(frozen=True, slots=True)
class Tiers:
    """Meridian sells seats for 2 EUR to Alder, Alder for 5 to Fir, and Fir for 8 to Gorse."""

    billing: Billing
    fir: Actor
    gorse: UUID
    plan: UUID

    @property
    def sellers(self) -> tuple[Actor, Actor, Actor]:
        return self.fir, self.billing.cast.partner, self.billing.cast.operator

    def bill(self, day: date) -> None:
        for seller in self.sellers:
            self.billing.run(seller, day)

    def settle(self) -> UUID:
        """The worker brings the service to what is wanted; its id."""
        with scope(self.fir.tenant_id):
            (order,) = list_subscriptions(self.fir, side=Side.SOLD)
        reconcile(self.gorse, order.instance_id)
        return order.instance_id

    def seen(self, actor: Actor, **asked: object) -> MarginReport:
        with scope(actor.tenant_id):
            return margin(actor, Asked(APRIL, date(2030, 6, 1), **asked))  # type: ignore[arg-type]


@pytest.fixture
def tiers(billing: Billing) -> Tiers:
    """Gorse has four seats from 1 April, billed on all three edges."""
    cast, today = billing.cast, clock.today()
    with scope(cast.partner.tenant_id):
        fir_id = set_up_partner("Fir Systems", actor=cast.partner)
        set_buyer_profile(ALDER_BUYS, buyer_id=fir_id, actor=cast.partner)
    fir = make_person(fir_id, "finn@fir.example", "Finn Fir", Role.ADMINISTRATOR)
    with scope(fir_id):
        set_seller_profile(ALDER, actor=fir)
        plan = adopt_plan(billing.shop.partners_plan, name="Fir Notes", actor=fir)
        publish_price_list({plan: D(8)}, currency="EUR", valid_from=today, actor=fir)
        gorse = set_up_customer("Gorse Garage", actor=fir)
        set_buyer_profile(ACME, buyer_id=gorse, actor=fir)
    billing.at(APRIL)
    with scope(fir_id):
        order_subscription(plan, seats=4, buyer_id=gorse, actor=fir)
    found = Tiers(billing, fir, gorse, plan)
    found.bill(APRIL)
    found.settle()
    return found


def rows(report: MarginReport) -> list[tuple[str, Decimal, Decimal]]:
    """Names, revenue and cost."""
    return [(row.name, row.earned.revenue, row.earned.cost) for row in report.rows]


def test_each_reads_what_its_own_buyer_brings_and_its_own_seller_takes(tiers: Tiers) -> None:
    fir, alder, meridian = tiers.sellers

    assert rows(tiers.seen(fir)) == [("Gorse Garage", D(32), D(20))]
    assert rows(tiers.seen(alder)) == [("Fir Systems", D(20), D(8))]
    assert rows(tiers.seen(meridian)) == [("Alder IT", D(8), D(0))]
    assert [rows(tiers.seen(seller, by=By.PLAN))[0][0] for seller in tiers.sellers] == [
        "Fir Notes", "Alder Notes", "Notebook Standard",
    ]  # fmt: skip
    ((behind, revenue, cost),) = rows(tiers.seen(alder, by=By.END, buyer_id=fir.tenant_id))
    assert (behind[:2], revenue, cost) == ("C-", D(20), D(8))
    assert "Gorse" not in repr(tiers.seen(alder))


def test_seats_that_change_show_no_drift_on_any_edge_and_one_edge_that_lags_shows_it_to_its_ends(
    tiers: Tiers,
) -> None:
    def found() -> list[list[What]]:
        told = []
        for seller in tiers.sellers:
            with scope(seller.tenant_id):
                told.append([one.difference.what for one in drift(seller, last_period(clock.today())).drifts])
        return told

    fir = tiers.fir
    with scope(fir.tenant_id):
        (order,) = list_subscriptions(fir, side=Side.SOLD)
    tiers.billing.at(date(2030, 4, 11))
    with scope(fir.tenant_id):
        change_seats(order.number, 6, actor=fir)
    tiers.settle()
    assert found() == [[], [], []]
    tiers.bill(MAY)
    assert found() == [[], [], []]

    tiers.billing.tamper(
        "update subscriptions_phase set seats = 5 where seller_id = %s and starts_on = '2030-04-11'",
        [tiers.billing.cast.operator.tenant_id],
    )

    below, between, above = found()
    assert below == []
    assert What.SEATS in between
    assert What.SEATS in above
