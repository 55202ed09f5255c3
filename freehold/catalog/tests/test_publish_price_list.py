"""Price lists are whole, versioned, and never change."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction

from conftest import Cast
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.queries import get_plan, plans_offered, price_lists
from freehold.catalog.tests.conftest import Shop
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.kernel.money import Money
from freehold.tenants.row_security import scope


def test_the_next_version_counts_from_its_first_day(cast: Cast, shop: Shop) -> None:
    today, later = clock.today(), clock.today() + timedelta(days=10)
    with scope(cast.partner.tenant_id):
        version = publish_price_list(
            {shop.partners_plan: Decimal("6.50")}, currency="EUR", valid_from=later, actor=cast.partner
        )
        before = get_plan(cast.partner, shop.partners_plan, on=later - timedelta(days=1))
        after = get_plan(cast.partner, shop.partners_plan, on=later)

    assert version == 2
    assert before.prices == (Money(Decimal(5), "EUR"),)
    assert after.prices == (Money(Decimal("6.50"), "EUR"),)
    with scope(cast.customer.tenant_id):
        (plan,) = plans_offered(cast.customer)
    assert today < later
    assert plan.price == Money(Decimal(5), "EUR")


def test_a_plan_that_is_not_on_the_list_has_no_price(cast: Cast, shop: Shop) -> None:
    with scope(cast.operator.tenant_id):
        other = create_plan(shop.offering, name="Other", actor=cast.operator)
        publish_price_list({other: Decimal(1)}, currency="EUR", valid_from=clock.today(), actor=cast.operator)
        plan = get_plan(cast.operator, shop.operators_plan, on=clock.today())

    assert not plan.is_orderable


def test_each_currency_has_its_own_list(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        version = publish_price_list(
            {shop.partners_plan: Decimal(6)}, currency="CHF", valid_from=clock.today(), actor=cast.partner
        )
        plan = get_plan(cast.partner, shop.partners_plan, on=clock.today())

    assert version == 1
    assert plan.prices == (Money(Decimal(6), "CHF"), Money(Decimal(5), "EUR"))


def test_what_is_no_price_list_is_refused_and_nothing_is_kept(cast: Cast, shop: Shop) -> None:
    today = clock.today()
    tries = {
        "currency": ({shop.partners_plan: Decimal(1)}, "XXX", today),
        "in_the_past": ({shop.partners_plan: Decimal(1)}, "EUR", today - timedelta(days=1)),
        "no_prices": ({}, "EUR", today),
        "not_a_price": ({shop.partners_plan: Decimal("-1")}, "EUR", today),
    }
    with scope(cast.partner.tenant_id):
        for code, (prices, currency, valid_from) in tries.items():
            with pytest.raises(Refused) as refusal:
                publish_price_list(prices, currency=currency, valid_from=valid_from, actor=cast.partner)
            assert refusal.value.code == code
        with pytest.raises(NotFound):
            publish_price_list(
                {shop.operators_plan: Decimal(1)}, currency="EUR", valid_from=today, actor=cast.partner
            )
        assert len(price_lists(cast.partner)) == 1


def test_the_runtime_cannot_change_a_published_price(cast: Cast, shop: Shop) -> None:
    for statement in (
        "update catalog_price set terms = '{}'",
        "delete from catalog_price",
        "update catalog_pricelist set valid_from = current_date",
    ):
        with (
            scope(cast.partner.tenant_id),
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_member_cannot_publish(cast: Cast, shop: Shop) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        publish_price_list({}, currency="EUR", valid_from=clock.today(), actor=cast.member)
