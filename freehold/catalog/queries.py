"""Catalogs as pages, the API and orders read them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.db.models import Max, Q

from freehold.catalog.models import Discount, Offering, Plan, Price, PriceList
from freehold.catalog.permissions import SEE_CATALOG, SEE_OFFERED
from freehold.catalog.rules import DiscountFacts, agreed_terms
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.money import Money
from freehold.kernel.period import Interval
from freehold.kernel.permission import require
from freehold.kernel.pricing import MONTHS, Terms, terms_from
from freehold.kernel.service_levels import ServiceLevel, level_from

PAGE = 50
MOST_LISTS = 1_000


@dataclass(frozen=True, slots=True)
class OfferingFacts:
    """Something that the seller sells."""

    id: UUID
    name: str
    description: str
    kind: str


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan of the seller itself, with its prices of today: one for each currency that has a list."""

    id: UUID
    offering_id: UUID
    offering_name: str
    kind: str
    name: str
    description: str
    options: Mapping[str, object]
    source_plan_id: UUID | None
    trial_days: int
    terms: tuple[Terms, ...]  # by currency, the shorter term first
    is_retired: bool
    version: int
    service_level: ServiceLevel | None = None  # what is promised to whoever orders it from now on
    is_supplied: bool = True  # whether the seller above sells what it resells

    @property
    def is_orderable(self) -> bool:
        """Whether anybody can order it today."""
        return self.sale is Sale.ORDERABLE

    @property
    def prices(self) -> tuple[Money, ...]:
        """A seat's price a month, one for each currency that has one."""
        return tuple(price for terms in self.terms if (price := monthly(terms)) is not None)

    @property
    def sale(self) -> "Sale":
        """Whether anybody can order it today, and if not, why."""
        if self.is_retired:
            return Sale.RETIRED
        if not self.is_supplied:
            return Sale.NOT_SUPPLIED
        return Sale.ORDERABLE if self.terms else Sale.UNPRICED

    def terms_in(self, currency: str) -> list[Terms]:
        """What it costs in a currency, the shorter term first."""
        return [terms for terms in self.terms if terms.currency == currency]

    def price_in(self, currency: str) -> Money | None:
        """A seat's price a month, if there is one in this currency."""
        return next((price for price in self.prices if price.currency == currency), None)


@dataclass(frozen=True, slots=True)
class OfferedPlan:
    """A plan of the own seller, as its buyer may read it. Without a price it cannot be ordered."""

    id: UUID
    offering_name: str
    kind: str
    name: str
    description: str
    options: Mapping[str, object]
    trial_days: int
    terms: tuple[Terms, ...]  # for this buyer, the shorter term first
    service_level: ServiceLevel | None = None

    @property
    def price(self) -> Money | None:
        """A seat's price a month, where there is one."""
        return next((price for terms in self.terms if (price := monthly(terms)) is not None), None)

    @property
    def is_orderable(self) -> bool:
        """Whether it has any price, and is not resold from what is retired."""
        return bool(self.terms)


@dataclass(frozen=True, slots=True)
class PriceListFacts:
    """One version of a seller's prices in one currency."""

    id: UUID
    version: int
    currency: str
    valid_from: date
    prices: tuple["PlanPrice", ...]  # by the plan's name, the shorter term first


@dataclass(frozen=True, slots=True)
class PlanPrice:
    """What one plan costs on a list, for one term."""

    plan: str
    kind: str  # of its service
    terms: Terms


def offerings(actor: Actor) -> list[OfferingFacts]:
    """What the seller sells, by name. Raises: NotPermitted."""
    require(actor, SEE_CATALOG)
    return [
        OfferingFacts(id=o.id, name=o.name, description=o.description, kind=o.kind)
        for o in Offering.objects.filter(tenant_id=actor.tenant_id).order_by("name", "id")
    ]


def plans(actor: Actor, *, on: date) -> list[PlanFacts]:
    """The seller's own plans with their prices on a day, by name, the retired ones last. Raises: NotPermitted."""
    require(actor, SEE_CATALOG)
    found = Plan.objects.filter(tenant_id=actor.tenant_id).select_related("offering")
    rows = list(found.order_by("name", "id"))
    prices = _prices(actor.tenant_id, on)
    return sorted(_supplied(actor, (_facts(row, prices) for row in rows)), key=lambda plan: plan.is_retired)


def _supplied(actor: Actor, found: Iterable[PlanFacts]) -> list[PlanFacts]:
    """The same plans; of those that resell another one, whether that is on sale."""
    own = list(found)
    if all(plan.source_plan_id is None for plan in own):
        return own
    on_sale = {plan.id for plan in plans_offered(actor) if plan.is_orderable}
    return [
        replace(plan, is_supplied=plan.source_plan_id is None or plan.source_plan_id in on_sale)
        for plan in own
    ]


class WhyNot(StrEnum):
    """Why nobody can say what a seat earns."""

    NOT_OFFERED = "not_offered"  # the seller above has no price for it, or sells it no more
    TERM = "term"  # it has a price for another term alone
    PARTS = "parts"  # one of the prices is more than a price of each seat


