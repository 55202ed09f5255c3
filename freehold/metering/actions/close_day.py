"""Close a UTC day for a tenant's instances: keep what their meters read, and write what can be priced onto each edge."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock, ids
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.metering.edges import Amount, write_readings
from freehold.metering.permissions import CLOSE_DAY
from freehold.metering.states import Origin
from freehold.provisioning.registry import unpriced_meters


@transaction.atomic
def close_day(day: date, readings: Mapping[UUID, Mapping[str, Decimal]], *, actor: Actor) -> int:
    """Keep the readings of instances by meter, each once; how many were new. May be run any number of times.

    The first reading of a day counts: what is known later is a correction, and never a change.
    Raises: NotPermitted, Refused("day_not_over", "quantity").
    """
    require(actor, CLOSE_DAY)
    if day >= clock.today():
        raise Refused("day_not_over", _("This day is not over yet."))
    given = [
        Amount(instance_id, meter, day, quantity, Origin.READING)
        for instance_id, quantities in readings.items()
        for meter, quantity in quantities.items()
    ]
    if any(not one.quantity.is_finite() or one.quantity < 0 for one in given):
        raise Refused("quantity", _("A meter reads nothing or more."))
    new = _kept(actor.tenant_id, given)
    own = unpriced_meters()
    write_readings([one for one in new if one.meter not in own])
    return len(new)


def _kept(tenant_id: UUID, given: list[Amount]) -> list[Amount]:
    """Those that were not there yet, written down."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into metering_reading (id, tenant_id, created_at, instance_id, meter, day, quantity) "
            "select id, %s, %s, instance_id, meter, day, quantity from unnest(%s::uuid[], %s::uuid[], %s::text[], "
            "%s::date[], %s::numeric[]) as given (id, instance_id, meter, day, quantity) "
            "on conflict do nothing returning instance_id, meter",
            [
                tenant_id,
                clock.now(),
                [ids.new_id() for _one in given],
                [one.instance_id for one in given],
                [one.meter for one in given],
                [one.day for one in given],
                [one.quantity for one in given],
            ],
        )
        new = set(cursor.fetchall())
    return [one for one in given if (one.instance_id, one.meter) in new]
