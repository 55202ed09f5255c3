"""A person sends one document by mail, if need be again."""

from dataclasses import replace
from datetime import date

import pytest

from freehold.dunning.actions.send_document import send_document
from freehold.dunning.jobs import mail_run
from freehold.dunning.models import Letter
from freehold.dunning.queries import count_unsent, letters_of
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.tests.conftest import ACME, Billing
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope

APRIL = date(2030, 4, 1)


@pytest.fixture
def without_address(billing: Billing) -> Billing:
    """Alder has billed Acme, and nobody has said where invoices go."""
    partner = billing.cast.partner
    with scope(partner.tenant_id):
        set_buyer_profile(replace(ACME, email=""), buyer_id=billing.cast.customer.tenant_id, actor=partner)
    billing.order(APRIL)
    mail_run(str(partner.tenant_id), str(billing.run(partner, APRIL)))
    return billing


def test_it_goes_out_once_there_is_an_address_and_again_when_wanted(without_address: Billing) -> None:
    partner = without_address.cast.partner
    invoice = without_address.id_of("RE-000001")
    with scope(partner.tenant_id):
        with pytest.raises(Refused, match="no e-mail address"):
            send_document(invoice, actor=partner)
        set_buyer_profile(ACME, buyer_id=without_address.cast.customer.tenant_id, actor=partner)

        to = [send_document(invoice, actor=partner) for _ in range(2)]

        assert to == [ACME.email, ACME.email]
        assert count_unsent(partner).documents == 0
        assert [(one.to, one.is_repeat) for one in letters_of(partner, invoice)] == [
            (ACME.email, True), (ACME.email, True), ("", False),
        ]  # fmt: skip


def test_only_its_seller_sends_it_and_nobody_without_the_role(without_address: Billing) -> None:
    cast, invoice = without_address.cast, without_address.id_of("RE-000001")

    for other in (cast.rival, cast.customer, cast.operator):
        with scope(other.tenant_id), pytest.raises(NotFound):
            send_document(invoice, actor=other)
    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        send_document(invoice, actor=without_address.member_of(cast.partner))

    with scope(cast.partner.tenant_id):
        assert Letter.objects.filter(notice_id__isnull=False).count() == 0
