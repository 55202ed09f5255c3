"""Sign a person's browsers out."""

from django.db import transaction

from freehold.accounts.permissions import END_SESSION
from freehold.accounts.queries.own import own_row
from freehold.accounts.sessions import close_sessions
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require


@transaction.atomic
def end_session(session_id: int, *, actor: Actor) -> None:
    """End one session of the actor's own, and the mail that it had open. Raises: NotFound, NotPermitted."""
    person = own_row(actor, lock=False)
    require(actor, END_SESSION)
    if not close_sessions(actor.tenant_id, person.id, only=session_id):
        raise NotFound
    record(actor, END_SESSION, subject_kind="person", subject_id=person.id, sessions=1)


@transaction.atomic
def end_other_sessions(*, current_key: str, actor: Actor) -> int:
    """End every session of the actor's own but this one; say how many. Raises: NotPermitted."""
    person = own_row(actor, lock=False)
    require(actor, END_SESSION)
    ended = close_sessions(actor.tenant_id, person.id, spare=current_key)
    record(actor, END_SESSION, subject_kind="person", subject_id=person.id, sessions=ended)
    return ended
