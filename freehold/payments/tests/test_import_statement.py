"""Reading a statement in: what names its invoice is recorded once, however often it comes; the rest waits for a person."""

import random
from decimal import Decimal

import pytest

from freehold.invoicing.models import Allocation, Invoice, Payment
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel.errors import Conflict, NotPermitted, Refused
from freehold.payments.actions.assign_entry import assign_entry, assign_return
from freehold.payments.actions.import_statement import import_statement
from freehold.payments.actions.set_aside_entry import set_aside_entry
from freehold.payments.models import Statement, StatementEntry
from freehold.payments.states import EntryState, Why
from freehold.payments.tests.camt import ACME, OTHER, Booking, statement
from freehold.payments.tests.conftest import Take
from freehold.tenants.row_security import scope


def entries(billing: Billing) -> list[StatementEntry]:
    with scope(billing.cast.partner.tenant_id):
        return list(StatementEntry.objects.order_by("id"))


def reference_of(billing: Billing, number: str) -> str:
    with scope(billing.cast.partner.tenant_id):
        return Invoice.objects.get(number=number).payment_reference


def test_what_bears_its_reference_or_number_is_recorded_and_the_rest_waits(
    two_months: Billing, take: Take
) -> None:
    done = take(
        statement(
            Booking("17.85", reference=reference_of(two_months, "RE-000001")),
            Booking("10.00", text="RE-000002, part"),
            Booking("3.00", text="thanks"),
            Booking("99.00", text="rent", way="DBIT", name="Landlord"),
            Booking("1.00", status="PDNG"),
        )
    )

    assert (done.matched, done.waiting, done.known, done.passed_over) == (2, 1, 0, 2)
    assert (two_months.open_of("RE-000001"), two_months.open_of("RE-000002")) == (0, Decimal("7.85"))
    assert [(one.state, one.why) for one in entries(two_months)] == [
        (EntryState.MATCHED, Why.REFERENCE),
        (EntryState.MATCHED, Why.NUMBER),
        (EntryState.WAITING, Why.NOTHING),
    ]


def test_the_same_file_twice_is_refused_and_an_overlapping_one_takes_only_what_is_new(
    two_months: Billing, take: Take
) -> None:
    first = Booking("10.00", text="RE-000001", bank_reference="B1")
    take(statement(first))

    with pytest.raises(Conflict) as refusal:
        take(statement(first))
    done = take(statement(first, Booking("7.85", text="RE-000001", bank_reference="B2"), name="next"))

    assert refusal.value.code == "read_already"
    assert (done.matched, done.known) == (1, 1)
    assert two_months.open_of("RE-000001") == 0
    assert two_months.credit_left() == 0


def test_who_pays_an_invoice_twice_has_a_credit(two_months: Billing, take: Take) -> None:
    take(statement(Booking("17.85", text="RE-000001"), Booking("17.85", text="RE-000001 again")))

    assert (two_months.open_of("RE-000001"), two_months.credit_left()) == (0, Decimal("17.85"))


def test_account_and_amount_are_proposed_and_a_person_confirms(two_months: Billing, take: Take) -> None:
    seller = two_months.cast.partner
    take(statement(Booking("17.85", text="RE-000001")))

    take(statement(Booking("17.85", text="Mai", day="2030-05-01"), Booking("17.85", iban=OTHER)))

    _known, proposed, unknown = entries(two_months)
    assert (proposed.state, proposed.why, unknown.state) == (
        EntryState.PROPOSED,
        Why.ACCOUNT,
        EntryState.WAITING,
    )
    assert two_months.open_of("RE-000002") == Decimal("17.85")
    assert ACME not in proposed.other_iban_sealed
    assert proposed.other_iban_shown == "DE02 … 2051"
    with scope(seller.tenant_id):
        assign_entry(
            proposed.id,
            buyer_id=two_months.cast.customer.tenant_id,
            invoice_ids=[two_months.id_of("RE-000002")],
            actor=seller,
        )
        with pytest.raises(Refused) as twice:
            assign_entry(proposed.id, buyer_id=two_months.cast.customer.tenant_id, actor=seller)
        set_aside_entry(unknown.id, reason="Interest", actor=seller)
    assert twice.value.code == "assigned_already"
    assert two_months.open_of("RE-000002") == 0
    assert [one.state for one in entries(two_months)][1:] == [EntryState.ASSIGNED, EntryState.SET_ASIDE]


