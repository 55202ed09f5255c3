"""Look for the kept reply of a POST, and keep every second request with the same key away until the end of the first."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from freehold.delegation.models import KeptReply
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused

KEPT_FOR = timedelta(hours=24)
LOCK = "hashtextextended(%s, 24)"


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered the first time."""

    status: int
    body: str


@transaction.atomic
def lock_reply(operation: str, key: str, *, digest: str, person_id: UUID, actor: Actor) -> Reply | None:
    """The reply kept for this actor, operation and key, or None when the request is new.

    Source: IETF draft-ietf-httpapi-idempotency-key-header, section 2.
    Raises: Conflict("request_in_flight", "reply_not_kept"), Refused("key_reused").
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"select pg_try_advisory_xact_lock({LOCK})", [_lock_name(operation, key, person_id, actor)]
        )
        if cursor.fetchone() != (True,):
            raise Conflict(
                "request_in_flight", _("The first request with this key is not answered yet. Wait.")
            )
    return _kept_reply(operation, key, digest, person_id, actor)


@transaction.atomic
def await_reply(operation: str, key: str, *, digest: str, person_id: UUID, actor: Actor) -> Reply | None:
    """The same, waiting until the first request with this key has ended: people do not send a form again later.

    Raises: Conflict("reply_not_kept"), Refused("key_reused").
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"select pg_advisory_xact_lock({LOCK})", [_lock_name(operation, key, person_id, actor)]
        )
    return _kept_reply(operation, key, digest, person_id, actor)


def _lock_name(operation: str, key: str, person_id: UUID, actor: Actor) -> str:
    return f"{actor.tenant_id} {person_id} {operation} {key}"


def _kept_reply(operation: str, key: str, digest: str, person_id: UUID, actor: Actor) -> Reply | None:
    kept = KeptReply.objects.filter(
        tenant_id=actor.tenant_id, person_id=person_id, operation=operation, key=key
    )
    kept.filter(created_at__lt=clock.now() - KEPT_FOR).delete()
    found = kept.first()
    if found is None:
        return None
    if found.digest != digest:
        raise Refused(
            "key_reused", _("This key belongs to another request. Take a new key for a new request.")
        )
    if found.body is None:
        raise Conflict(
            "reply_not_kept",
            _(
                "This was done before, and its reply showed a secret that is kept nowhere. "
                "Look for what was made in the list, revoke it, and ask again."
            ),
        )
    return Reply(status=found.status, body=found.body)
