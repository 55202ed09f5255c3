"""Count what a seller has reported of days that are over, and write it onto each edge."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction

from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.metering.edges import Amount, write_reported
from freehold.metering.permissions import COUNT_EVENTS
from freehold.metering.states import Origin
from freehold.subscriptions.queries import instances_behind


@transaction.atomic
def count_events(*, before: date, actor: Actor) -> int:
    """Move what waits of days before a day onto the edges of its orders' chains; how many sums. Run twice, counted once.

    Raises: NotPermitted.
    """
    require(actor, COUNT_EVENTS)
    sums = _taken(actor.tenant_id, before)
    instances = instances_behind(actor.tenant_id, {subscription_id for subscription_id, *_ in sums})
    write_reported(
        [
            Amount(
                instances[subscription_id],
                meter,
                day,
                quantity,
                Origin.CORRECTION if is_late else Origin.EVENTS,
                subscription_id,
            )
            for subscription_id, meter, day, is_late, quantity in sums
        ],
        actor=actor,
    )
    return len(sums)


def _taken(tenant_id: UUID, before: date) -> list[tuple[UUID, str, date, bool, Decimal]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "with taken as (delete from metering_pendingusage where tenant_id = %s and day < %s "
            "returning subscription_id, meter, day, is_late, quantity) "
            "select subscription_id, meter, day, is_late, sum(quantity) from taken group by 1, 2, 3, 4 order by 1, 2, 3, 4",
            [tenant_id, before],
        )
        found: list[tuple[UUID, str, date, bool, Decimal]] = cursor.fetchall()
        return found
