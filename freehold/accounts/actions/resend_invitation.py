"""Send an invited person a new link."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.invitations import send_invitation
from freehold.accounts.permissions import INVITE_PERSON
from freehold.accounts.queries.locks import is_guest, lock_person, require_over
from freehold.accounts.states import PersonState
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require


@transaction.atomic
def resend_invitation(person_id: UUID, *, actor: Actor) -> str:
    """Send a new link, which makes the earlier one void; return its secret, to hand over where mail does not reach.

    A guest gets none: the account may have a full mailbox already.
    Raises: NotFound, NotPermitted, Refused("not_invited").
    """
    person = lock_person(person_id, actor=actor)
    require(actor, INVITE_PERSON)
    require_over(actor, person)
    if person.state != PersonState.INVITED:
        raise Refused("not_invited", _("Only somebody who has not accepted yet can be invited again."))
    secret = send_invitation(person, actor=actor)
    record(
        actor,
        "accounts.resend_invitation",
        subject_kind="person",
        subject_id=person.id,
        address=person.contact_email or person.email,
    )
    return "" if is_guest(actor) else secret
