"""Mandates: given by the buyer or recorded by its seller, seen and revoked by both, and readable for nobody in the database."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError

from freehold.audit.queries import log_lines
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.payments.actions.give_mandate import give_mandate
from freehold.payments.actions.record_mandate import record_mandate
from freehold.payments.actions.revoke_mandate import revoke_mandate
from freehold.payments.actions.set_creditor import set_creditor
from freehold.payments.models import CreditorSettings, Mandate
from freehold.payments.states import Scheme
from freehold.payments.tests.camt import ACME, OTHER
from freehold.payments.tests.conftest import ACME_GIVES, CREDITOR_ID, Debiting
from freehold.tenants.row_security import scope


def mandates(billing: Billing) -> list[Mandate]:
    with scope(billing.cast.partner.tenant_id):
        return list(Mandate.objects.order_by("id"))


def test_a_mandate_given_online_is_sealed_and_in_the_logs_of_both_ends(debiting: Debiting) -> None:
    cast = debiting.billing.cast

    (one,) = mandates(debiting.billing)

    assert (one.holder, one.scheme, one.is_online, one.creditor_id) == (
        "Acme Dental GmbH",
        Scheme.CORE,
        True,
        CREDITOR_ID,
    )
    assert one.reference.startswith("M-")
    assert ACME not in one.iban_sealed
    assert one.iban_shown == "DE02 … 2051"
    for actor in (cast.customer, cast.partner):
        with scope(actor.tenant_id):
            assert "payments.give_mandate" in str(log_lines(actor.tenant_id))
            assert ACME not in str(log_lines(actor.tenant_id))
    for other in (cast.operator, cast.rival):
        with scope(other.tenant_id):
            assert not Mandate.objects.exists()


def test_the_seller_records_one_on_paper_which_takes_the_others_place(debiting: Debiting) -> None:
    cast = debiting.billing.cast
    paper = replace(ACME_GIVES, iban=OTHER, reference="ACME-7", scheme=Scheme.B2B)

    with scope(cast.partner.tenant_id):
        assert record_mandate(paper, buyer_id=cast.customer.tenant_id, actor=cast.partner) == "ACME-7"
        with pytest.raises(Conflict) as twice:
            record_mandate(paper, buyer_id=cast.customer.tenant_id, actor=cast.partner)

    first, second = mandates(debiting.billing)
    assert twice.value.code == "reference_taken"
    assert (first.revoked_at is None, second.revoked_at is None, second.is_online) == (False, True, False)


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"iban": "DE02120300000000202052"}, "iban", "iban"),
        ({"iban": "US12345"}, "iban", "iban"),
        ({"iban": "BR1800360305000010009795493C1"}, "not_sepa", "iban"),
        ({"holder": " "}, "holder", "holder"),
        ({"holder": "a" * 71}, "holder", "holder"),
        ({"holder": "a\x00b"}, "holder", "holder"),
        ({"holder": "☺"}, "holder", "holder"),
        ({"bic": "X"}, "bic", "bic"),
        ({"signed_on": date(2030, 5, 2)}, "signed_on", "signed_on"),
        ({"signed_on": date(1999, 1, 1)}, "signed_on", "signed_on"),
        ({"reference": "a" * 36}, "mandate_reference", "reference"),
        ({"reference": "Mandat für Acme"}, "mandate_reference", "reference"),
    ],
)
def test_what_is_no_mandate_is_refused_and_the_one_in_force_stays(
    debiting: Debiting, wrong: dict[str, object], code: str, field: str
) -> None:
    customer = debiting.billing.cast.customer

    with scope(customer.tenant_id), pytest.raises(Refused) as refusal:
        give_mandate(replace(ACME_GIVES, **wrong), actor=customer)  # type: ignore[arg-type]

    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert [one.revoked_at for one in mandates(debiting.billing)] == [None]


def test_nobody_gives_one_to_a_seller_that_does_not_collect(two_months: Billing) -> None:
    cast = two_months.cast

    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        give_mandate(ACME_GIVES, actor=cast.customer)

    assert refusal.value.code == "no_creditor"


def test_either_end_revokes_it_once_and_nobody_else_does(debiting: Debiting) -> None:
    cast = debiting.billing.cast
    (one,) = mandates(debiting.billing)

    for actor in (cast.rival, cast.operator):
        with scope(actor.tenant_id), pytest.raises(NotFound):
            revoke_mandate(one.id, actor=actor)
    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        revoke_mandate(one.id, actor=debiting.billing.member_of(cast.customer))
    with scope(cast.customer.tenant_id):
        revoke_mandate(one.id, actor=cast.customer)
        with pytest.raises(Refused):
            revoke_mandate(one.id, actor=cast.customer)
    with scope(cast.customer.tenant_id):
        give_mandate(ACME_GIVES, actor=cast.customer)
    with scope(cast.partner.tenant_id):
        revoke_mandate(mandates(debiting.billing)[1].id, actor=cast.partner)

    assert all(one.revoked_at for one in mandates(debiting.billing))


def test_nobody_brings_a_revoked_one_back(debiting: Debiting) -> None:
    customer = debiting.billing.cast.customer
    (one,) = mandates(debiting.billing)

    with scope(customer.tenant_id):
        revoke_mandate(one.id, actor=customer)
    with pytest.raises(DatabaseError), scope(customer.tenant_id):
        Mandate.objects.filter(id=one.id).update(revoked_at=None)

    assert mandates(debiting.billing)[0].revoked_at is not None


def test_only_billing_gives_and_records_mandates_and_only_of_ones_own_buyers(debiting: Debiting) -> None:
    cast = debiting.billing.cast
    member, staff = debiting.billing.member_of(cast.customer), debiting.billing.member_of(cast.partner)
    buyer = cast.customer.tenant_id

    with scope(member.tenant_id), pytest.raises(NotPermitted):
        give_mandate(ACME_GIVES, actor=member)
    with scope(staff.tenant_id), pytest.raises(NotPermitted):
        record_mandate(ACME_GIVES, buyer_id=buyer, actor=staff)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        record_mandate(ACME_GIVES, buyer_id=buyer, actor=cast.rival)

    assert len(mandates(debiting.billing)) == 1


@pytest.mark.parametrize(
    ("creditor_id", "days", "code"),
    [
        ("DE99ZZZ09999999999", 5, "creditor_id"),
        ("", 5, "creditor_id"),
        (CREDITOR_ID, 0, "notice_days"),
        (CREDITOR_ID, 15, "notice_days"),
    ],
)
def test_a_creditor_needs_its_identifier_and_tells_in_time(
    two_months: Billing, creditor_id: str, days: int, code: str
) -> None:
    seller = two_months.cast.partner

    with scope(seller.tenant_id):
        with pytest.raises(Refused) as refusal:
            set_creditor(creditor_id, notice_days=days, actor=seller)
        with pytest.raises(NotPermitted):
            set_creditor(CREDITOR_ID, notice_days=5, actor=two_months.member_of(seller))
        assert not CreditorSettings.objects.exists()
    assert refusal.value.code == code


def test_who_names_no_account_on_its_invoices_collects_nothing(two_months: Billing) -> None:
    customer = two_months.cast.customer

    with scope(customer.tenant_id), pytest.raises(Refused) as refusal:
        set_creditor(CREDITOR_ID, notice_days=5, actor=customer)

    assert refusal.value.code == "no_account"