def test_what_the_bank_took_back_waits_and_opens_the_invoice_again_once_a_person_says_which_it_was(
    two_months: Billing, take: Take
) -> None:
    seller = two_months.cast.partner
    payment = two_months.pay("17.85", "RE-000001")

    take(statement(Booking("17.85", text="Return", way="DBIT", reason="AC04")))

    (returned,) = entries(two_months)
    assert (returned.state, returned.why, returned.amount) == (
        EntryState.WAITING,
        Why.RETURNED,
        Decimal("-17.85"),
    )
    with scope(seller.tenant_id):
        with pytest.raises(Refused) as not_in:
            assign_entry(returned.id, buyer_id=two_months.cast.customer.tenant_id, actor=seller)
        assign_return(returned.id, payment_id=payment, actor=seller)
    assert not_in.value.code == "went_back"
    assert two_months.open_of("RE-000001") == Decimal("17.85")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no xml", "not_xml"),
        (statement(Booking("1.00"), iban=OTHER), "wrong_account"),
        (statement(Booking("1.00", currency="XAU")), "currency"),
        (statement(Booking("1.001")), "currency"),
        (statement(Booking("1.00"), Booking("NaN")), "broken"),
    ],
)
def test_a_file_that_is_not_ones_own_statement_is_refused_whole(
    two_months: Billing, take: Take, content: bytes, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        take(content)

    assert (refusal.value.code, refusal.value.field) == (code, "file")
    assert entries(two_months) == []
    with scope(two_months.cast.partner.tenant_id):
        assert (Statement.objects.count(), Payment.objects.count()) == (0, 0)


def test_only_billing_reads_statements_and_nobody_else_sees_them(two_months: Billing, take: Take) -> None:
    cast = two_months.cast
    member = two_months.member_of(cast.partner)

    with scope(member.tenant_id), pytest.raises(NotPermitted):
        import_statement(statement(Booking("1.00")), file_name="a.xml", actor=member)
    take(statement(Booking("1.00")))

    for other in (cast.operator, cast.customer, cast.rival):
        with scope(other.tenant_id):
            assert (Statement.objects.count(), StatementEntry.objects.count()) == (0, 0)


def test_what_cannot_be_recorded_waits_and_does_not_hold_up_the_rest(two_months: Billing, take: Take) -> None:
    done = take(
        statement(Booking("1.00", text="RE-000001", day="2030-05-03"), Booking("2.00", text="RE-000002"))
    )

    _first, later = entries(two_months)
    assert (done.matched, done.waiting) == (1, 1)
    assert (later.why, later.note) == (Why.REFUSED, "That day has not come yet.")


@pytest.mark.parametrize("seed", range(3))
def test_however_statements_are_cut_and_repeated_the_same_money_goes_to_the_same_invoices(
    two_months: Billing, take: Take, seed: int
) -> None:
    dice = random.Random(seed)
    bookings = [
        Booking(f"{dice.randrange(100, 900) / 100:.2f}", text=dice.choice(["RE-000001", "RE-000002"]))
        for _one in range(8)
    ]
    bookings += bookings[:2]  # the same twice on one day is twice as much
    total = sum(Decimal(one.amount) for one in bookings)

    end = 0
    while end < len(bookings):
        end = min(len(bookings), end + dice.randrange(1, 5))
        take(statement(*bookings[:end], name=f"until {end}"))
        take(statement(*bookings[:end], name=f"until {end} again"))

    with scope(two_months.cast.partner.tenant_id):
        payments = list(Payment.objects.all())
        allocated = sum(one.amount for one in Allocation.objects.all())
    assert len(payments) == len(bookings)
    assert sum(one.amount for one in payments) == total
    assert allocated + two_months.credit_left() == total
    for number in ("RE-000001", "RE-000002"):
        named = sum(Decimal(one.amount) for one in bookings if one.text == number)
        assert two_months.open_of(number) == max(Decimal(0), Decimal("17.85") - named)
