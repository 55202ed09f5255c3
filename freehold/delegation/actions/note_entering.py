"""Record that a program entered under a grant, once an hour and not with each request."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.audit.queries import log_lines
from freehold.delegation.permissions import ENTER
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotPermitted

EVERY = timedelta(hours=1)


@transaction.atomic
def note_entering(*, actor: Actor) -> None:
    """Write into the entered tenant's log that this person's program is in, unless it stands there already.

    The grant itself was checked when the scope was set. Raises: NotPermitted when the token's scopes leave
    out `delegation.enter`.
    """
    if actor.scopes is not None and not actor.scopes & {ENTER.package, ENTER.code}:
        raise NotPermitted("not_permitted", _("This token may not act under a grant."))
    newest = log_lines(actor.tenant_id, subject_id=str(actor.grant_id), action=ENTER.code, limit=20)
    since = clock.now() - EVERY
    if any(line.at > since and line.grant_id and line.actor_name == actor.name for line in newest):
        return
    record(actor, ENTER, subject_kind="grant", subject_id=actor.grant_id or "")
