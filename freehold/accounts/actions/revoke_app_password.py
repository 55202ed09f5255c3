"""Take a device's password away."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.models import AppPassword
from freehold.accounts.permissions import REVOKE_APP_PASSWORD
from freehold.accounts.queries.own import own_row
from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require


@transaction.atomic
def revoke_app_password(password_id: UUID, *, actor: Actor) -> None:
    """Revoke one of the actor's own app passwords: the device signs in no more, and open connections close.

    Raises: NotFound, NotPermitted, Refused("revoked").
    """
    password = (
        AppPassword.objects.select_for_update()
        .filter(id=password_id, tenant_id=actor.tenant_id, person_id=own_row(actor, lock=False).id)
        .first()
    )
    if password is None:
        raise NotFound
    require(actor, REVOKE_APP_PASSWORD)
    if password.revoked_at is not None:
        raise Refused("revoked", _("This password has been revoked already."))
    password.revoked_at = clock.now()
    password.save(update_fields=["revoked_at"])
    enqueue(Job.APPLY_MAIL_ACCESS, tenant_id=actor.tenant_id, person_id=password.person_id)
    record(
        actor, REVOKE_APP_PASSWORD, subject_kind="app_password", subject_id=password.id, name=password.name
    )
