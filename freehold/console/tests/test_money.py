"""What the start page says about money."""

from datetime import date

from freehold.catalog.tests.conftest import notebooks, shop
from freehold.console.queries import overview_of
from freehold.invoicing.tests.conftest import Billing, at, billing
from freehold.kernel.actor import Actor
from freehold.tenants.row_security import scope
from freehold.tenants.states import TenantKind

__all__ = ["at", "billing", "notebooks", "shop"]


def _told(actor: Actor, kind: TenantKind) -> list[str]:
    with scope(actor.tenant_id, person_id=actor.person_id):
        return [todo.what for todo in overview_of(actor, kind).todos if "invoice" in todo.what]


def test_both_ends_of_an_edge_read_what_is_overdue_and_only_then(billing: Billing) -> None:
    cast = billing.cast
    billing.order(date(2030, 4, 1))
    billing.run(cast.partner, date(2030, 4, 1))

    in_time = _told(cast.partner, TenantKind.PARTNER), _told(cast.customer, TenantKind.CUSTOMER)
    billing.at(date(2030, 4, 16))
    seller, buyer = _told(cast.partner, TenantKind.PARTNER), _told(cast.customer, TenantKind.CUSTOMER)
    billing.pay("17.85", "RE-000001")
    paid = _told(cast.partner, TenantKind.PARTNER), _told(cast.customer, TenantKind.CUSTOMER)

    assert seller == ["1 invoice that you issued is overdue: €17.85"]
    assert buyer == ["1 invoice to you is overdue: €17.85"]
    assert in_time == paid == ([], [])


def test_a_buyer_whom_the_last_run_passed_over_is_told_of_until_it_is_billed(billing: Billing) -> None:
    cast = billing.cast
    number = billing.order(date(2030, 4, 1))
    billing.break_terms(number)
    billing.run(cast.partner, date(2030, 4, 1))

    assert _told(cast.partner, TenantKind.PARTNER) == ["1 buyer was passed over by the last run of invoices"]
