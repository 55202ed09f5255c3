"""Who has had access to a tenant, and what was done under each grant."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from freehold.audit.permissions import READ_LOG
from freehold.audit.queries import Activity, LogLine, activity_under, read_log
from freehold.delegation.models import Grant
from freehold.delegation.permissions import SEE_GRANTS
from freehold.delegation.queries import GrantFacts, grant_facts
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import may, require

PAGE = 50
Place = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Access:
    """A grant, and what was done under it; None where nobody came in, or where the reader may not read the log."""

    grant: GrantFacts
    activity: Activity | None


def access_history(actor: Actor, *, after: Place | None = None, limit: int = PAGE) -> list[Access]:
    """Every grant that the actor's tenant gave or had to bear, ended ones included, the newest first.

    Raises: NotPermitted.
    """
    require(actor, SEE_GRANTS)
    found = Grant.objects.filter(tenant_id=actor.tenant_id)
    if after:
        at, grant_id = after
        found = found.filter(starts_at__lte=at).exclude(starts_at=at, id__gte=grant_id)
    rows, now = list(found.order_by("-starts_at", "-id")[:limit]), clock.now()
    done = _activity(actor, [row.id for row in rows])
    return [Access(grant_facts(row, now=now), done.get(row.id)) for row in rows]


def done_under(
    actor: Actor, grant: GrantFacts, *, before: Place | None = None, limit: int = PAGE
) -> list[LogLine]:
    """What was done in the actor's tenant under a grant, the newest first; nothing for who may not read the log."""
    if grant.tenant_id != actor.tenant_id or not may(actor, READ_LOG):
        return []
    return read_log(actor, grant_id=grant.id, before=before, limit=limit)


def _activity(actor: Actor, grants: Collection[UUID]) -> dict[UUID, Activity]:
    return activity_under(actor, grants) if grants and may(actor, READ_LOG) else {}
