"""How services answered, month by month, and what was credited where it was less than promised."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from uuid import UUID

from freehold.invoicing.charged import GivenCredit, service_credits
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.invoicing.queries.lists import InvoiceSide
from freehold.kernel.actor import Actor
from freehold.kernel.period import add_months
from freehold.kernel.permission import may, require
from freehold.kernel.service_levels import Minutes
from freehold.metering.queries import minutes_by_month
from freehold.provisioning.registry import services
from freehold.reporting.permissions import SEE_AVAILABILITY
from freehold.tenants.queries import names_of_buyers

MONTHS = 12
Place = tuple[date, UUID]  # a month and the id of a credit


@dataclass(frozen=True, slots=True)
class MonthOfService:
    """A month: the whole service, each of its doors, and the minutes so far."""

    month: date
    whole: Minutes
    doors: tuple[Minutes, ...]  # in the order of the service's doors
    minutes: int

    @property
    def unknown(self) -> int:
        """Minutes in which nobody asked."""
        return max(0, self.minutes - self.whole.asked)


@dataclass(frozen=True, slots=True)
class ServiceMonths:
    """A service with its doors, the newest month first; months in which nobody asked are left out."""

    kind: str
    title: str
    doors: tuple[str, ...]
    months: tuple[MonthOfService, ...]


@dataclass(frozen=True, slots=True)
class Credits:
    """A part of what was credited for missed promises, the newest month first, with the names of one's own buyers."""

    given: tuple[GivenCredit, ...]
    got: tuple[GivenCredit, ...]
    names: dict[UUID, str]


def availability(actor: Actor, *, now: datetime) -> list[ServiceMonths]:
    """The last twelve months of each service that has doors here. Raises: NotPermitted."""
    require(actor, SEE_AVAILABILITY)
    since = add_months(now.astimezone(UTC).date().replace(day=1), 1 - MONTHS)
    found = []
    for service in services():
        if not service.doors:
            continue
        months = minutes_by_month(service.kind, since=since)
        found.append(
            ServiceMonths(
                kind=service.kind,
                title=str(service.title),
                doors=tuple(str(door.title) for door in service.doors),
                months=tuple(
                    MonthOfService(
                        month=month,
                        whole=doors.get("", Minutes()),
                        doors=tuple(doors.get(door.name, Minutes()) for door in service.doors),
                        minutes=_elapsed(month, now),
                    )
                    for month, doors in months.items()
                ),
            )
        )
    return found


def credits_of(
    actor: Actor, *, given_after: Place | None = None, got_after: Place | None = None, limit: int
) -> Credits:
    """What the actor's tenant gave and got; nothing to whoever may not see invoices. Raises: NotPermitted.

    Of each list `limit` at most, after the month and id of the last one that is known.
    """
    require(actor, SEE_AVAILABILITY)
    if not may(actor, SEE_INVOICES):
        return Credits((), (), {})
    given = service_credits(actor, side=InvoiceSide.ISSUED, after=given_after, limit=limit)
    got = service_credits(actor, side=InvoiceSide.RECEIVED, after=got_after, limit=limit)
    names = names_of_buyers(actor.tenant_id, {one.buyer_id for one in given}) if given else {}
    return Credits(tuple(given), tuple(got), dict(names))


def _elapsed(month: date, now: datetime) -> int:
    start = datetime.combine(month, time_of_day(), UTC)
    end = datetime.combine(add_months(month, 1), time_of_day(), UTC)
    return (min(end, now) - start) // timedelta(minutes=1)
