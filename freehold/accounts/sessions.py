"""Ending browsers' sessions: allauth knows whose they are, Django's table makes them."""

from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session


def delete_sessions(person_id: UUID, *, spare: str | None = None, only: int | None = None) -> int:
    """Delete the sessions of a person whose sessions are visible now, but for the one with the key `spare`.

    They are visible to the person, and to the identity role. Returns how many.
    """
    found = UserSession.objects.filter(user_id=person_id)
    if spare:
        found = found.exclude(session_key=spare)
    if only is not None:
        found = found.filter(id=only)
    keys = list(found.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    found.delete()
    return len(keys)
