"""Letting somebody come back."""

import pytest

from conftest import Cast
from freehold.accounts.actions.deactivate_person import deactivate_person
from freehold.accounts.actions.reactivate_person import reactivate_person
from freehold.accounts.models import Person
from freehold.accounts.states import PersonState
from freehold.accounts.tests.people import give_password
from freehold.kernel.actor import Actor
from freehold.kernel.errors import FreeholdError, NotFound, NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.tenants.row_security import scope


@pytest.fixture
def gone(cast: Cast) -> Person:
    """Max, who had a password and left."""
    give_password(cast.member)
    with scope(cast.customer.tenant_id):
        deactivate_person(cast.member.person_id, actor=cast.customer)
        return Person.objects.get(id=cast.member.person_id)


def test_who_comes_back_begins_with_an_invitation_and_no_old_password(cast: Cast, gone: Person) -> None:
    with scope(cast.customer.tenant_id):
        reactivate_person(gone.id, actor=cast.customer)

        person = Person.objects.get(id=gone.id)
        assert (person.state, person.is_active) == (PersonState.INVITED, True)
        assert not person.has_usable_password()
        assert Notice.objects.get().template == "invitation"


def test_nobody_comes_back_twice(cast: Cast, gone: Person) -> None:
    with scope(cast.customer.tenant_id):
        reactivate_person(gone.id, actor=cast.customer)
        with pytest.raises(Refused) as refusal:
            reactivate_person(gone.id, actor=cast.customer)

        assert refusal.value.code == "not_left"
        assert Notice.objects.count() == 1


@pytest.mark.parametrize(("who", "error"), [("member", NotPermitted), ("rival", NotFound)])
def test_others_cannot(cast: Cast, gone: Person, who: str, error: type[FreeholdError]) -> None:
    actor: Actor = getattr(cast, who)
    with scope(actor.tenant_id), pytest.raises(error):
        reactivate_person(gone.id, actor=actor)

    with scope(cast.customer.tenant_id):
        assert Person.objects.get(id=gone.id).state == PersonState.LEFT
