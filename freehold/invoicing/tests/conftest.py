"""Alder bills Acme, and Meridian bills Alder: with profiles on both edges, and days that a test chooses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from conftest import Cast
from freehold.catalog.tests.conftest import Shop, notebooks, shop
from freehold.invoicing.actions.record_payment import record_payment
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.actions.set_seller_profile import set_seller_profile
from freehold.invoicing.actions.start_run import start_run
from freehold.invoicing.document import InvoiceDocument
from freehold.invoicing.jobs import bill_run
from freehold.invoicing.models import Invoice
from freehold.invoicing.queries.documents import document_of
from freehold.invoicing.receivables import credits_of, open_of
from freehold.invoicing.rules.parties import BuyerFacts, SellerFacts
from freehold.invoicing.states import Regime
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role, Via, platform_actor
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.tenants.row_security import scope

__all__ = ["notebooks", "shop"]

ALDER = SellerFacts(
    legal_name="Alder IT GmbH", street="Hafenstr. 1", postcode="20457", city="Hamburg", country="DE", regime=Regime.EU_VAT,
    tax_id="DE136695976", iban="DE89370400440532013000", bic="COBADEFFXXX", email="rechnung@alder.example", phone="+49 40 1",
    contact="Anna Alder", invoice_prefix="RE-", credit_note_prefix="GS-",
)  # fmt: skip
MERIDIAN = SellerFacts(
    legal_name="Meridian Hosting GmbH", street="Ring 5", postcode="10115", city="Berlin", country="DE", regime=Regime.EU_VAT,
    tax_id="DE129273398", iban="DE89370400440532013000",
)  # fmt: skip
ACME = BuyerFacts(
    legal_name="Acme Dental GmbH", street="Markt 2", postcode="50667", city="Köln", country="DE",
    email="buchhaltung@acme-dental.example",
)  # fmt: skip
ALDER_BUYS = BuyerFacts(
    legal_name="Alder IT GmbH", street="Hafenstr. 1", postcode="20457", city="Hamburg", country="DE"
)


@dataclass(frozen=True, slots=True)
class Billing:
    """The cast with its profiles, and the verbs of every test here."""

    cast: Cast
    shop: Shop
    at: Callable[[date], None]
    tamper: Callable[[str, Sequence[object]], None]

    def run(self, seller: Actor, day: date) -> UUID:
        """Bill all that is due of a seller on a day, as its worker does."""
        self.at(day)
        with scope(seller.tenant_id):
            run = start_run(actor=seller)
        bill_run(str(seller.tenant_id), str(run))
        return run

    def order(self, began: date, *, seats: int = 3, buyer_id: UUID | None = None) -> str:
        """An order of Alder's plan that began on a day, for Acme unless told otherwise; its number."""
        self.at(began)
        cast = self.cast
        with scope(cast.partner.tenant_id):
            return order_subscription(
                self.shop.partners_plan,
                seats=seats,
                buyer_id=buyer_id or cast.customer.tenant_id,
                reference="PO 7",
                actor=cast.partner,
            ).number

    def break_terms(self, number: str) -> None:
        """Let what was agreed on make no price: nobody can agree on this, but a row could be damaged."""
        self.tamper(
            "update subscriptions_phase p set terms = jsonb_set(p.terms, '{components,0,tiers}', '[]') "
            "from subscriptions_subscription s where s.id = p.subscription_id and s.number = %s",
            [number],
        )

    def end(self, day: date) -> None:
        """Let Acme end its order on a day, from that day on."""
        self.at(day)
        with scope(self.cast.customer.tenant_id):
            (order,) = list_subscriptions(self.cast.customer, side=Side.BOUGHT)
            cancel_subscription(order.number, ends_on=day, actor=self.cast.customer)

    def member_of(self, seller: Actor) -> Actor:
        """Somebody of a seller who is nothing more than a member."""
        return replace(seller, roles=frozenset({Role.MEMBER}))

    def id_of(self, number: str) -> UUID:
        """The id of a document of Alder's."""
        with scope(self.cast.partner.tenant_id):
            return Invoice.objects.get(seller_id=self.cast.partner.tenant_id, number=number).id

    def pay(self, amount: str, *numbers: str, bank_reference: str = "", day: date | None = None) -> UUID:
        """Let Alder record a payment of Acme's for these invoices."""
        seller, buyer = self.cast.partner, self.cast.customer
        with scope(seller.tenant_id):
            return record_payment(
                buyer.tenant_id,
                amount=Decimal(amount),
                currency="EUR",
                received_on=day or clock.today(),
                bank_reference=bank_reference,
                invoice_ids=[self.id_of(number) for number in numbers],
                actor=seller,
            )

    def open_of(self, number: str) -> Decimal:
        """What is open of an invoice of Alder's."""
        with scope(self.cast.partner.tenant_id):
            return open_of([self.id_of(number)])[self.id_of(number)]

    def credit_left(self) -> Decimal:
        """What Acme has with Alder as credit."""
        with scope(self.cast.partner.tenant_id):
            return sum((one.left for one in credits_of(self.cast.partner.tenant_id)), Decimal(0))

    def platform(self, seller: Actor) -> Actor:
        """The platform in a seller's scope, as its worker acts."""
        return platform_actor(seller.tenant_id, via=Via.JOB)

    def documents(self, seller: Actor, buyer: Actor | None = None) -> list[InvoiceDocument]:
        """What a seller has issued, the oldest first."""
        with scope(seller.tenant_id):
            found = Invoice.objects.filter(seller_id=seller.tenant_id).order_by("id")
            if buyer is not None:
                found = found.filter(buyer_id=buyer.tenant_id)
            return [document_of(one.id) for one in found]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Let it be ten o'clock in the morning of a day."""

    def let(day: date) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime(day.year, day.month, day.day, 9, tzinfo=UTC))

    return let


@pytest.fixture
def billing(
    cast: Cast, shop: Shop, at: Callable[[date], None], tamper: Callable[[str, Sequence[object]], None]
) -> Billing:
    """Everybody has said how they stand on an invoice."""
    with scope(cast.partner.tenant_id):
        set_seller_profile(ALDER, actor=cast.partner)
        set_buyer_profile(ACME, buyer_id=cast.customer.tenant_id, actor=cast.partner)
    with scope(cast.operator.tenant_id):
        set_seller_profile(MERIDIAN, actor=cast.operator)
        set_buyer_profile(ALDER_BUYS, buyer_id=cast.partner.tenant_id, actor=cast.operator)
    return Billing(cast, shop, at, tamper)


@pytest.fixture
def two_months(billing: Billing) -> Billing:
    """Acme owes Alder 17.85 for April and for May each; today is the first of May."""
    billing.order(date(2030, 4, 1))
    billing.run(billing.cast.partner, date(2030, 4, 1))
    billing.run(billing.cast.partner, date(2030, 5, 1))
    return billing
