"""Acme owes Alder for April and May, and Alder's bank sends statements."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from freehold.catalog.tests.conftest import notebooks, shop
from freehold.invoicing.tests.conftest import Billing, at, billing, two_months
from freehold.payments.actions.collect_invoices import collect_invoices
from freehold.payments.actions.fetch_collection import fetch_collection
from freehold.payments.actions.give_mandate import give_mandate
from freehold.payments.actions.import_statement import Imported, import_statement
from freehold.payments.actions.set_creditor import set_creditor
from freehold.payments.models import Debit
from freehold.payments.rules.mandates import MandateFacts
from freehold.payments.states import Scheme
from freehold.payments.tests.camt import ACME
from freehold.tenants.row_security import scope

__all__ = ["at", "billing", "notebooks", "shop", "two_months"]

Take = Callable[[bytes], Imported]


@pytest.fixture
def take(two_months: Billing) -> Take:
    """Let Alder read a statement in."""

    def read(content: bytes) -> Imported:
        seller = two_months.cast.partner
        with scope(seller.tenant_id):
            return import_statement(content, file_name="statement.xml", actor=seller)

    return read


CREDITOR_ID = "DE98ZZZ09999999999"
ACME_GIVES = MandateFacts(holder="Acme Dental GmbH", iban=ACME, signed_on=date(2030, 4, 1))


@dataclass(frozen=True, slots=True)
class Debiting:
    """Alder collects, and Acme has given it a mandate."""

    billing: Billing

    def collect(self, **given: object) -> UUID:
        """Let Alder collect all that it can, or what is given."""
        seller = self.billing.cast.partner
        with scope(seller.tenant_id):
            return collect_invoices(actor=seller, **({"scheme": Scheme.CORE} | given))  # type: ignore[arg-type]

    def fetch(self, collection_id: UUID) -> bytes:
        """Let Alder fetch the file of a collection for its bank."""
        seller = self.billing.cast.partner
        with scope(seller.tenant_id):
            return fetch_collection(collection_id, actor=seller)

    def debits(self) -> list[Debit]:
        """All debits of Alder's, the oldest first."""
        with scope(self.billing.cast.partner.tenant_id):
            return list(Debit.objects.order_by("id"))


@pytest.fixture
def debiting(two_months: Billing) -> Debiting:
    """It is the first of May: RE-000001 is overdue, RE-000002 due on the 15th."""
    cast = two_months.cast
    with scope(cast.partner.tenant_id):
        set_creditor(CREDITOR_ID, notice_days=5, actor=cast.partner)
    with scope(cast.customer.tenant_id):
        give_mandate(ACME_GIVES, actor=cast.customer)
    return Debiting(two_months)
