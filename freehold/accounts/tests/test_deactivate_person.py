"""Letting somebody leave."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession

from conftest import Browser, Cast
from freehold.accounts.actions.create_app_password import create_app_password
from freehold.accounts.actions.create_token import create_token
from freehold.accounts.actions.deactivate_person import deactivate_person
from freehold.accounts.models import ApiToken, AppPassword, Person
from freehold.accounts.states import PersonState
from freehold.accounts.tests.people import give_password, jobs_waiting, sign_in
from freehold.delegation.queries import enter_token
from freehold.kernel.actor import Actor
from freehold.kernel.errors import FreeholdError, NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope


def test_everything_they_could_sign_in_with_ends(client: Browser, cast: Cast) -> None:
    give_password(cast.member)
    sign_in(client)
    with scope(cast.member.tenant_id, person_id=cast.member.person_id):
        create_app_password("phone", actor=cast.member)
        token = create_token("report", scopes=frozenset(), lasts=timedelta(days=1), actor=cast.member)

    with scope(cast.customer.tenant_id, person_id=cast.customer.person_id):
        deactivate_person(cast.member.person_id, actor=cast.customer)

        assert AppPassword.objects.get().revoked_at is not None
        assert ApiToken.objects.get().revoked_at is not None
        assert Person.objects.get(id=cast.member.person_id).state == PersonState.LEFT
    with scope(cast.member.tenant_id, person_id=cast.member.person_id):
        assert UserSession.objects.count() == 0
    assert enter_token(token.secret, grant_id=None) is None
    assert client.get("/security/").status_code == 302


def test_mail_is_told_in_the_same_transaction(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        before = jobs_waiting()
        deactivate_person(cast.member.person_id, actor=cast.customer)

        assert jobs_waiting() == before + 2  # one seals the log, one is mail's


def test_the_last_administrator_stays(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            deactivate_person(cast.customer.person_id, actor=cast.customer)

        assert refusal.value.code == "last_administrator"
        assert Person.objects.get(id=cast.customer.person_id).is_active


def test_a_company_without_an_administrator_yet_can_let_people_go(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        Person.objects.filter(id=cast.customer.person_id).update(roles=["member"])
    actor = cast.under_grant()
    with scope(actor.tenant_id):
        deactivate_person(cast.member.person_id, actor=actor)

        assert not Person.objects.get(id=cast.member.person_id).is_active


def test_nobody_leaves_twice(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        deactivate_person(cast.member.person_id, actor=cast.customer)
        with pytest.raises(Refused):
            deactivate_person(cast.member.person_id, actor=cast.customer)


@pytest.mark.parametrize(("who", "error"), [("member", NotPermitted), ("rival", NotFound)])
def test_others_cannot(cast: Cast, who: str, error: type[FreeholdError]) -> None:
    actor: Actor = getattr(cast, who)
    with scope(actor.tenant_id), pytest.raises(error):
        deactivate_person(cast.member.person_id, actor=actor)
