"""Subscriptions as pages, the API and other packages read them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.money import Money
from freehold.kernel.permission import may, require
from freehold.kernel.pricing import MONTHS, Terms
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import SEE
from freehold.subscriptions.rules import read_number
from freehold.subscriptions.states import State, SuspendReason
from freehold.tenants.permissions import SEE_CUSTOMERS
from freehold.tenants.queries import buyers_of, find_edge, names_of_buyers

PAGE = 50
MOST_MATCHES = 200
STANDING_LAST = (F("moved_at").asc(nulls_last=True), "id")  # of all orders of one service
IN_SERVICE = (State.TRIAL, State.ACTIVE, State.CANCELLING)


class Side(StrEnum):
    """Which end of the edge looks: what one sells, or what one has ordered."""

    SOLD = "sold"
    BOUGHT = "bought"


class Order(StrEnum):
    """How a list is sorted, by id within equals; a minus turns it round."""

    NEWEST = "newest"
    OLDEST = "oldest"
    PLAN = "plan"
    PLAN_DOWN = "-plan"
    SEATS = "seats"
    SEATS_DOWN = "-seats"
    STATE = "state"
    STATE_DOWN = "-state"

    @property
    def field(self) -> str:
        """The column that leads; the id alone where it is the age."""
        return {"plan": "plan_name", "seats": "seats", "state": "state"}.get(self.removeprefix("-"), "")

    @property
    def is_down(self) -> bool:
        """Whether the largest comes first, or the newest."""
        return self.startswith("-") or self is Order.NEWEST


@dataclass(frozen=True, slots=True)
class Below:
    """The order of one's own buyer that an order with one's seller stands for. The seller above never reads it."""

    number: str
    buyer_id: UUID
    buyer_name: str
    pseudonym: str  # of the buyer's customer, where the buyer sells on; else empty

    @property
    def customer(self) -> str:
        """For whom it is, as far as this tenant may know."""
        return f"{self.buyer_name} ({self.pseudonym})" if self.pseudonym else self.buyer_name


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """An order as one end of its edge sees it."""

    id: UUID
    number: str
    side: Side
    seller_id: UUID
    buyer_id: UUID
    customer: str  # for the seller: its buyer's name, or above the lowest subscription the pseudonym
    below: Below | None  # for a buyer that sells on: whom the pseudonym stands for
    leads: bool  # the customer's own order, which those above follow
    is_supplied: bool  # sold, and by nobody above: the tenant itself sees to the service
    plan_id: UUID
    plan_name: str
    kind: str
    terms: Terms  # as agreed
    seats: int
    reference: str
    state: State
    trial_ends_on: date | None
    started_at: datetime
    suspended_at: datetime | None
    suspended_by_seller: bool
    suspend_reason: SuspendReason | None
    cancel_requested_at: datetime | None
    ends_on: date | None
    ended_at: datetime | None
    moved_at: datetime | None  # its customer went on with another seller then
    erase_after: date | None
    notices_on: tuple[date, ...]
    erase_wanted_at: datetime | None  # since then it is being erased
    erased_at: datetime | None
    instance_id: UUID
    version: int

    @property
    def own_customer(self) -> str:
        """For whom of its own customers a buyer has ordered, by name; empty where it is for itself, or it sells."""
        return self.below.customer if self.below else ""

    @property
    def price(self) -> Money | None:
        """What each seat costs a term, where each costs the same."""
        price = self.terms.seat_price
        return None if price is None else Money(price, self.terms.currency)

    @property
    def price_a_month(self) -> Money:
        """What all of it costs a month before usage; a year's twelfth."""
        months = MONTHS[self.terms.interval]
        return Money(self.terms.price_of(self.seats) / months, self.terms.currency)


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """The service behind an order, as both ends of its edge may know it: no content, not even its last error."""

    wanted_state: InstanceState
    observed_state: InstanceState
    is_adrift: bool
    is_failing: bool
    seats_used: int | None  # None where nobody here can tell
    waits_until: date | None  # people have something to do still, and promised it by then


def list_subscriptions(
    actor: Actor,
    *,
    side: Side,
    buyer_id: UUID | None = None,
    states: Collection[State] = (),
    search: str = "",
    order: Order = Order.NEWEST,
    after: tuple[str, UUID] | None = None,
    limit: int = PAGE,
) -> list[SubscriptionFacts]:
    """What the actor's tenant sells or has ordered; `after` is the `place` of the last one seen.

    A search looks at the names and references of one's own buyers (the first 200 that match), at numbers, plans
    and pseudonyms. Raises: NotPermitted, Refused("bad_cursor").
    """
    found = _of_side(actor, side)
    if buyer_id is not None:
        found = found.filter(buyer_id=buyer_id)
    if states:
        found = found.filter(state__in=list(states))
    if not search.isprintable():
        return []
    if search:
        found = found.filter(_matches(actor, side, search))
    return _facts_of(actor, _sorted(found, order, after)[:limit])


