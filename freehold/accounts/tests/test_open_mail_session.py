"""A browser's own password for mail."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.contrib.sessions.backends.db import SessionStore

from conftest import Cast
from freehold.accounts.actions.create_app_password import create_app_password
from freehold.accounts.actions.open_mail_session import open_mail_session
from freehold.accounts.mail_session import (
    forget_mail_session,
    kept_mail_session,
    mail_session_id,
    renew_mail_session,
)
from freehold.accounts.models import AppPassword
from freehold.accounts.states import AppPasswordKind
from freehold.kernel import clock
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


def test_a_session_keeps_its_own_sealed(cast: Cast) -> None:
    session = SessionStore()
    with scope(cast.member.tenant_id):
        opened = renew_mail_session(session, actor=cast.member)
        kept = kept_mail_session(session, actor=cast.member)

    assert kept == opened
    assert opened.secret not in str(dict(session))
    assert kept_mail_session(session, actor=cast.customer) is None


def test_a_new_one_ends_the_earlier_within_a_minute(cast: Cast) -> None:
    session = SessionStore()
    with scope(cast.member.tenant_id):
        earlier = renew_mail_session(session, actor=cast.member)
        later = renew_mail_session(session, actor=cast.member)

        assert AppPassword.objects.get(id=earlier.id).expires_at <= clock.now() + timedelta(minutes=1)
        assert AppPassword.objects.get(id=later.id).expires_at == later.expires_at


def test_nobody_shortens_a_colleagues_or_a_devices(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        colleagues = open_mail_session(actor=cast.customer)
        device = create_app_password("phone", actor=cast.member)
        for other in (colleagues.id, device.id):
            open_mail_session(actor=cast.member, replaces=other)

        assert AppPassword.objects.get(id=colleagues.id).expires_at == colleagues.expires_at
        assert AppPassword.objects.get(id=device.id).expires_at is None


def test_what_mail_refused_is_not_used_again(cast: Cast) -> None:
    session = SessionStore()
    with scope(cast.member.tenant_id):
        refused = renew_mail_session(session, actor=cast.member)
        forget_mail_session(session)

        assert kept_mail_session(session, actor=cast.member) is None
        assert mail_session_id(session) == refused.id