@dataclass(frozen=True, slots=True)
class Margin:
    """What a plan costs its reseller and what each seat earns, for one of its prices."""

    sells: Terms
    pays: Terms | None
    earns: Money | None  # a seat, a term
    why_not: WhyNot | None


def margins(actor: Actor, found: Iterable[PlanFacts]) -> dict[UUID, list[Margin]]:
    """What a reseller pays and earns, by plan, in the currency that it pays in; exact. Raises: NotPermitted."""
    sources = {plan.id: plan.terms for plan in plans_offered(actor)}
    return {
        plan.id: [_margin(terms, sources.get(plan.source_plan_id, ())) for terms in plan.terms]
        for plan in found
        if plan.source_plan_id is not None
    }


def _margin(sells: Terms, offered: Iterable[Terms]) -> Margin:
    same = [one for one in offered if one.currency == sells.currency]
    pays = next((one for one in same if one.interval is sells.interval), None)
    if pays is None:
        return Margin(sells, None, None, WhyNot.TERM if same else WhyNot.NOT_OFFERED)
    mine, theirs = sells.seat_price, pays.seat_price
    if mine is None or theirs is None or not (sells.is_per_seat and pays.is_per_seat):
        return Margin(sells, pays, None, WhyNot.PARTS)
    return Margin(sells, pays, Money(mine - theirs, sells.currency), None)


class Sale(StrEnum):
    """Whether a plan can be ordered, and if not, why."""

    ORDERABLE = "orderable"
    UNPRICED = "unpriced"
    NOT_SUPPLIED = "not_supplied"  # it resells what the seller above sells no more, or has no price for
    RETIRED = "retired"


class PlanOrder(StrEnum):
    """How a list of plans is sorted."""

    NAME = "name"
    NAME_DOWN = "-name"
    OFFERING = "offering"
    OFFERING_DOWN = "-offering"


def list_plans(
    actor: Actor,
    *,
    on: date,
    search: str = "",
    sale: Sale | None = None,
    order: PlanOrder = PlanOrder.NAME,
    after: tuple[str, UUID] | None = None,
    limit: int = PAGE,
) -> list[PlanFacts]:
    """A part of the seller's own plans; `after` is the `plan_place` of the last one seen. Raises: NotPermitted.

    A catalog is read whole, since prices decide: it holds as many plans as people can tell apart.
    """
    wanted = search.casefold()
    found = [
        plan
        for plan in plans(actor, on=on)
        if (wanted in plan.name.casefold() or wanted in plan.offering_name.casefold())
        and sale in (None, plan.sale)
    ]
    is_down = order.startswith("-")
    found.sort(key=lambda plan: plan_place(plan, order), reverse=is_down)
    if after is not None:
        found = [plan for plan in found if (plan_place(plan, order) < after) is is_down]
        found = [plan for plan in found if plan_place(plan, order) != after]
    return found[:limit]


def plan_place(plan: PlanFacts, order: PlanOrder) -> tuple[str, UUID]:
    """Where a plan stands in a list so sorted, for the next page."""
    by_offering = order in (PlanOrder.OFFERING, PlanOrder.OFFERING_DOWN)
    return (plan.offering_name if by_offering else plan.name).casefold(), plan.id


def get_plan(actor: Actor, plan_id: UUID, *, on: date) -> PlanFacts:
    """One of the seller's own plans. Raises: NotFound, NotPermitted."""
    found = find_plan(actor.tenant_id, plan_id, on=on)
    if found is None:
        raise NotFound
    require(actor, SEE_CATALOG)
    (plan,) = _supplied(actor, [found])
    return plan


def find_plan(tenant_id: UUID, plan_id: UUID, *, on: date) -> PlanFacts | None:
    """A plan of the tenant in scope, for actions that have checked their permission."""
    found = Plan.objects.filter(tenant_id=tenant_id, id=plan_id).select_related("offering").first()
    return _facts(found, _prices(tenant_id, on)) if found else None


def plans_offered(actor: Actor) -> list[OfferedPlan]:
    """What the actor's own seller offers today, in the currency of their edge, by name. Raises: NotPermitted."""
    require(actor, SEE_OFFERED)
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.plans_offered()")
        rows = cursor.fetchall()
    return [
        OfferedPlan(
            id=plan_id, offering_name=offering, kind=kind, name=name, description=description,
            options=json.loads(options), trial_days=trial_days,
            terms=_in_order(replace(terms_from(one), service_level=level) for one in json.loads(terms)),
            service_level=level,
        )
        for plan_id, offering, kind, name, description, options, trial_days, terms, promised in rows
        for level in [level_from(None if promised is None else json.loads(promised))]
    ]  # fmt: skip


