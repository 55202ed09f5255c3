"""Make a person who has no password yet, and send them the link to choose one."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from freehold.accounts.invitations import send_invitation
from freehold.accounts.models import Person
from freehold.accounts.permissions import INVITE_PERSON
from freehold.accounts.queries.locks import require_to_give_roles
from freehold.accounts.queries.sign_in import sign_in_is_taken
from freehold.accounts.rules import is_person_name, normalised_address
from freehold.accounts.states import PersonState
from freehold.accounts.telling import tell_of_newcomer
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import require


@dataclass(frozen=True, slots=True)
class Invited:
    """`secret` opens the account once: it stands in the link that was sent, and may be handed over instead."""

    person_id: UUID
    secret: str


@transaction.atomic
def invite_person(
    name: str, *, email: str, actor: Actor, roles: frozenset[Role] = frozenset(), contact_email: str = ""
) -> Invited:
    """Make somebody who signs in as `email`, and send the link to `contact_email`, or to `email` without one.

    Roles beyond member are an administrator's to give, and no guest's. Administrators are told of who gets roles, and
    of whoever is invited under a grant.
    Raises: NotPermitted, Refused("not_a_name", "not_an_address", "address_taken"), Conflict("person_exists").
    """
    require(actor, INVITE_PERSON)
    given = (roles or frozenset({Role.MEMBER})) | {Role.MEMBER}
    if given != {Role.MEMBER}:
        require_to_give_roles(actor)
    if not is_person_name(name):
        raise Refused("not_a_name", _("Give a name of one line."), field="name")
    address, contact = checked_address(email, field="email"), ""
    if contact_email.strip():
        contact = checked_address(contact_email, field="contact_email")
    if Person.objects.filter(tenant_id=actor.tenant_id, email=address).exists():
        raise Conflict(
            "person_exists", _("%(address)s is one of your people already.") % {"address": address}
        )
    if sign_in_is_taken(address):
        raise Refused(
            "address_taken", _("Somebody else signs in as %(address)s.") % {"address": address}, field="email"
        )
    person = Person(
        tenant_id=actor.tenant_id,
        email=address,
        contact_email=contact,
        name=name.strip(),
        roles=sorted(given),
        state=PersonState.INVITED,
    )
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            "address_taken", _("Somebody else signs in as %(address)s.") % {"address": address}, field="email"
        ) from error
    secret = send_invitation(person, actor=actor)
    if given != {Role.MEMBER} or actor.grant_id is not None:
        tell_of_newcomer(person, actor=actor)
    record(
        actor,
        INVITE_PERSON,
        subject_kind="person",
        subject_id=person.id,
        name=person.name,
        address=address,
        roles=person.roles,
    )
    return Invited(person_id=person.id, secret=secret)


def checked_address(text: str, *, field: str) -> str:
    """The address as we keep it. Raises: Refused("not_an_address")."""
    address = normalised_address(text)
    if address is None:
        raise Refused(
            "not_an_address",
            _("“%(text)s” is no mail address; one looks like ada@acme.example.")
            % {"text": text.strip()[:80]},
            field=field,
        )
    return address
