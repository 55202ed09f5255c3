"""Count a request of an API token in its present minute."""

from django.db import connection, transaction

from freehold.kernel import clock, ids
from freehold.kernel.actor import Actor


@transaction.atomic
def count_request(*, actor: Actor) -> None:
    """Add one. Called last in a request, so that requests of one token wait for each other for an instant alone."""
    minute = clock.now().replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into delegation_tokenuse (id, tenant_id, created_at, token_id, minute, requests) "
            "values (%s, %s, now(), %s, %s, 1) on conflict (tenant_id, token_id) do update set "
            "requests = case when delegation_tokenuse.minute = excluded.minute "
            "then delegation_tokenuse.requests + 1 else 1 end, minute = excluded.minute",
            [ids.new_id(), actor.tenant_id, actor.token_id, minute],
        )
