"""Let somebody who left come back: they begin with a new invitation."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.invitations import send_invitation
from freehold.accounts.permissions import REACTIVATE_PERSON
from freehold.accounts.queries.locks import lock_person, require_no_guest
from freehold.accounts.states import PersonState
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require


@transaction.atomic
def reactivate_person(person_id: UUID, *, actor: Actor) -> str:
    """Make somebody who left an invited person again, without a password; return the new link's secret.

    Raises: NotFound, NotPermitted, Refused("not_left").
    """
    person = lock_person(person_id, actor=actor)
    require(actor, REACTIVATE_PERSON)
    require_no_guest(actor)
    if person.state != PersonState.LEFT:
        raise Refused("not_left", _("%(name)s has not left.") % {"name": person.name})
    person.state, person.is_active = PersonState.INVITED, True
    person.version += 1
    person.set_unusable_password()
    person.save(update_fields=["state", "is_active", "version", "password"])
    secret = send_invitation(person, actor=actor)
    enqueue(Job.APPLY_MAIL_ACCESS, tenant_id=actor.tenant_id, person_id=person.id)
    record(actor, REACTIVATE_PERSON, subject_kind="person", subject_id=person.id, name=person.name)
    return secret
