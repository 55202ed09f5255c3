"""What the start page says about money."""

from datetime import date

from freehold.catalog.tests.conftest import notebooks, shop
from freehold.console.queries import overview_of
from freehold.dunning.actions.remind import remind
from freehold.dunning.actions.send_document import send_document
from freehold.dunning.actions.set_practice import set_practice
from freehold.dunning.rules.steps import Step
from freehold.dunning.states import Wording
from freehold.invoicing.tests.conftest import Billing, at, billing
from freehold.kernel.actor import Actor
from freehold.notices.actions.note_sent import note_refused
from freehold.notices.models import Notice
from freehold.notices.states import NoticeState
from freehold.tenants.row_security import scope
from freehold.tenants.states import TenantKind

__all__ = ["at", "billing", "notebooks", "shop"]


def test_letters_that_were_turned_down_need_attention(billing: Billing) -> None:
    cast = billing.cast
    billing.order(date(2030, 4, 1))
    billing.run(cast.partner, date(2030, 4, 1))
    with scope(cast.partner.tenant_id):
        set_practice(mails_documents=False, steps=[Step(5, Wording.FRIENDLY)], actor=cast.partner)
        send_document(billing.id_of("RE-000001"), actor=cast.partner)
        _turn_down()
    billing.at(date(2030, 4, 20))
    with scope(cast.partner.tenant_id):
        remind(
            billing.id_of("RE-000001"),
            buyer_id=cast.customer.tenant_id,
            actor=billing.platform(cast.partner),
        )
        _turn_down()

    with scope(cast.partner.tenant_id, person_id=cast.partner.person_id):
        told = [todo.what for todo in overview_of(cast.partner, TenantKind.PARTNER).todos]
    assert "1 invoice could not go out by mail" in told
    assert "1 reminder was turned down by the mail system" in told


def _turn_down() -> None:
    for notice in Notice.objects.filter(state=NoticeState.WAITING):
        note_refused(notice.id, error="550 no such user")


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
