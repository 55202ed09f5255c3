"""Putting money to invoices and taking it off again: never more than there is, and none is ever lost."""

import random
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Sum

from freehold.invoicing.actions.allocate_payment import allocate_payment
from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.invoicing.actions.pay_back import pay_back
from freehold.invoicing.actions.release_payment import release_payment
from freehold.invoicing.actions.undo_payment import undo_payment
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.models import Allocation, Invoice, Payment
from freehold.invoicing.receivables import credits_of, open_of
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.kernel.ids import new_id
from freehold.tenants.row_security import scope


def put(billing: Billing, source: UUID, number: str, amount: str | None = None) -> Decimal:
    with scope(billing.cast.partner.tenant_id):
        return allocate_payment(
            source,
            invoice_id=billing.id_of(number),
            amount=Decimal(amount) if amount else None,
            actor=billing.cast.partner,
        )


def take_off(billing: Billing, source: UUID, number: str) -> Decimal:
    with scope(billing.cast.partner.tenant_id):
        return release_payment(source, invoice_id=billing.id_of(number), actor=billing.cast.partner)


def test_a_credit_goes_to_an_invoice_as_far_as_both_reach(two_months: Billing) -> None:
    payment = two_months.pay("20.00")

    assert put(two_months, payment, "RE-000001", "10.00") == Decimal("10.00")
    assert put(two_months, payment, "RE-000001") == Decimal("7.85")
    assert put(two_months, payment, "RE-000002") == Decimal("2.15")

    assert (two_months.open_of("RE-000001"), two_months.open_of("RE-000002")) == (0, Decimal("15.70"))
    assert two_months.credit_left() == 0


@pytest.mark.parametrize(
    ("amount", "code"),
    [("0", "not_an_amount"), ("-1", "not_an_amount"), ("NaN", "not_an_amount"), ("17.86", "too_much")],
)
def test_what_is_no_part_of_it_is_refused(two_months: Billing, amount: str, code: str) -> None:
    payment = two_months.pay("20.00")

    with pytest.raises(Refused) as refusal:
        put(two_months, payment, "RE-000001", amount)

    assert (refusal.value.code, refusal.value.field) == (code, "amount")
    assert two_months.open_of("RE-000001") == Decimal("17.85")


def test_what_is_used_up_or_paid_takes_part_in_nothing(two_months: Billing) -> None:
    payment = two_months.pay("17.85", "RE-000001")
    further = two_months.pay("1.00")

    with pytest.raises(Refused) as used_up:
        put(two_months, payment, "RE-000002")
    with pytest.raises(Refused) as paid:
        put(two_months, further, "RE-000001")

    assert (used_up.value.code, paid.value.code) == ("nothing_left", "nothing_open")


def test_money_is_taken_off_an_invoice_and_put_to_the_right_one(two_months: Billing) -> None:
    payment = two_months.pay("17.85", "RE-000001")

    assert take_off(two_months, payment, "RE-000001") == Decimal("17.85")
    with pytest.raises(Refused) as twice:
        take_off(two_months, payment, "RE-000001")
    put(two_months, payment, "RE-000002")

    assert twice.value.code == "not_allocated"
    assert (two_months.open_of("RE-000001"), two_months.open_of("RE-000002")) == (Decimal("17.85"), 0)


def test_a_credit_note_on_a_paid_invoice_is_credit_and_pays_the_next_one(two_months: Billing) -> None:
    two_months.pay("17.85", "RE-000001")
    with scope(two_months.cast.partner.tenant_id):
        credit_invoice(two_months.id_of("RE-000001"), reason="An outage", actor=two_months.cast.partner)
    note = two_months.id_of("GS-000001")
    assert two_months.credit_left() == Decimal("17.85")

    put(two_months, note, "RE-000002")

    assert (two_months.open_of("RE-000002"), two_months.credit_left()) == (0, 0)


def test_a_credit_note_stays_with_its_own_invoice(two_months: Billing) -> None:
    with scope(two_months.cast.partner.tenant_id):
        credit_invoice(two_months.id_of("RE-000001"), reason="An outage", actor=two_months.cast.partner)

    with pytest.raises(Refused) as refusal:
        take_off(two_months, two_months.id_of("GS-000001"), "RE-000001")

    assert refusal.value.code == "own_invoice"
    assert two_months.open_of("RE-000001") == 0


def test_nobody_else_moves_a_sellers_money(two_months: Billing) -> None:
    cast = two_months.cast
    payment = two_months.pay("17.85", "RE-000001")
    credit = two_months.pay("1.00")
    first, second = two_months.id_of("RE-000001"), two_months.id_of("RE-000002")

    for actor in (cast.customer, cast.rival, cast.operator):
        with scope(actor.tenant_id), pytest.raises(NotFound):
            allocate_payment(credit, invoice_id=second, actor=actor)
        with scope(actor.tenant_id), pytest.raises(NotFound):
            release_payment(payment, invoice_id=first, actor=actor)
        with scope(actor.tenant_id), pytest.raises(NotFound):
            undo_payment(payment, reason="mistake", actor=actor)
    member = two_months.member_of(cast.partner)
    with scope(member.tenant_id):
        with pytest.raises(NotPermitted):
            allocate_payment(credit, invoice_id=second, actor=member)
        with pytest.raises(NotPermitted):
            release_payment(payment, invoice_id=first, actor=member)
        with pytest.raises(NotPermitted):
            undo_payment(payment, reason="mistake", actor=member)
        with pytest.raises(NotPermitted):
            pay_back(
                cast.customer.tenant_id,
                amount=Decimal(1),
                currency="EUR",
                paid_on=date(2030, 5, 1),
                actor=member,
            )
        with pytest.raises(NotFound):
            allocate_payment(new_id(), invoice_id=second, actor=cast.partner)

    assert (two_months.open_of("RE-000001"), two_months.credit_left()) == (0, Decimal("1.00"))


