"""Removing a second factor that somebody has lost."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import override_settings
from typer.testing import CliRunner

from conftest import Browser, Cast, signed_in_browser
from freehold.accounts.actions.change_roles import change_roles
from freehold.accounts.actions.reset_second_factor import reset_second_factor
from freehold.accounts.commands import app
from freehold.accounts.queries.people import get_person
from freehold.accounts.tests.people import give_password, sign_in, technician
from freehold.audit.queries import log_lines
from freehold.delegation.actions.give_grant import give_grant
from freehold.delegation.queries import grants_given, under
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.notices.service import compose
from freehold.tenants.row_security import scope


def protect(actor: Actor) -> None:
    """Give somebody an app, a passkey and recovery codes."""
    with scope(actor.tenant_id, person_id=actor.person_id):
        for kind in Authenticator.Type.values:
            Authenticator.objects.create(user_id=actor.person_id, type=kind, data={"secret": "sealed"})


def factors_of(actor: Actor) -> int:
    """How many somebody has."""
    with scope(actor.tenant_id, person_id=actor.person_id):
        return Authenticator.objects.filter(user_id=actor.person_id).count()


@pytest.fixture
def member(cast: Cast) -> Actor:
    """Max, who has lost his phone."""
    protect(cast.member)
    return cast.member


def test_all_factors_go_the_sessions_end_and_it_is_on_record(
    client: Browser, cast: Cast, member: Actor
) -> None:
    give_password(member)
    browser = signed_in_browser(member)
    with scope(member.tenant_id, person_id=member.person_id):
        UserSession.objects.create(
            user_id=member.person_id, ip="192.0.2.1", session_key=browser.session.session_key
        )

    with scope(cast.customer.tenant_id):
        reset_second_factor(member.person_id, actor=cast.customer)

        line = log_lines(cast.customer.tenant_id)[0]
        assert (line.action, line.facts["name"]) == ("accounts.reset_second_factor", "Max Acme")
        assert not get_person(cast.customer, member.person_id).has_second_factor
    assert factors_of(member) == 0
    assert browser.get("/security/")["Location"].startswith("/account/login/")
    assert sign_in(client)["Location"] == "/"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Ada Acme has removed the second"), ("de", "Ada Acme hat den zweiten Faktor")],
)
@override_settings(ORIGIN="https://alder.example")
def test_the_person_is_told_who_did_it(cast: Cast, member: Actor, language: str, words: str) -> None:
    with scope(cast.customer.tenant_id):
        reset_second_factor(member.person_id, actor=cast.customer)
        Notice.objects.update(language=language)
        message = compose(Notice.objects.get().id)

    assert message is not None
    text = message.get_body(("plain",)).get_content()
    assert message["To"] == "max@acme-dental.example"
    assert words in text
    assert "https://alder.example/account/password/reset/" in text


def test_whoever_has_none_is_left_alone(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        before = len(log_lines(cast.customer.tenant_id))
        with pytest.raises(Refused) as refusal:
            reset_second_factor(cast.member.person_id, actor=cast.customer)

        assert refusal.value.code == "no_second_factor"
        assert len(log_lines(cast.customer.tenant_id)) == before
        assert Notice.objects.count() == 0


def test_it_happens_once(cast: Cast, member: Actor) -> None:
    with scope(cast.customer.tenant_id):
        reset_second_factor(member.person_id, actor=cast.customer)
        with pytest.raises(Refused):
            reset_second_factor(member.person_id, actor=cast.customer)

        assert Notice.objects.count() == 1


def test_nobody_removes_their_own_this_way(cast: Cast) -> None:
    protect(cast.customer)
    with scope(cast.customer.tenant_id, person_id=cast.customer.person_id), pytest.raises(Refused) as refusal:
        reset_second_factor(cast.customer.person_id, actor=cast.customer)

    assert refusal.value.code == "own_second_factor"
    assert factors_of(cast.customer) == 3


@pytest.mark.parametrize("who", ["rival", "rival_customer", "partner", "operator"])
def test_in_another_tenant_nobody_is_there(cast: Cast, member: Actor, who: str) -> None:
    actor: Actor = getattr(cast, who)
    with scope(actor.tenant_id, person_id=actor.person_id), pytest.raises(NotFound):
        reset_second_factor(member.person_id, actor=actor)

    assert factors_of(member) == 3


def test_only_an_administrator_may(cast: Cast, member: Actor) -> None:
    with scope(cast.customer.tenant_id):
        change_roles(
            cast.customer.person_id,
            roles=frozenset({Role.ADMINISTRATOR, Role.BILLING}),
            version=1,
            actor=cast.customer,
        )
        for actor in (technician(cast), member):
            with pytest.raises(NotPermitted):
                reset_second_factor(cast.customer.person_id, actor=actor)


def test_under_a_grant_it_takes_the_role_of_an_administrator(cast: Cast, member: Actor) -> None:
    actor = cast.under_grant()
    with scope(cast.customer.tenant_id):
        give_grant(
            frozenset({Role.TECHNICIAN}), lasts=timedelta(hours=2), reason="a fault", actor=cast.customer
        )
        technical = next(grant for grant in grants_given(cast.customer) if grant.reason == "a fault")
    helper = under(technical, actor=cast.partner)
    with scope(cast.customer.tenant_id, person_id=helper.person_id), pytest.raises(NotPermitted):
        reset_second_factor(member.person_id, actor=helper)
    assert factors_of(member) == 3

    with scope(actor.tenant_id, person_id=actor.person_id):
        reset_second_factor(member.person_id, actor=actor)
        message = compose(Notice.objects.get(template="second_factor_reset").id)

    assert factors_of(member) == 0
    assert message is not None
    assert "Anna Alder, to whom your company has given access," in message.get_body(("plain",)).get_content()


def test_the_page_asks_for_the_name_first(cast: Cast, member: Actor) -> None:
    browser = signed_in_browser(cast.customer)
    here = f"/people/{member.person_id}/"

    assert f"{here}reset-second-factor/" in browser.get(here).content.decode()
    wrong = browser.post(f"{here}reset-second-factor/", {"typed": "Maxi"})
    assert (wrong.status_code, factors_of(member)) == (422, 3)
    assert browser.post(f"{here}reset-second-factor/", {"typed": "max acme"})["Location"] == here

    assert factors_of(member) == 0
    assert "reset-second-factor" not in browser.get(here).content.decode()
    assert (
        "has no second factor"
        in browser.post(f"{here}reset-second-factor/", {"typed": "Max Acme"}).content.decode()
    )


def test_a_shell_on_the_host_can_help_the_last_administrator(cast: Cast) -> None:
    protect(cast.customer)

    done = CliRunner().invoke(
        app, ["people", "reset-second-factor", str(cast.customer.tenant_id), str(cast.customer.person_id)]
    )

    assert (done.exit_code, factors_of(cast.customer)) == (0, 0)
