"""Write a quantity onto every edge of the chain behind an instance, the same on each."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection

from freehold.audit.actions.record import record
from freehold.kernel import clock, ids
from freehold.kernel.actor import Actor
from freehold.metering.permissions import COUNT_EVENTS
from freehold.metering.states import Origin
from freehold.tenants.row_security import enter

BECAUSE = "one quantity stands on each edge of the chain behind an instance"


@dataclass(frozen=True, slots=True)
class Amount:
    """What was used of an instance on a UTC day."""

    instance_id: UUID
    meter: str
    day: date
    quantity: Decimal
    origin: Origin
    subscription_id: UUID | None = None  # the order that it was reported of


@dataclass(frozen=True, slots=True)
class Link:
    """One edge of an instance's chain, and the days on which its order is served."""

    subscription_id: UUID
    seller_id: UUID
    buyer_id: UUID
    served_from: date
    served_until: date | None
    chain_id: UUID  # the same for all edges of one chain

    def serves(self, day: date) -> bool:
        """Whether the order is served on a day; what is kept after its end costs nothing."""
        return self.served_from <= day and (self.served_until is None or day < self.served_until)


Line = tuple[Link, Amount]


def write_readings(amounts: Sequence[Amount]) -> None:
    """Write what meters read onto each edge that is served on the day."""
    links = _links({amount.instance_id for amount in amounts})
    served = [(link, one) for one in amounts for link in links[one.instance_id] if link.serves(one.day)]
    for seller_id, lines in _by_seller(served):
        with enter(seller_id, because=BECAUSE):
            _insert(lines)


def write_reported(amounts: Sequence[Amount], *, actor: Actor) -> None:
    """Write what a seller reported onto each edge of one chain, since it was accepted for a day that was served.

    It stands in the log of each seller: what is reported on one edge changes what is owed on the others.
    """
    links = _links({amount.instance_id for amount in amounts})
    lines_of_chains = [(link, one) for one in amounts for link in _chain_of(one, links[one.instance_id])]
    for seller_id, lines in _by_seller(lines_of_chains):
        with enter(seller_id, because=BECAUSE):
            _insert(lines)
            record(actor, COUNT_EVENTS, subject_kind="usage", sums=len(lines))


def _chain_of(one: Amount, links: Sequence[Link]) -> list[Link]:
    """The edges that bear it: of the chain that serves its day, else of the one whose order it was reported of."""
    serving = [link.chain_id for link in links if link.serves(one.day)]
    reported = [link.chain_id for link in links if link.subscription_id == one.subscription_id]
    chain = next(iter(serving or reported), None)
    return [link for link in links if link.chain_id == chain]


def _links(instances: Collection[UUID]) -> dict[UUID, list[Link]]:
    found: dict[UUID, list[Link]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.edges_behind(%s)", [list(instances)])
        for instance_id, *link in cursor.fetchall():
            found[instance_id].append(Link(*link))
    return found


def _by_seller(lines: Sequence[Line]) -> Iterable[tuple[UUID, list[Line]]]:
    """In the order of their ids, so that two sweeps never wait for each other."""
    found: dict[UUID, list[Line]] = defaultdict(list)
    for line in lines:
        found[line[0].seller_id].append(line)
    return sorted(found.items())


def _insert(lines: Sequence[Line]) -> None:
    """One statement for all of a seller's rows; a reading that stands there already is left as it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into metering_usage (id, seller_id, buyer_id, subscription_id, meter, day, quantity, origin, recorded_at) "
            "select given.*, %s from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::date[], "
            "%s::numeric[], %s::text[]) as given on conflict do nothing",
            [
                clock.now(),
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
