"""Begin to use an account: the holder of the link chooses the first password."""

from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from freehold.accounts.models import Invitation, Person
from freehold.accounts.permissions import CHANGE_OWN
from freehold.accounts.queries.own import own_actor
from freehold.accounts.queries.sign_in import find_invitation
from freehold.accounts.states import PersonState
from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.tenants.row_security import scope


@transaction.atomic
def accept_invitation(secret: str, *, password: str) -> UUID:
    """Use an invitation in its person's scope, once: the person is active and has this password.

    The secret in the link is the proof; there is no actor before it is used.
    Raises: NotFound (used, expired, void or unknown), Refused("weak_password").
    """
    found = find_invitation(secret)
    if found is None:
        raise NotFound
    with scope(found.tenant_id, person_id=found.person_id):
        invitation = Invitation.objects.select_for_update().get(id=found.id)
        person = Person.objects.select_for_update().get(id=found.person_id)
        actor = own_actor(person)
        require(actor, CHANGE_OWN)
        if invitation.used_at is not None or person.state != PersonState.INVITED:
            raise NotFound
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise Refused("weak_password", " ".join(error.messages), field="password") from error
        person.set_password(password)
        person.state = PersonState.ACTIVE
        person.save(update_fields=["password", "state"])
        invitation.used_at = clock.now()
        invitation.save(update_fields=["used_at"])
        record(actor, "accounts.accept_invitation", subject_kind="person", subject_id=person.id)
    return found.person_id
