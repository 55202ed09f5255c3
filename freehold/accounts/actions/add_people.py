"""Make many people at once, whom nobody has invited yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from freehold.accounts.actions.invite_person import checked_address
from freehold.accounts.models import Person
from freehold.accounts.permissions import INVITE_PERSON
from freehold.accounts.rules import is_person_name
from freehold.accounts.states import PersonState
from freehold.audit.actions.record import record
from freehold.kernel import ids
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import require


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A name and the address to sign in with."""

    name: str
    email: str


@transaction.atomic
def add_people(people: Sequence[NewPerson], *, actor: Actor) -> list[UUID]:
    """Make members, all or none, and return their ids in the order given. They cannot sign in before an invitation.

    Raises: NotPermitted, Refused("not_a_name", "not_an_address"), Conflict("person_exists"), naming the one at fault.
    """
    require(actor, INVITE_PERSON)
    for person in people:
        if not is_person_name(person.name):
            raise Refused(
                "not_a_name",
                _("“%(name)s” is no name of one line.") % {"name": person.name[:80]},
                field="name",
            )
    addresses = [checked_address(person.email, field="email") for person in people]
    twice = (
        {address for address in addresses if addresses.count(address) > 1}
        if len(set(addresses)) < len(addresses)
        else set()
    )
    known = set(
        Person.objects.filter(tenant_id=actor.tenant_id, email__in=addresses).values_list("email", flat=True)
    )
    for address in sorted(twice | known):
        raise Conflict(
            "person_exists",
            _("%(address)s is one of your people already, or stands here twice.") % {"address": address},
        )
    rows = [
        Person(
            id=ids.new_id(),
            tenant_id=actor.tenant_id,
            email=address,
            name=person.name.strip(),
            roles=[Role.MEMBER],
            state=PersonState.INVITED,
            password=make_password(None),
        )
        for person, address in zip(people, addresses, strict=True)
    ]
    try:
        with transaction.atomic():
            Person.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Conflict("address_taken", _("Somebody else signs in with one of these addresses.")) from error
    record(actor, INVITE_PERSON, subject_kind="tenant", subject_id=actor.tenant_id, addresses=addresses)
    return [row.id for row in rows]
