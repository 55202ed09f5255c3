"""Collections: a file that the bank takes, told of before, settled and given back by statements, and never twice."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.resources import files
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.tests.conftest import ACME as ACME_PROFILE
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.kernel.sealed import unseal
from freehold.notices.models import Notice
from freehold.payments.actions.cancel_collection import cancel_collection
from freehold.payments.actions.collect_invoices import collect_invoices
from freehold.payments.actions.confirm_collection import confirm_collection
from freehold.payments.actions.give_mandate import give_mandate
from freehold.payments.actions.revoke_mandate import revoke_mandate
from freehold.payments.debiting import pending_invoices
from freehold.payments.models import Collection, Mandate, StatementEntry
from freehold.payments.rules.pain import NAMESPACE, SCHEMA, Creditor, DebitOrder, collection_file
from freehold.payments.states import DebitState, EntryState, Scheme, Why
from freehold.payments.tests.camt import ACME, OWN, Booking, statement
from freehold.payments.tests.conftest import ACME_GIVES, CREDITOR_ID, Debiting, Take
from freehold.tenants.row_security import scope

XSD = etree.XMLSchema(etree.fromstring((files("sepaxml") / "schemas" / f"{SCHEMA}.xsd").read_bytes()))
ALL = date(2030, 5, 15)  # a Wednesday, on which both invoices are due


def collection(debiting: Debiting, collection_id: UUID) -> Collection:
    with scope(debiting.billing.cast.partner.tenant_id):
        return Collection.objects.get(id=collection_id)


def test_what_is_due_is_collected_by_a_file_that_fits_its_schema(debiting: Debiting) -> None:
    made = collection(debiting, debiting.collect(collect_on=ALL))

    content = unseal(made.file_sealed).encode()
    file = etree.fromstring(content)
    assert XSD.validate(file), XSD.error_log
    assert (made.debits, made.amount) == (2, Decimal("35.70"))
    assert file.findtext(f".//{NAMESPACE}CtrlSum") == "35.70"
    assert [one.text for one in file.iter(f"{NAMESPACE}ReqdColltnDt")] == ["2030-05-15"]
    assert [one.text for one in file.iter(f"{NAMESPACE}IBAN")] == [OWN, ACME, ACME]
    assert file.findtext(f".//{NAMESPACE}PmtInf/{NAMESPACE}PmtInfId") == made.batch_id
    assert f"{NAMESPACE}PstlAdr" not in {one.tag for one in file.iter()}
    assert [one.text.split()[0] for one in file.iter(f"{NAMESPACE}Ustrd")] == ["RE-000001", "RE-000002"]
    assert ACME not in made.file_sealed


def test_the_first_day_leaves_time_to_tell_the_buyer_and_only_what_is_due_is_taken(
    debiting: Debiting,
) -> None:
    made = collection(debiting, debiting.collect())

    assert made.collect_on == date(2030, 5, 6)  # five days later, a Monday
    assert [one.amount for one in debiting.debits()] == [Decimal("17.85")]


def test_the_buyer_is_told_under_the_sellers_name(debiting: Debiting) -> None:
    debiting.collect()

    with scope(debiting.billing.cast.partner.tenant_id):
        (notice,) = Notice.objects.filter(template="debit_ahead")
    (debit,) = debiting.debits()
    assert (notice.to, notice.sender) == ("buchhaltung@acme-dental.example", "Alder IT GmbH")
    assert notice.context["amount"] == "€17.85"
    assert notice.context["account"] == "DE02 … 2051"
    assert debit.told_at is not None


def test_a_buyer_without_an_address_is_not_told_and_that_stands_there(debiting: Debiting) -> None:
    cast = debiting.billing.cast
    with scope(cast.partner.tenant_id):
        set_buyer_profile(
            replace(ACME_PROFILE, email=""), buyer_id=cast.customer.tenant_id, actor=cast.partner
        )

    debiting.collect()

    assert [one.told_at for one in debiting.debits()] == [None]


def test_an_invoice_is_in_one_collection_at_a_time(debiting: Debiting) -> None:
    first = debiting.collect()

    with pytest.raises(Refused) as refusal:
        debiting.collect()
    with pytest.raises(NotFound):
        debiting.collect(invoice_ids=[debiting.billing.id_of("RE-000001")])

    assert refusal.value.code == "nothing_to_collect"
    seller = debiting.billing.cast.partner
    with scope(seller.tenant_id):
        assert pending_invoices(seller.tenant_id) == {debiting.billing.id_of("RE-000001")}
        cancel_collection(first, actor=seller)
        assert pending_invoices(seller.tenant_id) == set()
    debiting.collect()
    assert [one.state for one in debiting.debits()] == [DebitState.CANCELLED, DebitState.PENDING]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2030, 5, 5), "too_soon"),
        (date(2029, 5, 5), "too_soon"),
        (date(2031, 5, 5), "too_soon"),
        (date(2030, 5, 11), "no_banking_day"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_is_made(
    debiting: Debiting, day: date, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        debiting.collect(collect_on=day)

    assert (refusal.value.code, refusal.value.field) == (code, "collect_on")
    assert debiting.debits() == []


def test_without_a_mandate_in_force_of_that_scheme_nothing_is_collected(debiting: Debiting) -> None:
    cast = debiting.billing.cast

    with pytest.raises(Refused):
        debiting.collect(scheme=Scheme.B2B)
    with scope(cast.customer.tenant_id):
        revoke_mandate(Mandate.objects.get().id, actor=cast.customer)
    with pytest.raises(Refused):
        debiting.collect()

    assert debiting.debits() == []


def test_only_billing_of_the_seller_collects(debiting: Debiting) -> None:
    cast = debiting.billing.cast
    member = debiting.billing.member_of(cast.partner)
    made = debiting.collect()

    with scope(member.tenant_id):
        for act in (
            lambda: collect_invoices(scheme=Scheme.CORE, actor=member),
            lambda: cancel_collection(made, actor=member),
            lambda: confirm_collection(made, paid_on=date(2030, 5, 6), actor=member),
        ):
            with pytest.raises(NotPermitted):
                act()
    for actor in (cast.customer, cast.rival, cast.operator):
        with scope(actor.tenant_id), pytest.raises(NotFound):
            cancel_collection(made, actor=actor)

    assert [one.state for one in debiting.debits()] == [DebitState.PENDING]


def test_a_statement_settles_each_debit_and_gives_it_back(debiting: Debiting, take: Take) -> None:
    debiting.collect()
    (debit,) = debiting.debits()
    debiting.billing.at(date(2030, 5, 8))

    paid = take(statement(Booking("17.85", end_to_end=debit.end_to_end_id, day="2030-05-06")))
    after = debiting.billing.open_of("RE-000001")
    back = Booking("20.85", way="DBIT", reason="MD06", end_to_end=debit.end_to_end_id, day="2030-05-08")
    returned = take(statement(back, name="return"))

    assert (paid.matched, paid.waiting, after) == (1, 0, 0)
    assert (returned.matched, returned.waiting) == (1, 0)
    assert debiting.billing.open_of("RE-000001") == Decimal("17.85")
    (debit,) = debiting.debits()
    assert (debit.state, debit.note) == (DebitState.RETURNED, "The buyer asked for the money back.")
    debiting.collect()
    assert [one.state for one in debiting.debits()] == [DebitState.RETURNED, DebitState.PENDING]


def test_one_sum_for_a_whole_file_settles_all_of_it(debiting: Debiting, take: Take) -> None:
    made = collection(debiting, debiting.collect(collect_on=ALL))
    debiting.billing.at(ALL)

    other = take(statement(Booking("35.00", batch=made.batch_id, day="2030-05-15"), name="wrong sum"))
    whole = take(statement(Booking("35.70", batch=made.batch_id, day="2030-05-15")))

    assert (other.matched, other.waiting, whole.matched) == (0, 1, 1)
    assert [one.state for one in debiting.debits()] == [DebitState.COLLECTED, DebitState.COLLECTED]
    assert (debiting.billing.open_of("RE-000001"), debiting.billing.open_of("RE-000002")) == (0, 0)
    with scope(debiting.billing.cast.partner.tenant_id):
        entry = StatementEntry.objects.order_by("-id")[0]
    assert (entry.state, entry.why, entry.payment_id) == (EntryState.MATCHED, Why.DEBIT, None)


def test_a_debit_that_was_never_paid_and_comes_back_frees_its_invoice(debiting: Debiting, take: Take) -> None:
    debiting.collect()
    (debit,) = debiting.debits()

    take(statement(Booking("17.85", way="DBIT", reason="AC04", end_to_end=debit.end_to_end_id)))

    (debit,) = debiting.debits()
    assert (debit.state, debit.payment_id) == (DebitState.RETURNED, None)
    assert debiting.billing.open_of("RE-000001") == Decimal("17.85")


def test_where_no_statement_says_so_a_person_says_that_it_was_paid(debiting: Debiting) -> None:
    made, seller = debiting.collect(), debiting.billing.cast.partner
    debiting.billing.at(date(2030, 5, 7))
    with scope(seller.tenant_id), pytest.raises(Refused) as unfetched:
        confirm_collection(made, paid_on=date(2030, 5, 7), actor=seller)
    assert (unfetched.value.code, debiting.billing.open_of("RE-000001")) == ("not_fetched", Decimal("17.85"))
    debiting.fetch(made)

    with scope(seller.tenant_id):
        with pytest.raises(Refused) as early:
            confirm_collection(made, paid_on=date(2030, 5, 5), actor=seller)
        assert confirm_collection(made, paid_on=date(2030, 5, 7), actor=seller) == 1
        with pytest.raises(Refused) as twice:
            confirm_collection(made, paid_on=date(2030, 5, 7), actor=seller)
        with pytest.raises(Refused) as late:
            cancel_collection(made, actor=seller)

    assert (early.value.code, twice.value.code, late.value.code) == ("before", "nothing_pending", "settled")
    assert debiting.billing.open_of("RE-000001") == 0


NAMES = st.text(min_size=1, max_size=70)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NAMES, st.decimals("0.01", "999999.99", places=2), st.integers(1, 5))
def test_whatever_a_holder_is_called_the_file_fits_its_schema(name: str, amount: Decimal, count: int) -> None:
    creditor = Creditor("Alder IT GmbH", OWN, "", CREDITOR_ID)
    order = DebitOrder(name, ACME, "", amount, "M-1", date(2030, 4, 1), "RE-000001", "e" * 32)

    file = collection_file(creditor, [order] * count, scheme=Scheme.CORE, collect_on=ALL)

    parsed = etree.fromstring(file.content)
    assert XSD.validate(parsed), XSD.error_log
    assert Decimal(parsed.findtext(f".//{NAMESPACE}CtrlSum")) == amount * count


def test_a_mandate_that_changed_is_the_one_that_is_collected_by(debiting: Debiting) -> None:
    cast = debiting.billing.cast
    with scope(cast.customer.tenant_id):
        newer = give_mandate(replace(ACME_GIVES, bic="BYLADEM1001"), actor=cast.customer)

    made = collection(debiting, debiting.collect())

    file = unseal(made.file_sealed)
    assert newer in file
    assert "<BICFI>BYLADEM1001</BICFI>" in file


def test_a_debit_that_a_person_confirmed_is_not_paid_again_by_its_booking(
    debiting: Debiting, take: Take
) -> None:
    collected, seller = debiting.collect(), debiting.billing.cast.partner
    (debit,) = debiting.debits()
    debiting.billing.at(date(2030, 5, 8))
    debiting.fetch(collected)
    with scope(seller.tenant_id):
        confirm_collection(collected, paid_on=date(2030, 5, 7), actor=seller)

    take(statement(Booking("17.85", text="RE-000001", end_to_end=debit.end_to_end_id, day="2030-05-07")))

    with scope(seller.tenant_id):
        entry = StatementEntry.objects.get()
    assert (entry.state, entry.payment_id) == (EntryState.WAITING, None)
    assert debiting.billing.credit_left() == 0


def test_money_that_went_back_before_its_booking_was_read_pays_nothing(
    debiting: Debiting, take: Take
) -> None:
    """Some banks list the newest booking first."""
    debiting.collect()
    (debit,) = debiting.debits()
    debiting.billing.at(date(2030, 5, 8))

    take(
        statement(
            Booking("17.85", way="DBIT", reason="MD06", end_to_end=debit.end_to_end_id, day="2030-05-08"),
            Booking("17.85", text="RE-000001", end_to_end=debit.end_to_end_id, day="2030-05-06"),
        )
    )

    assert debiting.billing.open_of("RE-000001") == Decimal("17.85")
