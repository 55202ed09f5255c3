"""Sending an invitation again."""

import pytest

from conftest import Cast
from freehold.accounts.actions.invite_person import invite_person
from freehold.accounts.actions.resend_invitation import resend_invitation
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.tenants.row_security import scope


def test_a_second_message_goes_out(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        invited = invite_person("Nia New", email="nia@acme-dental.example", actor=cast.customer)
        resend_invitation(invited.person_id, actor=cast.customer)
        resend_invitation(invited.person_id, actor=cast.customer)

        assert Notice.objects.filter(template="invitation").count() == 3


def test_whoever_has_accepted_is_not_invited_again(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            resend_invitation(cast.member.person_id, actor=cast.customer)

        assert refusal.value.code == "not_invited"
        assert Notice.objects.count() == 0


def test_a_member_cannot(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        invited = invite_person("Nia New", email="nia@acme-dental.example", actor=cast.customer)
        with pytest.raises(NotPermitted):
            resend_invitation(invited.person_id, actor=cast.member)


def test_another_tenants_person_does_not_exist(cast: Cast) -> None:
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        resend_invitation(cast.member.person_id, actor=cast.rival)
