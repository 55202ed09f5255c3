"""Let somebody leave: everything that they could sign in with ends at once."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.models import ApiToken, AppPassword, Invitation
from freehold.accounts.permissions import DEACTIVATE_PERSON
from freehold.accounts.queries.locks import administrators_of, lock_administrators, lock_person
from freehold.accounts.rules import loses_last_administrator
from freehold.accounts.sessions import close_sessions
from freehold.accounts.states import PersonState
from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require
from freehold.tenants.row_security import scope


@transaction.atomic
def deactivate_person(person_id: UUID, *, actor: Actor) -> None:
    """End sessions, tokens, app passwords and invitations of somebody who left; mail closes what it must.

    Their record and their mail stay. Raises: NotFound, NotPermitted, Refused("left", "last_administrator").
    """
    before = lock_administrators(actor.tenant_id)
    person = lock_person(person_id, actor=actor)
    require(actor, DEACTIVATE_PERSON)
    if person.state == PersonState.LEFT:
        raise Refused("left", _("%(name)s has left already.") % {"name": person.name})
    now = clock.now()
    person.state, person.is_active = PersonState.LEFT, False
    person.version += 1
    person.save(update_fields=["state", "is_active", "version"])
    if loses_last_administrator(before, administrators_of(actor.tenant_id)):
        raise Refused(
            "last_administrator",
            _("%(name)s is the last administrator. Make somebody else one first.") % {"name": person.name},
        )
    with scope(actor.tenant_id, person_id=person.id):  # sessions are visible to their person alone
        sessions = close_sessions(actor.tenant_id, person.id)
    tokens = ApiToken.objects.filter(person_id=person.id, revoked_at=None).update(revoked_at=now)
    passwords = AppPassword.objects.filter(person_id=person.id, revoked_at=None).update(revoked_at=now)
    Invitation.objects.filter(person_id=person.id, used_at=None, expires_at__gt=now).update(expires_at=now)
    enqueue(Job.APPLY_MAIL_ACCESS, tenant_id=actor.tenant_id, person_id=person.id)
    record(
        actor,
        DEACTIVATE_PERSON,
        subject_kind="person",
        subject_id=person.id,
        name=person.name,
        sessions=sessions,
        tokens=tokens,
        app_passwords=passwords,
    )
