"""The password that a browser's session opens its person's mail with: sealed in the session, gone with it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from freehold.accounts.actions.open_mail_session import MailSession, open_mail_session
from freehold.accounts.models import AppPassword
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.sealed import seal, unseal

KEY = "mail_session"
RENEW_BEFORE = timedelta(hours=6)


def kept_mail_session(session: SessionBase, *, actor: Actor) -> MailSession | None:
    """The password with which this browser signs in to the actor's own mail; None when it has none that works."""
    held = session.get(KEY)
    if not isinstance(held, dict) or held.get("person") != str(actor.person_id) or not held["secret"]:
        return None
    expires_at = datetime.fromisoformat(held["expires_at"])
    if expires_at <= clock.now() or not _stands(UUID(held["id"]), actor):
        return None
    try:
        return MailSession(UUID(held["id"]), unseal(held["secret"]), expires_at)
    except Refused:  # sealed with a key that is gone
        return None


def is_due(kept: MailSession) -> bool:
    """Whether the next page should bring a new one: a visit in use never runs out."""
    return kept.expires_at - clock.now() < RENEW_BEFORE


def renew_mail_session(session: SessionBase, *, actor: Actor) -> MailSession:
    """Give this browser a password for the actor's own mail; one that it held before ends soon.

    Raises: NotPermitted (under a grant), Refused("no_person").
    """
    opened = open_mail_session(actor=actor, replaces=mail_session_id(session))
    session[KEY] = {
        "id": str(opened.id),
        "person": str(actor.person_id),
        "secret": seal(opened.secret),
        "expires_at": opened.expires_at.isoformat(),
    }
    return opened


def forget_mail_session(session: SessionBase) -> None:
    """Drop the secret, so that the next page brings a new one (when mail refused this one)."""
    held = session.get(KEY)
    if isinstance(held, dict):
        session[KEY] = {**held, "secret": ""}


def mail_session_id(session: SessionBase) -> UUID | None:
    """The id of the app password that this session holds, or None."""
    held = session.get(KEY)
    return UUID(held["id"]) if isinstance(held, dict) else None


def _stands(session_id: UUID, actor: Actor) -> bool:
    """Whether the database still lets this password in: an engine may remember one that was revoked a moment ago."""
    if actor.person_id is None:
        return False
    return AppPassword.objects.filter(id=session_id, person_id=actor.person_id, revoked_at=None).exists()