def place(subscription: SubscriptionFacts, order: Order) -> tuple[str, UUID]:
    """Where a subscription stands in a list so sorted, for the next page."""
    value = getattr(subscription, order.field) if order.field else ""
    return str(value), subscription.id


def count_subscriptions(actor: Actor, *, side: Side, buyer_id: UUID | None = None) -> dict[State, int]:
    """How many there are in each state, for an overview. Raises: NotPermitted."""
    found = _of_side(actor, side)
    if buyer_id is not None:
        found = found.filter(buyer_id=buyer_id)
    counts = dict(found.order_by().values_list("state").annotate(Count("id")))
    return {state: counts.get(state, 0) for state in State}


@dataclass(frozen=True, slots=True)
class Served:
    """What a seller serves to one buyer: orders that run, and their seats."""

    orders: int
    seats: int


def served_to(actor: Actor, *, buyers: Collection[UUID] | None = None) -> dict[UUID, Served]:
    """What the seller serves to its buyers, or to some of them; those without a running order are not in it.

    Raises: NotPermitted.
    """
    found = _of_side(actor, Side.SOLD).filter(state__in=IN_SERVICE)
    if buyers is not None:
        found = found.filter(buyer_id__in=buyers)
    rows = found.order_by().values_list("buyer_id").annotate(Count("id"), Sum("seats"))
    return {buyer_id: Served(orders, seats) for buyer_id, orders, seats in rows}


def get_subscription(actor: Actor, number: str) -> SubscriptionFacts:
    """One order by its number. Raises: NotFound, NotPermitted."""
    found = _visible(actor).filter(number=read_number(number) or "").first()
    if found is None:
        raise NotFound
    require(actor, SEE)
    (facts,) = _facts_of(actor, [found])
    return facts


def runs_on(order: SubscriptionFacts) -> bool:
    """For the seller: whether an order is of a partner's customer, and the partner gone, so that its debt stops nothing."""
    edge = None if order.leads else find_edge(order.buyer_id)
    return edge is not None and edge.protected_until is not None and clock.today() < edge.protected_until


def service_of(actor: Actor, subscription: SubscriptionFacts) -> ServiceFacts | None:
    """How the service behind an order is; None once it has gone on with another seller. Raises: NotPermitted, NotFound."""
    require(actor, SEE)
    if subscription.moved_at is not None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.service_of(%s)", [subscription.id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    wanted_state, observed_state, is_adrift, is_failing, seats_used, waits_until = row
    return ServiceFacts(
        wanted_state=InstanceState(wanted_state),
        observed_state=InstanceState(observed_state),
        is_adrift=is_adrift,
        is_failing=is_failing,
        seats_used=seats_used,
        waits_until=waits_until,
    )


def subscription_of_instance(actor: Actor, instance_id: UUID) -> SubscriptionFacts | None:
    """The actor's own order behind an instance, as its buyer. Raises: NotPermitted."""
    require(actor, SEE)
    behind = Subscription.objects.filter(buyer_id=actor.tenant_id, instance_id=instance_id)
    found = _facts_of(actor, list(behind.order_by(*STANDING_LAST)))
    return found[-1] if found else None


def sold_behind(actor: Actor, instance_ids: Collection[UUID]) -> dict[UUID, SubscriptionFacts]:
    """What the actor's tenant sells of these instances, by instance: at most one order each. Raises: NotPermitted."""
    found = _of_side(actor, Side.SOLD).filter(instance_id__in=instance_ids).order_by(*STANDING_LAST)
    return {one.instance_id: one for one in _facts_of(actor, found)}


def subscriptions_due(today: date, *, after: UUID | None = None, limit: int = 500) -> list[tuple[UUID, UUID]]:
    """For the worker's sweep: (seller, subscription) of which the day may ask something, by id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from definer.subscriptions_due(%s, %s, %s)", [today, after or UUID(int=0), limit]
        )
        return [(seller_id, subscription_id) for seller_id, subscription_id in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Sold:
    """An order as the meters of its service know it, with the UTC days on which it is served."""

    id: UUID
    kind: str
    served_from: date
    served_until: date | None  # the first day without it


def sold_by_number(seller_id: UUID, numbers: Collection[str]) -> dict[str, Sold]:
    """For actions that have checked their permission: the orders with these numbers that a seller sells."""
    rows = Subscription.objects.filter(seller_id=seller_id, number__in=numbers).values_list(
        "number", "id", "kind", "started_at", "ends_on"
    )
    return {
        number: Sold(found, kind, started_at.astimezone(UTC).date(), ends_on)
        for number, found, kind, started_at, ends_on in rows
    }


def instances_behind(seller_id: UUID, subscription_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """For actions that have checked their permission: the instance behind each of a seller's orders."""
    found = Subscription.objects.filter(seller_id=seller_id, id__in=subscription_ids)
    return dict(found.values_list("id", "instance_id"))


def _of_side(actor: Actor, side: Side) -> "QuerySet[Subscription]":
    require(actor, SEE)
    if side is Side.SOLD:
        return Subscription.objects.filter(seller_id=actor.tenant_id)
    return Subscription.objects.filter(buyer_id=actor.tenant_id)


