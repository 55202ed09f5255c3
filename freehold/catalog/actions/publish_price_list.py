"""Publish the next version of a seller's prices in one currency."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.catalog.models import Plan, Price, PriceList
from freehold.catalog.permissions import PUBLISH_PRICES
from freehold.catalog.queries import newest_version
from freehold.catalog.words import FAULTS
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, NotFound, Refused
from freehold.kernel.money import EXPONENTS
from freehold.kernel.permission import require
from freehold.kernel.pricing import FLAT, SEATS, ZERO, Terms, fault_of, per_seat
from freehold.provisioning.registry import priced_meters


@transaction.atomic
def publish_price_list(
    per_seat_month: Mapping[UUID, Decimal],
    *,
    currency: str,
    valid_from: date,
    actor: Actor,
    seen_version: int | None = None,
    terms: Mapping[UUID, Sequence[Terms]] | None = None,
) -> int:
    """Publish what each plan costs from a UTC day on, and return the list's version.

    `per_seat_month` holds the simplest prices, of a seat and month; `terms` any others, at most one for each term of a plan.
    The list is whole: a plan that is not on it has no price from that day on. It never changes, nor do the
    subscriptions that were ordered before it. `seen_version` is the newest one that the person knew, 0 for none:
    whole lists of two people would undo each other.
    Raises: NotPermitted, NotFound, Refused("currency", "in_the_past", "no_prices", "not_a_price",
    "other_currency", "term_twice", "unknown_meter"),
    Conflict("changed_meanwhile").
    """
    _lock_versions(actor.tenant_id)
    require(actor, PUBLISH_PRICES)
    if currency not in EXPONENTS:
        raise Refused("currency", _("Choose one of the currencies offered."), field="currency")
    if valid_from < clock.today():
        raise Refused("in_the_past", _("Prices can begin today at the earliest."), field="valid_from")
    prices = {plan_id: [*found] for plan_id, found in (terms or {}).items() if found}
    for plan_id, amount in per_seat_month.items():
        prices.setdefault(plan_id, []).append(per_seat(amount, currency))
    if not prices:
        raise Refused("no_prices", _("Give at least one plan a price."))
    known = Plan.objects.filter(tenant_id=actor.tenant_id, id__in=prices, retired_at__isnull=True)
    kinds = {plan.id: plan.offering.kind for plan in known.select_related("offering")}
    if len(kinds) != len(prices):
        raise NotFound
    for plan_id, found in prices.items():
        _check(found, currency, kinds[plan_id])
    newest = newest_version(actor.tenant_id, currency)
    if seen_version not in (None, newest):
        raise Conflict(
            CHANGED_MEANWHILE,
            _("Somebody else has published a price list meanwhile. Look at the prices again."),
        )
    price_list = PriceList.objects.create(
        tenant_id=actor.tenant_id,
        version=newest + 1,
        currency=currency,
        valid_from=valid_from,
    )
    Price.objects.bulk_create(
        Price(
            tenant_id=actor.tenant_id,
            price_list=price_list,
            plan_id=plan_id,
            interval=one.interval,
            terms=one.as_json(),
        )
        for plan_id, found in prices.items()
        for one in found
    )
    record(
        actor,
        PUBLISH_PRICES,
        subject_kind="price_list",
        subject_id=price_list.id,
        version=price_list.version,
        currency=currency,
        valid_from=valid_from,
        prices={str(plan_id): [_in_short(one) for one in found] for plan_id, found in prices.items()},
    )
    return price_list.version


def _check(found: Sequence[Terms], currency: str, kind: str) -> None:
    """Whether a plan can have such prices. Raises: Refused."""
    meters = {SEATS, FLAT, *priced_meters(kind)}
    if len({one.interval for one in found}) < len(found):
        raise Refused("term_twice", _("A plan has one price for each term."))
    for one in found:
        fault = fault_of(one)
        if fault is not None:
            raise Refused("not_a_price", str(FAULTS[fault]))
        if one.currency != currency:
            raise Refused("other_currency", _("All prices of a list are in its currency."), field="currency")
        if any(part.meter not in meters for part in one.components):
            raise Refused("unknown_meter", str(FAULTS["meter"]))
        if one.discount_percent:
            raise Refused("not_a_price", _("A discount is given beside the price list, not on it."))


def _in_short(terms: Terms) -> str | dict[str, object]:
    return (
        str(terms.seat_price)
        if terms == per_seat(terms.seat_price or ZERO, terms.currency)
        else terms.as_json()
    )


def _lock_versions(tenant_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"price lists:{tenant_id}"])
