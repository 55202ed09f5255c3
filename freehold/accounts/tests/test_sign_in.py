"""Signing in with a password, and who is refused."""

import pytest
from allauth.usersessions.models import UserSession

from conftest import Browser as Client
from conftest import Cast
from freehold.accounts.actions.open_mail_session import open_mail_session
from freehold.accounts.models import AppPassword
from freehold.accounts.states import PersonState
from freehold.accounts.tests.people import LOGIN, change_state, give_password, sign_in
from freehold.audit.queries import log_lines
from freehold.kernel.actor import Actor
from freehold.tenants.models import Tenant
from freehold.tenants.row_security import scope


@pytest.fixture
def member(cast: Cast) -> Actor:
    """Max, with a password."""
    give_password(cast.member)
    return cast.member


def test_a_person_signs_in_and_lands_on_the_first_page(client: Client, member: Actor) -> None:
    response = sign_in(client)

    assert (response.status_code, response["Location"]) == (302, "/")
    with scope(member.tenant_id, person_id=member.person_id):
        assert UserSession.objects.get().user_id == member.person_id
        assert log_lines(member.tenant_id)[0].action == "accounts.sign_in"


def test_case_and_blanks_around_the_address_do_not_matter(client: Client, member: Actor) -> None:
    assert sign_in(client, " Max@Acme-Dental.Example ").status_code == 302


def test_an_international_domain_is_the_same_in_both_forms(client: Client, member: Actor) -> None:
    change_state(member, email="max@xn--bcher-kva.example")

    assert sign_in(client, "max@bücher.example").status_code == 302


def test_a_wrong_password_and_an_unknown_address_read_the_same(client: Client, member: Actor) -> None:
    wrong = sign_in(client, password="not this one at all")
    unknown = sign_in(client, "nobody@acme-dental.example")

    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors


@pytest.mark.parametrize(
    "fields", [{"state": PersonState.LEFT}, {"is_active": False}, {"state": PersonState.INVITED}]
)
def test_whoever_is_not_active_is_refused(client: Client, member: Actor, fields: dict[str, object]) -> None:
    change_state(member, **fields)

    sign_in(client)

    assert client.get("/").url.startswith(LOGIN)
    with scope(member.tenant_id, person_id=member.person_id):
        assert UserSession.objects.count() == 0


def test_a_closed_tenants_people_are_refused(client: Client, member: Actor) -> None:
    with scope(member.tenant_id):
        Tenant.objects.filter(id=member.tenant_id).update(state="closed")

    sign_in(client)

    assert client.get("/").url.startswith(LOGIN)


def test_a_session_ends_at_once_when_its_person_leaves(client: Client, member: Actor) -> None:
    sign_in(client)
    assert client.get("/account/password/change/").status_code == 200

    change_state(member, state=PersonState.LEFT)

    assert client.get("/account/password/change/").url.startswith(LOGIN)


def test_a_failing_stranger_elsewhere_locks_nobody_out(client: Client, member: Actor) -> None:
    for _ in range(6):
        last = sign_in(Client(), password="guess number one", REMOTE_ADDR="192.0.2.7")
    assert "Too many tries have failed" in str(last.context["form"].errors)
    assert sign_in(Client(), REMOTE_ADDR="192.0.2.7").status_code == 200

    assert sign_in(client, REMOTE_ADDR="198.51.100.3").status_code == 302


def test_an_address_behind_a_forged_header_is_not_believed(client: Client, member: Actor) -> None:
    for number in range(6):
        last = sign_in(Client(), password="guess number one", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")

    assert "Too many tries have failed" in str(last.context["form"].errors)


def test_signing_out_ends_the_session(client: Client, member: Actor) -> None:
    sign_in(client)

    response = client.post("/account/logout/")

    assert response["Location"] == LOGIN
    with scope(member.tenant_id, person_id=member.person_id):
        assert UserSession.objects.filter(session_key=client.session.session_key).count() == 0
        assert log_lines(member.tenant_id)[0].action == "accounts.sign_out"


def test_signing_out_revokes_the_mail_of_this_browser(client: Client, cast: Cast) -> None:
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
