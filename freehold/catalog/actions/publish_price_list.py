"""Publish the next version of a seller's prices in one currency."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.catalog.models import Plan, Price, PriceList
from freehold.catalog.permissions import PUBLISH_PRICES
from freehold.catalog.queries import newest_version
from freehold.catalog.rules import is_price
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, NotFound, Refused
from freehold.kernel.money import EXPONENTS
from freehold.kernel.permission import require


@transaction.atomic
def publish_price_list(
    per_seat_month: Mapping[UUID, Decimal],
    *,
    currency: str,
    valid_from: date,
    actor: Actor,
    seen_version: int | None = None,
) -> int:
    """Publish what one seat of each plan costs a month from a UTC day on, and return the list's version.

    The list is whole: a plan that is not on it has no price from that day on. It never changes, nor do the
    subscriptions that were ordered before it. `seen_version` is the newest one that the person knew, 0 for none:
    whole lists of two people would undo each other.
    Raises: NotPermitted, NotFound, Refused("currency", "in_the_past", "no_prices", "not_a_price"),
    Conflict("changed_meanwhile").
    """
    _lock_versions(actor.tenant_id)
    require(actor, PUBLISH_PRICES)
    if currency not in EXPONENTS:
        raise Refused("currency", _("Choose one of the currencies offered."), field="currency")
    if valid_from < clock.today():
        raise Refused("in_the_past", _("Prices can begin today at the earliest."), field="valid_from")
    if not per_seat_month:
        raise Refused("no_prices", _("Give at least one plan a price."))
    for amount in per_seat_month.values():
        if not is_price(amount):
            raise Refused("not_a_price", _("A price is 0 or more, with four digits after the point at most."))
    known = Plan.objects.filter(tenant_id=actor.tenant_id, id__in=per_seat_month, retired_at__isnull=True)
    if known.count() != len(per_seat_month):
        raise NotFound
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
        Price(tenant_id=actor.tenant_id, price_list=price_list, plan_id=plan_id, per_seat_month=amount)
        for plan_id, amount in per_seat_month.items()
    )
    record(
        actor,
        PUBLISH_PRICES,
        subject_kind="price_list",
        subject_id=price_list.id,
        version=price_list.version,
        currency=currency,
        valid_from=valid_from,
        prices={str(plan_id): str(amount) for plan_id, amount in per_seat_month.items()},
    )
    return price_list.version


def _lock_versions(tenant_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"price lists:{tenant_id}"])
