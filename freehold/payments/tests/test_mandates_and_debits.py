"""What a mandate says is what is collected by, and buyers read of it what is true."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction

from freehold.dunning.actions.send_document import send_document
from freehold.kernel import clock
from freehold.kernel.errors import Refused
from freehold.kernel.ids import new_id
from freehold.notices.models import Notice
from freehold.notices.service import compose
from freehold.payments.actions.cancel_collection import cancel_collection
from freehold.payments.actions.set_creditor import set_creditor
from freehold.payments.collecting import list_mandates
from freehold.payments.models import Mandate
from freehold.payments.tests.conftest import Debiting
from freehold.payments.tests.test_debit_pages import SignedIn
from freehold.tenants.row_security import scope

ALL = date(2030, 5, 15)  # a Wednesday, on which both invoices are due
ANOTHER = "DE09ZZZ00000000001"


def letters(debiting: Debiting, template: str) -> list[Notice]:
    with scope(debiting.billing.cast.partner.tenant_id):
        return list(Notice.objects.filter(template=template).order_by("id"))


def test_nothing_is_collected_by_a_mandate_that_names_another_creditor_identifier(
    debiting: Debiting, signed_in: SignedIn
) -> None:
    seller = debiting.billing.cast.partner
    with scope(seller.tenant_id):
        set_creditor(ANOTHER, notice_days=5, actor=seller)

    with pytest.raises(Refused) as refusal:
        debiting.collect(collect_on=ALL)
    page = signed_in(seller).get("/payments/debits/collect/core/").content.decode()

    assert refusal.value.code == "nothing_to_collect"
    assert debiting.debits() == []
    assert "Not collected: Acme Dental. Their mandates name a creditor identifier" in page


def test_who_was_told_of_a_debit_is_told_when_it_is_cancelled(debiting: Debiting) -> None:
    made, seller = debiting.collect(), debiting.billing.cast.partner

    with scope(seller.tenant_id):
        cancel_collection(made, actor=seller)

    (told,) = letters(debiting, "debit_cancelled")
    assert (told.to, told.sender) == ("buchhaltung@acme-dental.example", "Alder IT GmbH")
    assert (told.context["amount"], told.context["number"]) == ("€17.85", "RE-000001")


def test_who_was_told_of_a_debit_is_told_when_the_file_leaves_it_out(debiting: Debiting) -> None:
    made = debiting.collect(collect_on=ALL)
    debiting.billing.pay("17.85", "RE-000001")

    debiting.fetch(made)

    assert [one.context["number"] for one in letters(debiting, "debit_cancelled")] == ["RE-000001"]


@pytest.mark.parametrize(
    ("is_collected", "says"), [(True, "We collect €17.85 by direct debit"), (False, "Please pay")]
)
def test_the_letter_of_an_invoice_asks_nobody_to_transfer_what_is_collected(
    debiting: Debiting, is_collected: bool, says: str
) -> None:
    seller = debiting.billing.cast.partner
    with scope(seller.tenant_id):
        if not is_collected:
            set_creditor(ANOTHER, notice_days=5, actor=seller)
        send_document(debiting.billing.id_of("RE-000001"), actor=seller)
        (notice,) = Notice.objects.filter(template="invoice")
        message = compose(notice.id)

    assert message is not None
    body = message.get_body(("plain",))
    assert body is not None
    text = " ".join(body.get_content().split())
    assert says in text
    assert ("DE02 … 2051" in text) is is_collected


def test_no_mandate_is_written_where_there_is_no_edge(debiting: Debiting) -> None:
    cast = debiting.billing.cast
    with scope(cast.customer.tenant_id):
        given = Mandate.objects.get()
        given.pk, given.reference, given.seller_id = new_id(), "M-2", cast.rival.tenant_id

        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            given.save(force_insert=True)

    with scope(cast.rival.tenant_id):
        assert Mandate.objects.count() == 0


def test_mandates_that_were_revoked_push_none_in_force_off_the_list(
    debiting: Debiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("freehold.payments.collecting.MOST", 1)
    cast = debiting.billing.cast
    with scope(cast.partner.tenant_id):
        given = Mandate.objects.get()
        given.pk, given.reference, given.revoked_at = new_id(), "M-2", clock.now()
        given.save(force_insert=True)

        (shown,) = list_mandates(cast.partner)

    assert shown.revoked_at is None
