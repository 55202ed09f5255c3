"""Using an invitation with a passkey. A browser's own answer is checked by the journey of signing in."""

import pytest
from allauth.mfa.models import Authenticator

from conftest import Browser, Cast
from freehold.accounts.actions.accept_invitation import accept_invitation
from freehold.accounts.actions.accept_with_passkey import accept_with_passkey
from freehold.accounts.actions.deactivate_person import deactivate_person
from freehold.accounts.actions.invite_person import Invited, invite_person
from freehold.accounts.models import Person
from freehold.accounts.states import PersonState
from freehold.audit.queries import log_lines
from freehold.kernel.errors import NotFound
from freehold.tenants.row_security import scope

CREDENTIAL = {"id": "eA", "type": "public-key"}


@pytest.fixture
def invited(cast: Cast) -> Invited:
    """Nia, who has her link."""
    with scope(cast.customer.tenant_id):
        return invite_person("Nia New", email="nia@acme-dental.example", actor=cast.customer)


def person_of(cast: Cast, invited: Invited) -> Person:
    """Nia's row."""
    with scope(cast.customer.tenant_id):
        return Person.objects.get(id=invited.person_id)


def factors_of(cast: Cast, invited: Invited) -> list[str]:
    """What Nia signs in with."""
    with scope(cast.customer.tenant_id, person_id=invited.person_id):
        found = Authenticator.objects.filter(user_id=invited.person_id)
        return sorted(found.values_list("type", flat=True))


def test_the_person_begins_with_a_passkey_and_recovery_codes_and_without_a_password(
    cast: Cast, invited: Invited
) -> None:
    accept_with_passkey(invited.secret, name="Passkey", credential=CREDENTIAL)

    person = person_of(cast, invited)
    assert (person.state, person.has_usable_password()) == (PersonState.ACTIVE, False)
    assert factors_of(cast, invited) == ["recovery_codes", "webauthn"]
    with scope(cast.customer.tenant_id):
        assert log_lines(cast.customer.tenant_id)[0].action == "accounts.accept_invitation"


def test_the_link_works_once_whichever_way_it_was_used(cast: Cast, invited: Invited) -> None:
    accept_with_passkey(invited.secret, name="Passkey", credential=CREDENTIAL)

    with pytest.raises(NotFound):
        accept_with_passkey(invited.secret, name="Passkey", credential=CREDENTIAL)
    with pytest.raises(NotFound):
        accept_invitation(invited.secret, password="a quite long sentence")
    assert factors_of(cast, invited) == ["recovery_codes", "webauthn"]
    assert not person_of(cast, invited).has_usable_password()


def test_whoever_left_before_accepting_cannot_come_in(cast: Cast, invited: Invited) -> None:
    with scope(cast.customer.tenant_id):
        deactivate_person(invited.person_id, actor=cast.customer)

    with pytest.raises(NotFound):
        accept_with_passkey(invited.secret, name="Passkey", credential=CREDENTIAL)
    assert factors_of(cast, invited) == []


@pytest.mark.parametrize(
    "credential", ["", "x", "{}", "[]", '{"id": "eA", "rawId": "eA", "type": "public-key"}']
)
def test_what_no_passkey_made_opens_nothing_and_the_link_still_works(
    cast: Cast, invited: Invited, credential: str
) -> None:
    browser = Browser()
    browser.get(f"/account/invitation/{invited.secret}/")
    browser.get("/account/invitation/")

    answer = browser.post("/account/invitation/", {"credential": credential})

    assert answer.status_code == 422
    assert "This did not work:" in answer.content.decode()
    assert factors_of(cast, invited) == []
    assert person_of(cast, invited).state == PersonState.INVITED
    done = browser.post("/account/invitation/", {"password": "a quite long sentence"})
    assert done["Location"] == "/account/login/"
