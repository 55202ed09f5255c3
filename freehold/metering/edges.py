"""Write a quantity onto every edge of the chain behind an instance, the same on each."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from freehold.kernel import clock, ids
from freehold.metering.states import Origin
from freehold.tenants.row_security import enter


@dataclass(frozen=True, slots=True)
class Amount:
    """What was used of an instance on a UTC day."""

    instance_id: UUID
    meter: str
    day: date
    quantity: Decimal
    origin: Origin


@dataclass(frozen=True, slots=True)
class Link:
    """One edge of an instance's chain, and the days on which its order is served."""

    subscription_id: UUID
    seller_id: UUID
    buyer_id: UUID
    served_from: date
    served_until: date | None

    def serves(self, day: date) -> bool:
        """Whether the order is served on a day; what is kept after its end costs nothing."""
        return self.served_from <= day and (self.served_until is None or day < self.served_until)


def write_readings(amounts: Sequence[Amount]) -> int:
    """Write what meters read onto each edge that is served on the day; how many rows."""
    links = _links({amount.instance_id for amount in amounts})
    return _write([(link, one) for one in amounts for link in links[one.instance_id] if link.serves(one.day)])


def write_reported(amounts: Sequence[Amount]) -> int:
    """Write what a seller reported onto each edge: it was accepted for a day that was served; how many rows."""
    links = _links({amount.instance_id for amount in amounts})
    return _write([(link, one) for one in amounts for link in links[one.instance_id]])


def _links(instances: Collection[UUID]) -> dict[UUID, list[Link]]:
    found: dict[UUID, list[Link]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.edges_behind(%s)", [list(instances)])
        for instance_id, *link in cursor.fetchall():
            found[instance_id].append(Link(*link))
    return found


def _write(lines: Sequence[tuple[Link, Amount]]) -> int:
    by_seller: dict[UUID, list[tuple[Link, Amount]]] = defaultdict(list)
    for line in lines:
        by_seller[line[0].seller_id].append(line)
    now = clock.now()
    for seller_id in sorted(by_seller):
        with enter(seller_id, because="one quantity stands on each edge of the chain behind an instance"):
            _insert(by_seller[seller_id], now)
    return len(lines)


def _insert(lines: Sequence[tuple[Link, Amount]], now: datetime) -> None:
    """One statement for all of a seller's rows; a reading that stands there already is left as it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into metering_usage (id, seller_id, buyer_id, subscription_id, meter, day, quantity, origin, recorded_at) "
            "select given.*, %s from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::date[], "
            "%s::numeric[], %s::text[]) as given on conflict do nothing",
            [
                now,
                [ids.new_id() for _line in lines],
                [link.seller_id for link, _ in lines],
                [link.buyer_id for link, _ in lines],
                [link.subscription_id for link, _ in lines],
                [one.meter for _, one in lines],
                [one.day for _, one in lines],
                [one.quantity for _, one in lines],
                [one.origin.value for _, one in lines],
            ],
        )
