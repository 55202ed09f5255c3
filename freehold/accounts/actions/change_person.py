"""Change how somebody is called and reached."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from freehold.accounts.actions.invite_person import checked_address
from freehold.accounts.permissions import CHANGE_PERSON
from freehold.accounts.queries.locks import lock_person, require_no_guest, require_over
from freehold.accounts.queries.sign_in import sign_in_is_taken
from freehold.accounts.rules import is_person_name
from freehold.accounts.telling import Change, tell_of_change
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import require


@transaction.atomic
def change_person(
    person_id: UUID, *, name: str, email: str, contact_email: str, version: int, actor: Actor
) -> int:
    """Change name, sign-in address and contact address; `version` is the one that the actor saw. Returns the next.

    Of another address that person is told, at the old one and the new, and the administrators are. Under a grant
    addresses change only while nobody of the company's own can do it: a link for a new password goes there.
    Raises: NotFound, NotPermitted, Conflict("changed_meanwhile"),
    Refused("not_a_name", "not_an_address", "address_taken").
    """
    person = lock_person(person_id, actor=actor)
    require(actor, CHANGE_PERSON)
    require_over(actor, person)
    if person.version != version:
        raise Conflict(
            "changed_meanwhile",
            _("Somebody else has changed %(name)s meanwhile. Look again, then change it.")
            % {"name": person.name},
        )
    if not is_person_name(name):
        raise Refused("not_a_name", _("Give a name of one line."), field="name")
    address = checked_address(email, field="email")
    contact = checked_address(contact_email, field="contact_email") if contact_email.strip() else ""
    if address != person.email and sign_in_is_taken(address):
        raise Refused(
            "address_taken", _("Somebody else signs in as %(address)s.") % {"address": address}, field="email"
        )
    change = Change(
        address_before=person.email, address_now=address,
        contact_before=person.contact_email, contact_now=contact,
    )  # fmt: skip
    if change.is_one:
        require_no_guest(actor)
    was = {"name": person.name, "address": person.email}
    person.name, person.email, person.contact_email = name.strip(), address, contact
    person.version += 1
    try:
        with transaction.atomic():
            person.save(update_fields=["name", "email", "contact_email", "version"])
    except IntegrityError as error:
        raise Refused(
            "address_taken", _("Somebody else signs in as %(address)s.") % {"address": address}, field="email"
        ) from error
    if change.is_one:
        tell_of_change(person, change, actor=actor)
    record(
        actor,
        CHANGE_PERSON,
        subject_kind="person",
        subject_id=person.id,
        name=person.name,
        address=address,
        was=was,
    )
    return person.version
