"""Changing how somebody is called and reached."""

import pytest

from conftest import Cast
from freehold.accounts.actions.change_person import change_person
from freehold.accounts.models import Person
from freehold.accounts.tests.people import technician
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, FreeholdError, NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope

NEW = {"name": "Maximilian Acme", "email": "maximilian@acme-dental.example", "contact_email": ""}


def change(cast: Cast, actor: Actor, *, version: int = 1, **fields: str) -> int:
    """Change Max."""
    return change_person(cast.member.person_id, version=version, actor=actor, **{**NEW, **fields})


def test_name_and_address_change(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        assert change(cast, cast.customer) == 2

        person = Person.objects.get(id=cast.member.person_id)
        assert (person.name, person.email, person.version) == (NEW["name"], NEW["email"], 2)


def test_of_two_administrators_the_second_is_told(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        change(cast, cast.customer)

        with pytest.raises(Conflict) as conflict:
            change(cast, cast.customer, name="Maxi")
        assert "meanwhile" in conflict.value.sentence
        assert Person.objects.get(id=cast.member.person_id).name == NEW["name"]


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"name": " "}, "not_a_name", "name"),
        ({"name": "Max\nBcc: x"}, "not_a_name", "name"),
        ({"email": "max"}, "not_an_address", "email"),
        ({"contact_email": "max@"}, "not_an_address", "contact_email"),
        ({"email": "bert@birch.example"}, "address_taken", "email"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    cast: Cast, fields: dict[str, str], code: str, field: str
) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            change(cast, cast.customer, **fields)

        assert (refusal.value.code, refusal.value.field) == (code, field)
        assert Person.objects.get(id=cast.member.person_id).version == 1


def test_a_technician_cannot_turn_an_administrators_mail_to_themselves(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(NotPermitted):
            change_person(
                cast.customer.person_id,
                name="Ada Acme",
                email="ada@acme-dental.example",
                contact_email="evil@elsewhere.example",
                version=1,
                actor=technician(cast),
            )

        assert Person.objects.get(id=cast.customer.person_id).contact_email == ""


@pytest.mark.parametrize(("who", "error"), [("member", NotPermitted), ("rival", NotFound)])
def test_others_cannot(cast: Cast, who: str, error: type[FreeholdError]) -> None:
    actor: Actor = getattr(cast, who)
    with scope(actor.tenant_id), pytest.raises(error):
        change(cast, actor)
