"""Acme buys notebooks from Alder; Birch sells the like, and has a code for Acme. Both buy from Meridian."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from conftest import Cast
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.tests.conftest import Shop, notebooks, shop
from freehold.channel.actions.ask_transfer import ask_transfer
from freehold.channel.actions.make_code import make_code
from freehold.channel.models import Transfer
from freehold.channel.moving import carry_out
from freehold.channel.queries.transfers import TransferFacts
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.actions.set_seller_profile import set_seller_profile
from freehold.invoicing.document import InvoiceDocument
from freehold.invoicing.rules.parties import BuyerFacts, SellerFacts
from freehold.invoicing.states import Regime
from freehold.invoicing.tests.conftest import ACME, Billing, at, billing
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.provisioning.queries import InstanceFacts, instances
from freehold.provisioning.reconcile import reconcile
from freehold.reporting.tests.test_tiers import tiers
from freehold.subscriptions.queries import Side, SubscriptionFacts, list_subscriptions
from freehold.tenants.row_security import scope

__all__ = ["at", "billing", "notebooks", "shop", "tiers"]

BIRCH = SellerFacts(
    legal_name="Birch Systems GmbH", street="Waldweg 3", postcode="80331", city="München", country="DE", regime=Regime.EU_VAT,
    tax_id="DE115235681", iban="DE02120300000000202051",
)  # fmt: skip
BIRCH_BUYS = BuyerFacts(
    legal_name="Birch Systems GmbH", street="Waldweg 3", postcode="80331", city="München", country="DE"
)


@dataclass(frozen=True, slots=True)
class Moving:
    """The verbs of every test here."""

    cast: Cast
    billing: Billing
    shop: Shop
    rivals_plan: UUID
    as_role: Callable[[str], AbstractContextManager[None]]

    def at(self, day: date) -> None:
        self.billing.at(day)

    def code(self, seller: Actor | None = None) -> str:
        """A code of Birch's for one customer."""
        actor = seller or self.cast.rival
        with scope(actor.tenant_id):
            return make_code(actor=actor).code

    def ask(self, day: date, code: str = "", **choices: UUID | None) -> TransferFacts:
        """Acme asks to move to Birch; orders are named by SUB_…"""
        named = {number.replace("_", "-"): plan for number, plan in choices.items()}
        code = code or self.code()
        with scope(self.cast.customer.tenant_id):
            return ask_transfer(code, moves_on=day, choices=named, actor=self.cast.customer)

    def carry_out(self, transfer: TransferFacts, day: date) -> None:
        """As the worker does it."""
        self.at(day)
        with self.as_role("freehold_worker"):
            carry_out(transfer.customer_id, transfer.id, today=day)

    def move(self, day: date) -> TransferFacts:
        """Acme asks on a day to move on that day, and moves."""
        self.at(day)
        asked = self.ask(day)
        self.carry_out(asked, day)
        return asked

    def orders(self, actor: Actor, side: Side = Side.BOUGHT) -> list[SubscriptionFacts]:
        """What a tenant has, the newest first."""
        with scope(actor.tenant_id):
            return list_subscriptions(actor, side=side)

    @property
    def instance(self) -> InstanceFacts:
        """Acme's service."""
        with scope(self.cast.customer.tenant_id):
            (only,) = instances(self.cast.customer)
        return only

    def reconcile(self) -> InstanceFacts:
        reconcile(self.cast.customer.tenant_id, self.instance.id)
        return self.instance

    def net(self, seller: Actor, buyer: Actor) -> Decimal:
        """What a seller's documents to a buyer come to, credit notes taken off."""
        return sum(
            (one.net * (-1 if one.kind == "credit_note" else 1) for one in self.documents(seller, buyer)),
            Decimal(0),
        )

    def documents(self, seller: Actor, buyer: Actor) -> list[InvoiceDocument]:
        return self.billing.documents(seller, buyer)

    def transfers(self) -> list[tuple[object, ...]]:
        with scope(self.cast.customer.tenant_id):
            return list(Transfer.objects.values_list().order_by("id"))

    def let_birch_bill_acme(self) -> None:
        """Birch says where Acme's invoices go."""
        with scope(self.cast.rival.tenant_id):
            set_buyer_profile(ACME, buyer_id=self.cast.customer.tenant_id, actor=self.cast.rival)


@pytest.fixture
def moving(
    cast: Cast,
    billing: Billing,
    shop: Shop,
    as_role: Callable[[str], AbstractContextManager[None]],
) -> Moving:
    """Birch sells what Alder sells, for 6 EUR, and has said how it stands on an invoice."""
    with scope(cast.rival.tenant_id):
        plan = adopt_plan(shop.operators_plan, name="Birch Notes", actor=cast.rival)
        publish_price_list({plan: Decimal(6)}, currency="EUR", valid_from=clock.today(), actor=cast.rival)
        set_seller_profile(BIRCH, actor=cast.rival)
    with scope(cast.operator.tenant_id):
        set_buyer_profile(BIRCH_BUYS, buyer_id=cast.rival.tenant_id, actor=cast.operator)
    return Moving(cast, billing, shop, plan, as_role)
