"""Signing one's browsers out."""

import pytest
from allauth.usersessions.models import UserSession

from conftest import Browser, Cast
from freehold.accounts.actions.end_session import end_other_sessions, end_session
from freehold.accounts.actions.open_mail_session import open_mail_session
from freehold.accounts.models import AppPassword
from freehold.accounts.tests.people import give_password, sign_in
from freehold.kernel.errors import NotFound
from freehold.tenants.row_security import scope


def test_ending_a_session_closes_its_mail(client: Browser, cast: Cast) -> None:
    give_password(cast.member)
    sign_in(client)
    with scope(cast.member.tenant_id, person_id=cast.member.person_id):
        opened = open_mail_session(actor=cast.member)
    session = client.session
    session["mail_session"] = {"id": str(opened.id), "person": str(cast.member.person_id)}
    session.save()

    with scope(cast.member.tenant_id, person_id=cast.member.person_id):
        end_session(UserSession.objects.get().id, actor=cast.member)

        assert AppPassword.objects.get(id=opened.id).revoked_at is not None
    assert client.get("/security/").status_code == 302


def test_nobody_ends_a_colleagues_session(client: Browser, cast: Cast) -> None:
    give_password(cast.member)
    sign_in(client)
    with scope(cast.member.tenant_id, person_id=cast.member.person_id):
        session_id = UserSession.objects.get().id

    with scope(cast.customer.tenant_id, person_id=cast.customer.person_id):
        with pytest.raises(NotFound):
            end_session(session_id, actor=cast.customer)
        assert end_other_sessions(current_key="", actor=cast.customer) == 0
    assert client.get("/security/").status_code == 200


def test_a_browser_that_acts_for_a_customer_is_still_found_and_ended(client: Browser, cast: Cast) -> None:
    give_password(cast.partner)
    sign_in(client, "anna@alder.example")
    client.post(f"/access/{cast.under_grant().grant_id}/enter/")
    assert client.get("/people/").status_code == 200

    with scope(cast.partner.tenant_id, person_id=cast.partner.person_id):
        assert end_other_sessions(current_key="", actor=cast.partner) == 1

    assert client.get("/people/")["Location"].startswith("/account/login/")