def plans_offered_to(actor: Actor, buyer_id: UUID, *, currency: str, on: date) -> list[OfferedPlan]:
    """What the seller itself offers a buyer in a currency, by name. Raises: NotPermitted."""
    discounts = discounts_on(actor.tenant_id, on)
    return [
        OfferedPlan(
            id=plan.id,
            offering_name=plan.offering_name,
            kind=plan.kind,
            name=plan.name,
            description=plan.description,
            options=plan.options,
            trial_days=plan.trial_days,
            terms=tuple(
                agreed_terms(terms, discounts, plan_id=plan.id, buyer_id=buyer_id, level=plan.service_level)
                for terms in (plan.terms_in(currency) if plan.is_supplied else ())
            ),
            service_level=plan.service_level,
        )
        for plan in plans(actor, on=on)
        if not plan.is_retired
    ]


def price_lists(
    actor: Actor,
    *,
    currency: str = "",
    after: tuple[date, UUID] | None = None,
    limit: int = MOST_LISTS,
) -> list[PriceListFacts]:
    """Versions of the seller's prices, the newest first; `after` is the (valid_from, id) of the last one seen.

    Raises: NotPermitted.
    """
    require(actor, SEE_CATALOG)
    lists = PriceList.objects.filter(tenant_id=actor.tenant_id)
    if currency:
        lists = lists.filter(currency=currency)
    if after:
        day, last = after
        lists = lists.filter(Q(valid_from__lt=day) | Q(valid_from=day, id__lt=last))
    shown = list(lists.order_by("-valid_from", "-id")[:limit])
    priced: dict[UUID, list[PlanPrice]] = {}
    prices = Price.objects.filter(tenant_id=actor.tenant_id, price_list__in=shown)
    prices = prices.select_related("plan__offering").order_by("plan__name", "interval")
    for price in prices:
        priced.setdefault(price.price_list_id, []).append(
            PlanPrice(price.plan.name, price.plan.offering.kind, terms_from(price.terms))
        )
    return [
        PriceListFacts(
            id=row.id,
            version=row.version,
            currency=row.currency,
            valid_from=row.valid_from,
            prices=tuple(priced.get(row.id, ())),
        )
        for row in shown
    ]


def currencies_of(actor: Actor) -> list[str]:
    """The currencies that the seller has prices in. Raises: NotPermitted."""
    require(actor, SEE_CATALOG)
    found = PriceList.objects.filter(tenant_id=actor.tenant_id).order_by("currency")
    return list(found.values_list("currency", flat=True).distinct())


def newest_version(tenant_id: UUID, currency: str) -> int:
    """The version of the newest price list in a currency, valid already or not; 0 where there is none."""
    newest = PriceList.objects.filter(tenant_id=tenant_id, currency=currency).aggregate(Max("version"))
    return newest["version__max"] or 0


def monthly(terms: Terms) -> Money | None:
    """A seat's price a month, where the terms are monthly and each seat costs the same."""
    if terms.interval is not Interval.MONTH or terms.seat_price is None:
        return None
    return Money(terms.seat_price, terms.currency)


def discounts(actor: Actor) -> list[DiscountFacts]:
    """All that the seller takes off, the newest first, ended ones too. Raises: NotPermitted."""
    require(actor, SEE_CATALOG)
    return [_discount(row) for row in Discount.objects.filter(tenant_id=actor.tenant_id).order_by("-id")]


def discounts_on(tenant_id: UUID, on: date) -> list[DiscountFacts]:
    """What the tenant in scope takes off orders of a day, for actions that have checked their permission."""
    found = Discount.objects.filter(tenant_id=tenant_id, valid_from__lte=on)
    found = found.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on))
    return [_discount(row) for row in found]


def _discount(row: Discount) -> DiscountFacts:
    return DiscountFacts(
        id=row.id,
        percent=row.percent,
        buyer_id=row.given_to_id,
        plan_id=row.plan_id,
        interval=Interval(row.interval) if row.interval else None,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _in_order(found: Iterable[Terms]) -> tuple[Terms, ...]:
    return tuple(sorted(found, key=lambda terms: (terms.currency, MONTHS[terms.interval])))


def _prices(tenant_id: UUID, on: date) -> dict[UUID, list[Terms]]:
    valid = (
        PriceList.objects.filter(tenant_id=tenant_id, valid_from__lte=on)
        .order_by("currency", "-valid_from", "-version")
        .distinct("currency")
    )
    prices: dict[UUID, list[Terms]] = {}
    for price in Price.objects.filter(tenant_id=tenant_id, price_list_id__in=[row.id for row in valid]):
        prices.setdefault(price.plan_id, []).append(terms_from(price.terms))
    return prices


def _facts(plan: Plan, prices: Mapping[UUID, list[Terms]]) -> PlanFacts:
    return PlanFacts(
        id=plan.id,
        offering_id=plan.offering_id,
        offering_name=plan.offering.name,
        kind=plan.offering.kind,
        name=plan.name,
        description=plan.description,
        options=plan.options,
        source_plan_id=plan.source_plan_id,
        trial_days=plan.trial_days,
        terms=_in_order(prices.get(plan.id, ())),
        is_retired=plan.retired_at is not None,
        version=plan.version,
        service_level=level_from(plan.service_level),
    )
