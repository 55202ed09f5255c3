"""The numbers of the channel, for the operator and for each partner alike: of its own edges, and of nobody's below.

Who stands behind a buyer that sells on is told by pseudonyms alone.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from freehold.channel.permissions import SEE_NUMBERS
from freehold.channel.rules.numbers import FALLING_DAYS, Month, by_month, risks, running
from freehold.channel.states import RiskReason
from freehold.invoicing.queries.runs import day_of
from freehold.invoicing.receivables import open_items
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import may, require
from freehold.reporting.permissions import SEE_MARGIN
from freehold.reporting.queries.margin import (
    Asked,
    MarginReport,
    last_months,
    margin,
    require_seller,
    whole_months,
)
from freehold.reporting.reading.channel import (
    Held,
    Moved,
    buyers_held,
    buyers_with_domains_amiss,
    customers_moved,
    partners_moved,
    seats_changed,
)
from freehold.reporting.rules.earning import months_in
from freehold.reporting.states import By, Counted

MONTHS = 12
MOST_AT_RISK = 100


@dataclass(frozen=True, slots=True)
class BuyerNumbers:
    """What one buyer of the seller's own has, and who stands behind it: how many, and no names."""

    buyer_id: UUID
    name: str
    is_partner: bool
    customers: int
    seats: int
    seats_before: int
    revenue: Decimal | None  # of the months, in the report's currency


@dataclass(frozen=True, slots=True)
class AtRisk:
    """Somebody who may be about to leave: a buyer by name, or a customer behind one by its pseudonym."""

    buyer_id: UUID
    buyer_name: str
    pseudonym: str
    seats: int
    seats_before: int
    reasons: tuple[RiskReason, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """How the channel does, by month, the running one last."""

    months: tuple[date, ...]
    partners: tuple[Month, ...]
    customers: tuple[Month, ...]
    seats: tuple[int, ...]
    margin: MarginReport | None  # None where the actor may not see it
    buyers: tuple[BuyerNumbers, ...]  # the most seats first
    at_risk: tuple[AtRisk, ...]  # the most reasons first


def numbers(actor: Actor, *, months: int = MONTHS) -> Numbers:
    """The numbers of the actor's own edges. Raises: NotFound (who sells nothing), NotPermitted."""
    require(actor, SEE_NUMBERS)
    require_seller(actor)
    own, today = actor.tenant_id, clock.today()
    since, until = last_months(today, months)
    every = tuple(months_in(whole_months(since, until)))
    tomorrow = today + timedelta(days=1)
    held = buyers_held(own, today=today, since=today - timedelta(days=FALLING_DAYS))
    sees_margin = may(actor, SEE_MARGIN)
    return Numbers(
        months=every,
        partners=tuple(by_month(every, _told(partners_moved(own, first=since, until=tomorrow)))),
        customers=tuple(by_month(every, _told(customers_moved(own, first=since, until=tomorrow)))),
        seats=tuple(running(every, seats_changed(own, first=since, until=tomorrow))),
        margin=margin(actor, Asked(since, until, by=By.MONTH, counted=Counted.ISSUED))
        if sees_margin
        else None,
        buyers=_buyers(held, _revenue(actor, since, until) if sees_margin else None),
        at_risk=_at_risk(actor, held),
    )


def _told(moved: list[Moved]) -> list[tuple[date, bool, int, int]]:
    return [(one.month, one.is_before, one.came, one.went) for one in moved]


def _revenue(actor: Actor, since: date, until: date) -> dict[str, Decimal]:
    report = margin(actor, Asked(since, until, by=By.CUSTOMER, counted=Counted.ISSUED))
    return {row.key: row.earned.revenue for row in report.rows}


def _buyers(held: list[Held], revenue: dict[str, Decimal] | None) -> tuple[BuyerNumbers, ...]:
    behind: Counter[UUID] = Counter(one.buyer_id for one in held if one.seats)
    seats: Counter[UUID] = Counter()
    before: Counter[UUID] = Counter()
    for one in held:
        seats[one.buyer_id] += one.seats
        before[one.buyer_id] += one.seats_before
    named = {one.buyer_id: one for one in held}
    found = [
        BuyerNumbers(
            buyer_id=buyer_id,
            name=one.buyer_name,
            is_partner=one.is_partner,
            customers=behind[buyer_id],
            seats=seats[buyer_id],
            seats_before=before[buyer_id],
            revenue=None if revenue is None else revenue.get(str(buyer_id), Decimal(0)),
        )
        for buyer_id, one in named.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.seats, one.name.casefold())))


def _at_risk(actor: Actor, held: list[Held]) -> tuple[AtRisk, ...]:
    """What is owed and how domains are is known of a buyer as a whole, and stands with it alone."""
    own = actor.tenant_id
    overdue = {item.buyer_id for item in open_items(own, overdue_on=day_of(own, clock.now()))}
    amiss = buyers_with_domains_amiss(own)
    found = [
        AtRisk(
            buyer_id=one.buyer_id,
            buyer_name=one.buyer_name,
            pseudonym=one.pseudonym,
            seats=one.seats,
            seats_before=one.seats_before,
            reasons=risks(
                is_overdue=not one.pseudonym and one.buyer_id in overdue,
                seats=one.seats,
                seats_before=one.seats_before,
                has_domain_amiss=not one.pseudonym and one.buyer_id in amiss,
                is_leaving=one.is_leaving,
            ),
        )
        for one in held
    ]
    sellers_owing = {one.buyer_id: one for one in held if one.pseudonym and one.buyer_id in overdue}
    found += [
        AtRisk(one.buyer_id, one.buyer_name, "", 0, 0, (RiskReason.OVERDUE,))
        for one in sellers_owing.values()
    ]
    some = [one for one in found if one.reasons]
    return tuple(
        sorted(some, key=lambda one: (-len(one.reasons), -one.seats_before, one.buyer_name))[:MOST_AT_RISK]
    )
