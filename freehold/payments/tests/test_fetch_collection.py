"""A collection is at the bank once its file was fetched; before, what nobody owes any more is left out."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from lxml import etree

from freehold.audit.models import Entry
from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.payments.actions.cancel_collection import cancel_collection
from freehold.payments.actions.fetch_collection import fetch_collection
from freehold.payments.actions.revoke_mandate import revoke_mandate
from freehold.payments.models import Collection, Mandate
from freehold.payments.rules.pain import NAMESPACE
from freehold.payments.states import DebitState
from freehold.payments.tests.conftest import Debiting
from freehold.payments.tests.test_debit_pages import SignedIn
from freehold.tenants.row_security import scope

ALL = date(2030, 5, 15)  # a Wednesday, on which both invoices are due


def collection(debiting: Debiting, collection_id: UUID) -> Collection:
    with scope(debiting.billing.cast.partner.tenant_id):
        return Collection.objects.get(id=collection_id)


def test_what_was_paid_before_the_file_is_fetched_is_left_out_of_it(debiting: Debiting) -> None:
    made = debiting.collect(collect_on=ALL)
    debiting.billing.pay("17.85", "RE-000001")

    file = etree.fromstring(debiting.fetch(made))

    assert [one.text.split()[0] for one in file.iter(f"{NAMESPACE}Ustrd")] == ["RE-000002"]
    assert file.findtext(f".//{NAMESPACE}CtrlSum") == "17.85"
    paid, kept = debiting.debits()
    assert (paid.state, paid.note) == (DebitState.NOT_NEEDED, "The invoice was paid or credited.")
    assert kept.state == DebitState.PENDING
    found = collection(debiting, made)
    assert (found.debits, found.amount) == (1, Decimal("17.85"))
    assert file.findtext(f".//{NAMESPACE}PmtInf/{NAMESPACE}PmtInfId") == found.batch_id


def test_what_was_paid_in_part_or_credited_or_lost_its_mandate_is_left_out_too(debiting: Debiting) -> None:
    cast = debiting.billing.cast
    made = debiting.collect(collect_on=ALL)
    debiting.billing.pay("7.85", "RE-000001")
    with scope(cast.customer.tenant_id):
        revoke_mandate(Mandate.objects.get().id, actor=cast.customer)

    with pytest.raises(Refused) as refusal:
        debiting.fetch(made)

    assert refusal.value.code == "nothing_needed"
    assert {one.state for one in debiting.debits()} == {DebitState.PENDING}
    assert collection(debiting, made).fetched_at is None
    with scope(cast.partner.tenant_id):
        cancel_collection(made, actor=cast.partner)


def test_what_is_open_in_part_is_collected_anew(debiting: Debiting) -> None:
    made = debiting.collect(collect_on=ALL)
    debiting.billing.pay("7.85", "RE-000001")
    debiting.fetch(made)

    debiting.collect(collect_on=ALL)

    found = debiting.debits()
    assert [(one.state, one.amount) for one in found] == [
        (DebitState.NOT_NEEDED, Decimal("17.85")),
        (DebitState.PENDING, Decimal("17.85")),
        (DebitState.PENDING, Decimal("10.00")),
    ]
    assert found[0].note == "Only €10.00 of the invoice are open: collect that anew."


def test_once_fetched_the_file_stays_and_it_is_known_who_fetched_it(debiting: Debiting) -> None:
    made, seller = debiting.collect(collect_on=ALL), debiting.billing.cast.partner
    first = debiting.fetch(made)
    debiting.billing.pay("17.85", "RE-000001")

    again = debiting.fetch(made)

    assert again == first
    assert {one.state for one in debiting.debits()} == {DebitState.PENDING}
    found = collection(debiting, made)
    assert (found.fetched_by, found.fetched_at is not None) == (seller.name, True)
    with scope(seller.tenant_id):
        assert Entry.objects.filter(action="payments.fetch_collection").count() == 1
        with pytest.raises(ProgrammingError), transaction.atomic():
            Collection.objects.filter(id=made).update(file_sealed="another")


def test_only_billing_of_the_seller_fetches_the_file(debiting: Debiting) -> None:
    made, cast = debiting.collect(), debiting.billing.cast
    member = debiting.billing.member_of(cast.partner)

    with scope(member.tenant_id), pytest.raises(NotPermitted):
        fetch_collection(made, actor=member)
    for actor in (cast.customer, cast.rival, cast.operator):
        with scope(actor.tenant_id), pytest.raises(NotFound):
            fetch_collection(made, actor=actor)

    assert collection(debiting, made).fetched_at is None


def test_pages_warn_of_a_debit_that_is_at_the_bank(debiting: Debiting, signed_in: SignedIn) -> None:
    billing = debiting.billing
    browser: Client = signed_in(billing.cast.partner)
    made = debiting.collect()
    invoice = f"/invoices/{billing.id_of('RE-000001')}/"
    address = f"/payments/debits/{made}/"

    before = browser.get(address).content.decode(), browser.get(invoice).content.decode()
    browser.get(f"{address}file/")
    fetched = browser.get(address).content.decode()
    warned = [
        browser.get(page).content.decode() for page in (invoice, f"{invoice}payment/", f"{invoice}credit/")
    ]
    credit = billing.pay("17.85")
    put = browser.post(f"/payments/{credit}/to/{billing.id_of('RE-000001')}/", follow=True).content.decode()
    after = browser.get(address).content.decode()

    assert "Not at the bank yet" in before[0]
    assert "Its file was not fetched yet" in before[1]
    assert "At the bank" in fetched
    assert all("is at the bank already" in page for page in (*warned, put))
    assert "call them back there" in after
    assert "Not needed any more" in after


def test_a_credited_invoice_is_shown_as_not_needed_before_the_file_is_fetched(
    debiting: Debiting, signed_in: SignedIn
) -> None:
    seller = debiting.billing.cast.partner
    made = debiting.collect()
    with scope(seller.tenant_id):
        credit_invoice(debiting.billing.id_of("RE-000001"), reason="Wrong plan", actor=seller)

    page = signed_in(seller).get(f"/payments/debits/{made}/").content.decode()

    assert "They are left out when you fetch the file." in page
    assert "The invoice was paid or credited." in page