def test_a_payment_undone_opens_its_invoices_again(two_months: Billing) -> None:
    payment = two_months.pay("20.00", "RE-000001")
    seller = two_months.cast.partner

    with scope(seller.tenant_id):
        undo_payment(payment, reason="Returned: no funds", actor=seller)
        with pytest.raises(Refused) as twice:
            undo_payment(payment, reason="Returned", actor=seller)
        with pytest.raises(Refused) as silent:
            undo_payment(two_months.pay("1.00"), reason=" ", actor=seller)

    assert (twice.value.code, silent.value.code) == ("undone_already", "reason")
    assert (two_months.open_of("RE-000001"), two_months.credit_left()) == (Decimal("17.85"), Decimal("1.00"))


def test_what_was_paid_back_is_no_credit_any_more_and_its_payment_stands(two_months: Billing) -> None:
    payment = two_months.pay("20.00", "RE-000001")
    seller, buyer = two_months.cast.partner, two_months.cast.customer.tenant_id

    with scope(seller.tenant_id):
        with pytest.raises(Refused) as too_much:
            pay_back(buyer, amount=Decimal("2.16"), currency="EUR", paid_on=date(2030, 5, 1), actor=seller)
        back = pay_back(buyer, amount=Decimal("2.15"), currency="EUR", paid_on=date(2030, 5, 1), actor=seller)
        with pytest.raises(Refused) as spent:
            undo_payment(payment, reason="mistake", actor=seller)
        with pytest.raises(Refused) as went_out:
            undo_payment(back, reason="mistake", actor=seller)

    assert (too_much.value.code, spent.value.code, went_out.value.code) == (
        "too_much",
        "paid_back",
        "not_undoable",
    )
    assert two_months.credit_left() == 0


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_to_money_none_is_lost_and_none_comes_from_nowhere(
    two_months: Billing, seed: int
) -> None:
    dice = random.Random(seed)
    seller, buyer = two_months.cast.partner, two_months.cast.customer.tenant_id
    invoices = [two_months.id_of("RE-000001"), two_months.id_of("RE-000002")]

    for _turn in range(40):
        amount = Decimal(dice.randrange(1, 2500)) / 100
        with scope(seller.tenant_id):
            sources = [
                *Payment.objects.values_list("id", flat=True),
                *Invoice.objects.filter(kind=DocumentKind.CREDIT_NOTE).values_list("id", flat=True),
            ]
            source, invoice = dice.choice(sources or invoices), dice.choice(invoices)
            act = dice.choice(["pay", "put", "put", "off", "undo", "back", "note"])
            try:
                match act:
                    case "pay":
                        two_months.pay(
                            str(amount), *dice.sample(["RE-000001", "RE-000002"], dice.randrange(3))
                        )
                    case "put":
                        allocate_payment(
                            source, invoice_id=invoice, amount=dice.choice([None, amount]), actor=seller
                        )
                    case "off":
                        release_payment(source, invoice_id=invoice, actor=seller)
                    case "undo":
                        undo_payment(source, reason="dice", actor=seller)
                    case "back":
                        pay_back(buyer, amount=amount, currency="EUR", paid_on=date(2030, 5, 1), actor=seller)
                    case "note":
                        credit_invoice(invoice, net=amount, reason="dice", actor=seller)
            except (Refused, NotFound):
                pass
            came = Payment.objects.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
            credited = Invoice.objects.filter(kind=DocumentKind.CREDIT_NOTE).aggregate(sum=Sum("gross"))[
                "sum"
            ]
            billed = Invoice.objects.filter(id__in=invoices).aggregate(sum=Sum("gross"))["sum"]
            still_open = open_of(invoices)
            left = sum((one.left for one in credits_of(seller.tenant_id)), Decimal(0))
            assert all(0 <= one <= Decimal("17.85") for one in still_open.values())
            assert all(0 < one.left <= one.amount for one in credits_of(seller.tenant_id))
            assert came + (credited or 0) - left == billed - sum(still_open.values())
    with scope(seller.tenant_id):
        assert Allocation.objects.exists()


def test_whoever_writes_an_allocation_holds_the_lock_of_all_that_moves_this_sellers_money(
    billing: Billing,
) -> None:
    seller, buyer = billing.cast.partner.tenant_id, billing.cast.customer.tenant_id

    def is_held() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "select exists (select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() "
                "and (classid::bigint << 32) | objid::bigint = hashtextextended(%s, 0))",
                [f"receivables:{seller}"],
            )
            return bool(cursor.fetchone()[0])

    with scope(seller):
        came, went = (
            Payment.objects.create(
                seller_id=seller, buyer_id=buyer, kind="transfer", received_on=date(2030, 4, 1), amount=amount,
                currency="EUR",
            )
            for amount in (Decimal(10), Decimal(-10))
        )  # fmt: skip
        before = is_held()
        Allocation.objects.create(
            seller_id=seller, buyer_id=buyer, payment_id=came.id, refund_id=went.id, amount=Decimal(10)
        )

    assert (before, is_held()) == (False, True)
