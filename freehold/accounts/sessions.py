"""Ending browsers' sessions: allauth knows whose they are, Django's table makes them."""

from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from freehold.accounts.mail_session import KEY
from freehold.accounts.models import AppPassword
from freehold.kernel import clock
from freehold.kernel.jobs import Job, enqueue


def close_sessions(
    tenant_id: UUID, person_id: UUID, *, spare: str | None = None, only: int | None = None
) -> int:
    """Delete a person's sessions in that person's scope, but for the one with the key `spare`; say how many.

    The mail that these browsers had open is closed with them.
    """
    found = UserSession.objects.filter(user_id=person_id)
    if spare:
        found = found.exclude(session_key=spare)
    if only is not None:
        found = found.filter(id=only)
    keys = list(found.values_list("session_key", flat=True))
    sessions = Session.objects.filter(session_key__in=keys)
    held = [session.get_decoded().get(KEY) for session in sessions]
    opened = [mail["id"] for mail in held if isinstance(mail, dict)]
    sessions.delete()
    found.delete()
    if AppPassword.objects.filter(id__in=opened, person_id=person_id, revoked_at=None).update(
        revoked_at=clock.now()
    ):
        enqueue(Job.APPLY_MAIL_ACCESS, tenant_id=tenant_id, person_id=person_id)
    return len(keys)
