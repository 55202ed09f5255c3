"""Somebody new: the person, their mailbox and their invitation, in one go."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from freehold.accounts.actions.invite_person import invite_person
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import naming
from freehold.services.mail.actions.create_mailbox import create_mailbox


@dataclass(frozen=True, slots=True)
class Welcomed:
    """Who is new. `secret` stands in the invitation's link, and may be handed over instead."""

    person_id: UUID
    mailbox_id: UUID
    secret: str


@transaction.atomic
def welcome_person(
    name: str,
    *,
    address: str,
    contact_email: str = "",
    roles: frozenset[Role] = frozenset(),
    actor: Actor,
) -> Welcomed:
    """Make a person who signs in as `address` and has a mailbox there; both or neither.

    The invitation goes to `contact_email`, or waits in the new mailbox, which they open with the link that the
    administrator hands over.
    Raises: NotPermitted, Refused, Conflict, as `invite_person` and `create_mailbox` do.
    """
    with naming({"email": "address"}):
        invited = invite_person(name, email=address, contact_email=contact_email, roles=roles, actor=actor)
    mailbox_id = create_mailbox(address, person_id=invited.person_id, display_name=name, actor=actor)
    return Welcomed(invited.person_id, mailbox_id, invited.secret)
