"""Taking the passwords of devices away."""

import pytest

from conftest import Cast
from freehold.accounts.actions.create_app_password import create_app_password
from freehold.accounts.actions.revoke_app_password import revoke_app_password
from freehold.accounts.models import AppPassword
from freehold.accounts.tests.people import jobs_waiting
from freehold.kernel.errors import NotFound, Refused
from freehold.tenants.row_security import scope


def test_revoking_tells_mail_at_once_and_happens_once(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        made = create_app_password("phone", actor=cast.member)
        before = jobs_waiting()
        revoke_app_password(made.id, actor=cast.member)

        assert jobs_waiting() == before + 2  # one seals the log, one is mail's
        with pytest.raises(Refused):
            revoke_app_password(made.id, actor=cast.member)


def test_nobody_touches_a_colleagues_or_a_strangers(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        made = create_app_password("phone", actor=cast.member)
        with pytest.raises(NotFound):
            revoke_app_password(made.id, actor=cast.customer)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        revoke_app_password(made.id, actor=cast.rival)

    with scope(cast.member.tenant_id):
        assert AppPassword.objects.get().revoked_at is None
