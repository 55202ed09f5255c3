"""A customer moves: every edge of the old chain ends and every edge of the new one begins, and its services run on."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from freehold.channel.actions.carry_out_transfer import carry_out_transfer
from freehold.channel.states import TransferState
from freehold.channel.tests.conftest import Moving
from freehold.kernel.errors import NotFound, NotPermitted
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.queries import Side
from freehold.subscriptions.states import State
from freehold.tenants.queries import brand_of, find_seller
from freehold.tenants.row_security import scope

DAY = date(2030, 4, 21)


def test_the_orders_go_on_with_the_new_seller_and_the_service_is_left_alone(moving: Moving) -> None:
    cast = moving.cast
    number = moving.billing.order(date(2030, 4, 1))
    before = moving.reconcile()

    moving.move(DAY)

    now, old = moving.orders(cast.customer)
    assert (old.number, old.state, old.ends_on, old.erase_after) == (number, State.ENDED, DAY, None)
    assert old.moved_at is not None
    assert (now.seller_id, now.plan_id, now.state, now.seats) == (
        cast.rival.tenant_id, moving.rivals_plan, State.ACTIVE, 3,
    )  # fmt: skip
    assert now.instance_id == old.instance_id == before.id
    after = moving.instance
    assert (after.wanted_version, after.wanted_state, after.title) == (
        before.wanted_version, InstanceState.ACTIVE, "Birch Notes",
    )  # fmt: skip
    assert find_seller(cast.customer.tenant_id) == cast.rival.tenant_id
    brand = brand_of(cast.customer.tenant_id)
    assert brand is not None
    assert brand.name == "Birch Systems"


def test_those_above_read_pseudonyms_that_each_partner_makes_by_itself(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(date(2030, 4, 1))

    moving.move(DAY)

    now, old = moving.orders(cast.operator, Side.SOLD)
    assert (old.buyer_id, old.state) == (cast.partner.tenant_id, State.ENDED)
    assert (now.buyer_id, now.state) == (cast.rival.tenant_id, State.ACTIVE)
    assert old.customer.startswith("C-")
    assert now.customer.startswith("C-")
    assert old.customer != now.customer
    assert "Acme" not in repr((now, old))


def test_run_twice_it_moves_once(moving: Moving) -> None:
    moving.billing.order(date(2030, 4, 1))
    asked = moving.move(DAY)
    before = (moving.orders(moving.cast.customer), moving.transfers())

    moving.carry_out(asked, DAY)

    assert (moving.orders(moving.cast.customer), moving.transfers()) == before


def test_before_its_day_nothing_happens(moving: Moving) -> None:
    moving.billing.order(date(2030, 4, 1))
    asked = moving.ask(DAY)
    before = moving.orders(moving.cast.customer)

    moving.carry_out(asked, date(2030, 4, 20))

    assert moving.orders(moving.cast.customer) == before
    assert TransferState.ASKED in moving.transfers()[0]


def test_nobody_but_the_platform_carries_it_out(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(date(2030, 4, 1))
    asked = moving.ask(DAY)
    before = moving.orders(cast.customer)

    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        carry_out_transfer(asked.id, today=DAY, actor=cast.customer)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        carry_out_transfer(asked.id, today=DAY, actor=cast.rival)
    with scope(cast.customer.tenant_id), pytest.raises(NotFound):
        carry_out_transfer(uuid4(), today=DAY, actor=cast.customer)

    assert moving.orders(cast.customer) == before


def test_the_one_who_is_left_reads_nothing_more_of_the_customer(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(date(2030, 4, 1))
    moving.move(DAY)

    sold = moving.orders(cast.partner, Side.SOLD)
    new = moving.orders(cast.rival, Side.SOLD)

    assert [one.state for one in sold] == [State.ENDED]
    assert replace(new[0], customer="") == replace(moving.orders(cast.customer)[0], side=Side.SOLD)
