"""A payment that is undone: its debit came back, and its booking waits for whom it is really from."""

from datetime import date
from decimal import Decimal

from freehold.invoicing.tests.conftest import Billing
from freehold.payments.accounts import accounts_of
from freehold.payments.actions.assign_entry import assign_entry, assign_return
from freehold.payments.actions.take_back_payment import take_back_payment
from freehold.payments.models import StatementEntry
from freehold.payments.states import DebitState, EntryState, Why
from freehold.payments.tests.camt import Booking, statement
from freehold.payments.tests.conftest import Debiting, Take
from freehold.payments.tests.test_debit_pages import SignedIn
from freehold.tenants.row_security import scope


def test_a_booking_whose_payment_was_undone_waits_again_and_is_recorded_anew(
    two_months: Billing, take: Take, signed_in: SignedIn
) -> None:
    cast = two_months.cast
    take(statement(Booking("17.85", text="RE-000001")))
    with scope(cast.partner.tenant_id):
        entry = StatementEntry.objects.get()

    undone = signed_in(cast.partner).post(
        f"/payments/{entry.payment_id}/undo/", {"reason": "Of another buyer"}
    )

    with scope(cast.partner.tenant_id):
        waits = StatementEntry.objects.get()
        learnt = accounts_of(cast.partner.tenant_id, {cast.customer.tenant_id})
        again = assign_entry(entry.id, invoice_ids=[two_months.id_of("RE-000002")], actor=cast.partner)
        last = StatementEntry.objects.get()
    assert undone.status_code == 302
    assert (waits.state, waits.why, waits.debtor_id, waits.payment_id) == (
        EntryState.WAITING, Why.UNDONE, None, None,
    )  # fmt: skip
    assert waits.note == "Its payment was undone: Of another buyer"
    assert learnt[cast.customer.tenant_id] == set()
    assert (last.state, last.payment_id) == (EntryState.ASSIGNED, again)
    assert two_months.open_of("RE-000001") == Decimal("17.85")
    assert two_months.open_of("RE-000002") == 0


def collected(debiting: Debiting, take: Take) -> None:
    debiting.collect()
    (debit,) = debiting.debits()
    debiting.billing.at(date(2030, 5, 8))
    take(statement(Booking("17.85", end_to_end=debit.end_to_end_id, day="2030-05-06")))


def test_undoing_the_payment_of_a_debit_says_that_it_came_back(debiting: Debiting, take: Take) -> None:
    collected(debiting, take)
    seller, (debit,) = debiting.billing.cast.partner, debiting.debits()
    assert debit.payment_id is not None

    with scope(seller.tenant_id):
        take_back_payment(debit.payment_id, reason="The bank took it back", actor=seller)
        entry = StatementEntry.objects.get()

    (debit,) = debiting.debits()
    assert (debit.state, debit.note) == (DebitState.RETURNED, "The bank took it back")
    assert entry.state == EntryState.MATCHED


def test_a_return_that_a_person_assigns_to_the_payment_of_a_debit_says_so_too(
    debiting: Debiting, take: Take
) -> None:
    collected(debiting, take)
    seller, (debit,) = debiting.billing.cast.partner, debiting.debits()
    assert debit.payment_id is not None
    take(statement(Booking("17.85", way="DBIT", reason="MD06", day="2030-05-08"), name="return"))

    with scope(seller.tenant_id):
        entry = StatementEntry.objects.get(amount__lt=0)
        assign_return(entry.id, payment_id=debit.payment_id, actor=seller)

    assert debiting.debits()[0].state == DebitState.RETURNED
    assert debiting.billing.open_of("RE-000001") == Decimal("17.85")
