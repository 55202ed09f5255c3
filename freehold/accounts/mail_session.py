"""The password that a browser's session opens its person's mail with: sealed in the session, gone with it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from freehold.accounts.actions.open_mail_session import open_mail_session
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.sealed import seal, unseal

KEY = "mail_session"
MARGIN = timedelta(minutes=30)


def mail_session_secret(session: SessionBase, *, actor: Actor) -> str:
    """The app password with which this browser signs in to the actor's own mail; made when there is none.

    Raises: NotPermitted (under a grant), Refused("no_person").
    """
    held = session.get(KEY)
    if (
        isinstance(held, dict)
        and held.get("person") == str(actor.person_id)
        and datetime.fromisoformat(held["expires_at"]) - MARGIN > clock.now()
    ):
        return unseal(held["secret"])
    opened = open_mail_session(actor=actor)
    session[KEY] = {
        "id": str(opened.id),
        "person": str(actor.person_id),
        "secret": seal(opened.secret),
        "expires_at": opened.expires_at.isoformat(),
    }
    return opened.secret


def mail_session_id(session: SessionBase) -> UUID | None:
    """The id of the app password that this session holds, or None."""
    held = session.get(KEY)
    return UUID(held["id"]) if isinstance(held, dict) else None


def forget_mail_session(session: SessionBase) -> None:
    """Drop the secret, so that the next use makes a new one (when mail refused the old)."""
    session.pop(KEY, None)
