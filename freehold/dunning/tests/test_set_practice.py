"""A seller says which letters go out by themselves."""

from datetime import date

import pytest

from freehold.dunning.actions.set_practice import set_practice
from freehold.dunning.jobs import mail_run
from freehold.dunning.models import Letter, Practice
from freehold.dunning.queries import own_practice
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel.errors import Conflict, NotPermitted
from freehold.tenants.row_security import scope

APRIL = date(2030, 4, 1)


def test_who_does_not_want_it_sends_nothing(billing: Billing) -> None:
    partner = billing.cast.partner
    with scope(partner.tenant_id):
        assert set_practice(mails_documents=False, steps=(), seen_version=0, actor=partner) == 1
    billing.order(APRIL)

    mail_run(str(partner.tenant_id), str(billing.run(partner, APRIL)))

    with scope(partner.tenant_id):
        assert Letter.objects.count() == 0
        assert set_practice(mails_documents=True, steps=(), seen_version=1, actor=partner) == 2
        assert own_practice(partner).mails_documents


def test_the_second_of_two_people_is_told(billing: Billing) -> None:
    partner = billing.cast.partner
    with scope(partner.tenant_id):
        set_practice(mails_documents=False, steps=(), seen_version=0, actor=partner)
        with pytest.raises(Conflict):
            set_practice(mails_documents=True, steps=(), seen_version=0, actor=partner)

        assert not own_practice(partner).mails_documents


def test_only_with_the_role_and_each_seller_for_itself(billing: Billing) -> None:
    cast = billing.cast
    with scope(cast.partner.tenant_id):
        with pytest.raises(NotPermitted):
            set_practice(mails_documents=False, steps=(), actor=billing.member_of(cast.partner))
        assert Practice.objects.count() == 0
    with scope(cast.rival.tenant_id):
        set_practice(mails_documents=False, steps=(), actor=cast.rival)

    with scope(cast.partner.tenant_id):
        assert own_practice(cast.partner).mails_documents
