"""Keep the reply to a POST, so that the same request again gets the same answer and does nothing."""

from uuid import UUID

from django.db import transaction

from freehold.delegation.models import KeptReply
from freehold.kernel.actor import Actor


@transaction.atomic
def keep_reply(
    operation: str, key: str, *, digest: str, status: int, body: str | None, person_id: UUID, actor: Actor
) -> None:
    """Write the reply down in the act's own transaction: kept if and only if the act stands.

    `body` is None where the reply bears a secret. Needs no permission: it says nothing that its actor
    was not told. Follows `lock_reply`, which keeps a second request away.
    """
    KeptReply.objects.create(
        tenant_id=actor.tenant_id,
        person_id=person_id,
        operation=operation,
        key=key,
        digest=digest,
        status=status,
        body=body,
    )
