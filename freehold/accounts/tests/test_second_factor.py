"""A second factor as a tenant's requirement, and sessions that one ends."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from conftest import Browser, Cast
from freehold.accounts.actions.end_session import end_other_sessions, end_session
from freehold.accounts.actions.open_mail_session import open_mail_session
from freehold.accounts.actions.require_second_factor import (
    require_second_factor,
    stop_requiring_second_factor,
)
from freehold.accounts.models import AppPassword
from freehold.accounts.tests.test_sign_in import give_password, sign_in
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope


def test_whoever_has_none_is_led_to_set_one_up(client: Browser, cast: Cast) -> None:
    give_password(cast.member)
    sign_in(client)
    assert client.get("/security/").status_code == 200

    with scope(cast.customer.tenant_id):
        require_second_factor(actor=cast.customer)

    assert client.get("/security/")["Location"] == "/account/2fa/"
    assert client.get("/account/2fa/").status_code == 200
    with scope(cast.member.tenant_id, person_id=cast.member.person_id):
        Authenticator.objects.create(user_id=cast.member.person_id, type="totp", data={"secret": "sealed"})
    assert client.get("/security/").status_code == 200


def test_the_seller_that_acts_under_a_grant_needs_one_too(client: Browser, cast: Cast) -> None:
    give_password(cast.partner)
    sign_in(client, "anna@alder.example")
    actor = cast.under_grant()
    client.post(f"/access/{actor.grant_id}/enter/")
    assert client.get("/people/").status_code == 200

    with scope(cast.customer.tenant_id):
        require_second_factor(actor=cast.customer)

    assert client.get("/people/")["Location"] == "/account/2fa/"


def test_asking_twice_is_refused(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        require_second_factor(actor=cast.customer)
        with pytest.raises(Refused):
            require_second_factor(actor=cast.customer)
        stop_requiring_second_factor(actor=cast.customer)
        with pytest.raises(Refused):
            stop_requiring_second_factor(actor=cast.customer)


def test_a_member_cannot_ask(cast: Cast) -> None:
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        require_second_factor(actor=cast.member)


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


def test_signing_out_revokes_the_mail_of_this_browser(client: Browser, cast: Cast) -> None:
    give_password(cast.member)
    sign_in(client)
    with scope(cast.member.tenant_id, person_id=cast.member.person_id):
        opened = open_mail_session(actor=cast.member)
    session = client.session
    session["mail_session"] = {"id": str(opened.id), "person": str(cast.member.person_id)}
    session.save()

    client.post("/account/logout/")

    with scope(cast.member.tenant_id):
        assert AppPassword.objects.get(id=opened.id).revoked_at is not None