def _visible(actor: Actor) -> "QuerySet[Subscription]":
    return Subscription.objects.filter(Q(seller_id=actor.tenant_id) | Q(buyer_id=actor.tenant_id))


def _matches(actor: Actor, side: Side, search: str) -> Q:
    matches = (
        Q(number__icontains=search)
        | Q(plan_name__icontains=search)
        | Q(reference__icontains=search)
        | Q(pseudonym__icontains=search)
    )
    if may(actor, SEE_CUSTOMERS):
        own = [buyer.tenant_id for buyer in buyers_of(actor, search=search, limit=MOST_MATCHES)]
        if side is Side.SOLD:
            matches |= Q(buyer_id__in=own)
        elif own:
            sold = Subscription.objects.filter(seller_id=actor.tenant_id, buyer_id__in=own)
            matches |= Q(instance_id__in=sold.values("instance_id"))
    return matches


def _sorted(
    found: "QuerySet[Subscription]", order: Order, after: tuple[str, UUID] | None
) -> "QuerySet[Subscription]":
    field, turn, beyond = order.field, "-" if order.is_down else "", "lt" if order.is_down else "gt"
    if after:
        value, last = after
        if field == "seats" and not value.isdecimal():
            raise Refused("bad_cursor", _("This cursor belongs to another order."), field="cursor")
        later = Q(**{f"id__{beyond}": last})
        found = found.filter(
            Q(**{f"{field}__{beyond}": value}) | Q(**{field: value}) & later if field else later
        )
    return found.order_by(*([f"{turn}{field}"] if field else []), f"{turn}id")


def facts_of(actor: Actor, row: Subscription) -> SubscriptionFacts:
    """One row as the actor's tenant sees it, for actions that have changed it."""
    (facts,) = _facts_of(actor, [row])
    return facts


def _facts_of(actor: Actor, rows: "QuerySet[Subscription] | list[Subscription]") -> list[SubscriptionFacts]:
    found = list(rows)
    own = actor.tenant_id
    below = _below(own, [row for row in found if row.buyer_id == own and not row.leads])
    sold_to = {row.buyer_id for row in found if row.seller_id == own and row.leads}
    names = names_of_buyers(own, sold_to | {one.buyer_id for one in below.values()}) if found else {}
    return [
        subscription_facts(
            row,
            of=own,
            buyer_name=names.get(row.buyer_id, ""),
            below=_named(below.get(row.id), names) if row.buyer_id == own else None,
        )
        for row in found
    ]


def _below(seller_id: UUID, upper: list[Subscription]) -> dict[UUID, Subscription]:
    """What the seller in scope sells of the same services, by the order above it: one for each, in one query."""
    instances = [row.instance_id for row in upper]
    found = Subscription.objects.filter(seller_id=seller_id, instance_id__in=instances) if instances else []
    return {row.upstream_id: row for row in found if row.upstream_id is not None}


def _named(row: Subscription | None, names: Mapping[UUID, str]) -> Below | None:
    if row is None:
        return None
    return Below(row.number, row.buyer_id, names.get(row.buyer_id, ""), row.pseudonym)


def subscription_facts(
    row: Subscription, *, of: UUID, buyer_name: str = "", below: Below | None = None
) -> SubscriptionFacts:
    """The facts of one row as the tenant `of` sees them."""
    return SubscriptionFacts(
        id=row.id,
        number=row.number,
        side=Side.SOLD if row.seller_id == of else Side.BOUGHT,
        seller_id=row.seller_id,
        buyer_id=row.buyer_id,
        customer=buyer_name if row.leads else row.pseudonym,
        below=below,
        leads=row.leads,
        is_supplied=row.seller_id == of and row.upstream_id is None,
        plan_id=row.plan_id,
        plan_name=row.plan_name,
        kind=row.kind,
        terms=row.agreed,
        seats=row.seats,
        reference=row.reference,
        state=State(row.state),
        trial_ends_on=row.trial_ends_on,
        started_at=row.started_at,
        suspended_at=row.suspended_at,
        suspended_by_seller=row.suspended_by_id == row.seller_id,
        suspend_reason=SuspendReason(row.suspend_reason) if row.suspend_reason else None,
        cancel_requested_at=row.cancel_requested_at,
        ends_on=row.ends_on,
        ended_at=row.ended_at,
        moved_at=row.moved_at,
        erase_after=row.erase_after,
        notices_on=tuple(row.notices_on),
        erase_wanted_at=row.erase_wanted_at,
        erased_at=row.erased_at,
        instance_id=row.instance_id,
        version=row.version,
    )


def pseudonyms_known(seller_id: UUID, among: Collection[str]) -> frozenset[str]:
    """Which of these pseudonyms the seller in scope knows; for a package that has checked who asks."""
    found = Subscription.objects.filter(seller_id=seller_id, pseudonym__in=list(among)).exclude(pseudonym="")
    return frozenset(found.values_list("pseudonym", flat=True))
