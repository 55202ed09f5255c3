"""Give a signed-in person's browser a password of its own for their mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.models import AppPassword
from freehold.accounts.permissions import OPEN_MAIL_SESSION
from freehold.accounts.rules import digest, new_app_password
from freehold.accounts.states import AppPasswordKind
from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require

LASTS = timedelta(hours=12)
REPLACED_LASTS = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class MailSession:
    """A password that opens one person's mail until it expires. `secret` is known here and nowhere else."""

    id: UUID
    secret: str
    expires_at: datetime


@transaction.atomic
def open_mail_session(*, actor: Actor, replaces: UUID | None = None) -> MailSession:
    """Make an app password of the kind "session" for the actor's own mail: twelve hours, never shown.

    The one that it `replaces` ends a minute later, so that what the browser is just loading still comes.
    Nobody opens somebody else's mail with this, nor under a grant.
    Raises: NotPermitted, Refused("no_person").
    """
    require(actor, OPEN_MAIL_SESSION)
    if actor.person_id is None:
        raise Refused("no_person", _("Only a person has mail to open."))
    now = clock.now()
    secret, expires_at = new_app_password(), now + LASTS
    if replaces is not None:
        AppPassword.objects.filter(
            id=replaces,
            tenant_id=actor.tenant_id,
            person_id=actor.person_id,
            kind=AppPasswordKind.SESSION,
            expires_at__gt=now + REPLACED_LASTS,
        ).update(expires_at=now + REPLACED_LASTS)
    password = AppPassword.objects.create(
        tenant_id=actor.tenant_id,
        person_id=actor.person_id,
        kind=AppPasswordKind.SESSION,
        name="",
        digest=digest(secret),
        expires_at=expires_at,
    )
    record(actor, OPEN_MAIL_SESSION, subject_kind="app_password", subject_id=password.id)
    return MailSession(id=password.id, secret=secret, expires_at=expires_at)
