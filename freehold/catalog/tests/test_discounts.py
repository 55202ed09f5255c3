"""Discounts for a buyer, a plan, a term: shown before the order, kept by it, and never added up."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from conftest import Cast
from freehold.catalog.actions.end_discount import end_discount
from freehold.catalog.actions.give_discount import give_discount
from freehold.catalog.queries import discounts, plans_offered, plans_offered_to
from freehold.catalog.tests.conftest import Shop
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.kernel.money import Money
from freehold.kernel.period import Interval
from freehold.subscriptions.actions.order import order_subscription
from freehold.tenants.row_security import scope

TODAY = clock.today()


def offered(cast: Cast) -> Money | None:
    """What Alder's plan costs Acme today, as Acme reads it; Alder reads the same."""
    with scope(cast.customer.tenant_id):
        (plan,) = plans_offered(cast.customer)
    with scope(cast.partner.tenant_id):
        (same,) = plans_offered_to(cast.partner, cast.customer.tenant_id, currency="EUR", on=TODAY)
    assert plan.terms == same.terms
    return plan.price


def test_the_largest_discount_that_fits_counts(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        give_discount(Decimal(10), valid_from=TODAY, actor=cast.partner)
        give_discount(Decimal(20), buyer_id=cast.customer.tenant_id, valid_from=TODAY, actor=cast.partner)
        give_discount(Decimal(30), interval=Interval.YEAR, valid_from=TODAY, actor=cast.partner)
        give_discount(Decimal(40), valid_from=TODAY + timedelta(days=1), actor=cast.partner)

    assert offered(cast) == Money(Decimal(4), "EUR")


def test_what_was_ordered_keeps_its_discount(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        discount = give_discount(
            Decimal(20), plan_id=shop.partners_plan, valid_from=TODAY, actor=cast.partner
        )
        order = order_subscription(
            shop.partners_plan, seats=2, buyer_id=cast.customer.tenant_id, actor=cast.partner
        )
        end_discount(discount, actor=cast.partner)
        with pytest.raises(Refused) as refusal:
            end_discount(discount, actor=cast.partner)

    assert refusal.value.code == "discount_over"
    assert order.price == Money(Decimal(4), "EUR")
    assert order.price_a_month == Money(Decimal(8), "EUR")
    assert offered(cast) == Money(Decimal(5), "EUR")


def test_what_is_no_discount_is_refused_and_nothing_is_kept(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        for percent in ("0", "-1", "100.01", "NaN", "Infinity", "1.234"):
            with pytest.raises(Refused, match="A discount is"):
                give_discount(Decimal(percent), valid_from=TODAY, actor=cast.partner)
        for days, until in ((-1, None), (0, 0)):
            with pytest.raises(Refused):
                give_discount(
                    Decimal(5),
                    valid_from=TODAY + timedelta(days=days),
                    valid_until=None if until is None else TODAY,
                    actor=cast.partner,
                )
        for somebody in (cast.rival_customer.tenant_id, cast.rival.tenant_id, uuid4()):
            with pytest.raises(NotFound):
                give_discount(Decimal(5), buyer_id=somebody, valid_from=TODAY, actor=cast.partner)
        with pytest.raises(NotFound):
            give_discount(Decimal(5), plan_id=shop.operators_plan, valid_from=TODAY, actor=cast.partner)

        assert discounts(cast.partner) == []


def test_a_discount_is_its_sellers_own(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        discount = give_discount(Decimal(5), valid_from=TODAY, actor=cast.partner)
    with scope(cast.rival.tenant_id):
        with pytest.raises(NotFound):
            end_discount(discount, actor=cast.rival)
        assert discounts(cast.rival) == []
    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        give_discount(Decimal(5), valid_from=TODAY, actor=cast.member)
    with scope(cast.partner.tenant_id):
        (kept,) = discounts(cast.partner)
    assert kept.valid_until is None
