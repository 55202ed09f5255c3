"""A browser's own password for mail."""

from hashlib import sha256

import pytest

from conftest import Cast
from freehold.accounts.actions.open_mail_session import open_mail_session
from freehold.accounts.mail_session import mail_session_secret
from freehold.accounts.models import AppPassword
from freehold.accounts.states import AppPasswordKind
from freehold.kernel.actor import Via, platform_actor
from freehold.kernel.errors import NotPermitted, Refused
from freehold.tenants.row_security import scope


def test_only_a_digest_of_it_is_kept(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        opened = open_mail_session(actor=cast.member)
        row = AppPassword.objects.get(id=opened.id)

    assert row.digest == sha256(opened.secret.encode()).hexdigest()
    assert row.kind == AppPasswordKind.SESSION
    assert row.person_id == cast.member.person_id
    assert (row.expires_at - row.created_at).total_seconds() == pytest.approx(12 * 3600, abs=5)


def test_nobody_opens_mail_under_a_grant(cast: Cast) -> None:
    actor = cast.under_grant()
    with scope(actor.tenant_id), pytest.raises(NotPermitted):
        open_mail_session(actor=actor)

    with scope(actor.tenant_id):
        assert AppPassword.objects.count() == 0


def test_the_platform_has_no_mail(cast: Cast) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(Refused):
        open_mail_session(actor=platform_actor(cast.customer.tenant_id, via=Via.COMMAND))


def test_another_tenant_does_not_see_it(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        open_mail_session(actor=cast.member)

    with scope(cast.rival_customer.tenant_id):
        assert AppPassword.objects.count() == 0


def test_a_session_keeps_its_own_sealed_and_makes_no_second(cast: Cast) -> None:
    session: dict[str, object] = {}
    with scope(cast.member.tenant_id):
        first = mail_session_secret(session, actor=cast.member)
        second = mail_session_secret(session, actor=cast.member)
        assert AppPassword.objects.count() == 1

    assert first == second
    assert first not in str(session)
