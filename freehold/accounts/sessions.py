"""Browsers' sessions and the mail that they have open: allauth knows whose they are, Django's table makes them."""

from collections.abc import Collection
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session

from freehold.accounts.mail_session import KEY
from freehold.accounts.models import AppPassword
from freehold.accounts.states import AppPasswordKind
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
    sessions.delete()
    found.delete()
    close_mail(tenant_id, person_id, only=[UUID(mail["id"]) for mail in held if isinstance(mail, dict)])
    return len(keys)


def close_mail(tenant_id: UUID, person_id: UUID, *, only: Collection[UUID] | None = None) -> None:
    """Make the passwords useless with which a person's browsers have mail open, or those with these ids.

    The database refuses them from the commit on; what an engine remembers, and what is open, ends with the job.
    """
    opened = AppPassword.objects.filter(
        tenant_id=tenant_id, person_id=person_id, kind=AppPasswordKind.SESSION, revoked_at=None
    )
    if only is not None:
        opened = opened.filter(id__in=only)
    if opened.update(revoked_at=clock.now()):
        enqueue(Job.APPLY_MAIL_ACCESS, tenant_id=tenant_id, person_id=person_id)


def change_key(session: SessionBase) -> None:
    """Give a browser's session a new key, by which its person finds and ends it as before."""
    before = session.session_key
    session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=session.session_key)
