"""Using an invitation."""

from datetime import timedelta

import pytest

from conftest import Cast
from freehold.accounts.actions.accept_invitation import accept_invitation
from freehold.accounts.actions.deactivate_person import deactivate_person
from freehold.accounts.actions.invite_person import Invited, invite_person
from freehold.accounts.actions.resend_invitation import resend_invitation
from freehold.accounts.models import Invitation, Person
from freehold.accounts.states import PersonState
from freehold.audit.queries import log_lines
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, Refused
from freehold.tenants.row_security import scope

PASSWORD = "a quite long sentence"


@pytest.fixture
def invited(cast: Cast) -> Invited:
    """Nia, who has her link."""
    with scope(cast.customer.tenant_id):
        return invite_person("Nia New", email="nia@acme-dental.example", actor=cast.customer)


def test_the_link_sets_the_first_password_without_any_scope(cast: Cast, invited: Invited) -> None:
    accept_invitation(invited.secret, password=PASSWORD)

    with scope(cast.customer.tenant_id):
        person = Person.objects.get(id=invited.person_id)
        assert person.state == PersonState.ACTIVE
        assert person.check_password(PASSWORD)
        assert log_lines(cast.customer.tenant_id)[0].actor_name == "Nia New"


def test_it_works_once(cast: Cast, invited: Invited) -> None:
    accept_invitation(invited.secret, password=PASSWORD)

    with pytest.raises(NotFound):
        accept_invitation(invited.secret, password="somebody else's words")
    with scope(cast.customer.tenant_id):
        assert Person.objects.get(id=invited.person_id).check_password(PASSWORD)


def test_a_weak_password_is_refused_and_the_link_still_works(invited: Invited) -> None:
    with pytest.raises(Refused) as refusal:
        accept_invitation(invited.secret, password="nia@acme-dental.example")
    assert refusal.value.field == "password"

    accept_invitation(invited.secret, password=PASSWORD)


def test_an_expired_link_opens_nothing(cast: Cast, invited: Invited) -> None:
    with scope(cast.customer.tenant_id):
        Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))

    with pytest.raises(NotFound):
        accept_invitation(invited.secret, password=PASSWORD)


def test_a_newer_link_voids_the_older(cast: Cast, invited: Invited) -> None:
    with scope(cast.customer.tenant_id):
        newer = resend_invitation(invited.person_id, actor=cast.customer)

    with pytest.raises(NotFound):
        accept_invitation(invited.secret, password=PASSWORD)
    accept_invitation(newer, password=PASSWORD)


def test_whoever_left_before_accepting_cannot_come_in(cast: Cast, invited: Invited) -> None:
    with scope(cast.customer.tenant_id):
        deactivate_person(invited.person_id, actor=cast.customer)

    with pytest.raises(NotFound):
        accept_invitation(invited.secret, password=PASSWORD)


@pytest.mark.parametrize("secret", ["", "x", "ü" * 40, "%00", "' or true --"])
def test_made_up_secrets_open_nothing(cast: Cast, secret: str) -> None:
    with pytest.raises(NotFound):
        accept_invitation(secret, password=PASSWORD)
