"""A move is taken back within a week, by consent of all three, on the old plans and terms."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.actions.retire_plan import retire_plan
from freehold.channel.actions.agree_to_undo import agree_to_undo
from freehold.channel.actions.fail_undo import fail_undo
from freehold.channel.actions.undo_transfer import undo_transfer
from freehold.channel.models import UndoConsent
from freehold.channel.moving import take_back
from freehold.channel.queries.transfers import TransferFacts, list_transfers, undos_due
from freehold.channel.states import Party, TransferState
from freehold.channel.tests.conftest import Moving
from freehold.channel.tests.test_money_of_a_move import bill_all
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.subscriptions.states import State
from freehold.tenants.queries import find_seller
from freehold.tenants.row_security import scope

APRIL, DAY, BACK, MAY = date(2030, 4, 1), date(2030, 4, 21), date(2030, 4, 26), date(2030, 5, 1)


def agree(transfer: TransferFacts, *actors: Actor) -> None:
    for actor in actors:
        with scope(actor.tenant_id):
            agree_to_undo(transfer.id, actor=actor)


def undo(moving: Moving, transfer: TransferFacts, day: date) -> None:
    """As the worker does it."""
    moving.at(day)
    with moving.as_role("freehold_worker"):
        assert undos_due(day) in ([], [(transfer.customer_id, transfer.id)])
        take_back(transfer.customer_id, transfer.id, today=day)


def parties(moving: Moving) -> tuple[Actor, Actor, Actor]:
    return moving.cast.customer, moving.cast.partner, moving.cast.rival


def test_the_customer_returns_on_its_old_plan_and_price_and_each_day_is_charged_once(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    before = moving.reconcile()
    bill_all(moving, APRIL)
    moved = moving.move(DAY)
    moving.let_birch_bill_acme()
    moving.at(date(2030, 4, 24))
    with scope(cast.partner.tenant_id):
        publish_price_list(
            {moving.shop.partners_plan: Decimal(50)},
            currency="EUR",
            valid_from=clock.today(),
            actor=cast.partner,
        )
        retire_plan(moving.shop.partners_plan, actor=cast.partner)

    agree(moved, *parties(moving))
    undo(moving, moved, BACK)
    bill_all(moving, MAY)

    now, between, first = moving.orders(cast.customer)
    assert [one.state for one in (now, between, first)] == [State.ACTIVE, State.ENDED, State.ENDED]
    assert (now.plan_id, now.price, now.seats) == (first.plan_id, first.price, 3)
    assert find_seller(cast.customer.tenant_id) == cast.partner.tenant_id
    assert moving.instance.wanted_version == before.wanted_version
    # 5 of 30 days at 6 EUR with Birch, the other 25 at 5 with Alder, and May; 2 a month above for all of it.
    assert moving.net(cast.rival, cast.customer) == Decimal("3.00")
    assert moving.net(cast.partner, cast.customer) == Decimal("12.50") + Decimal("15.00")
    assert moving.net(cast.operator, cast.rival) == Decimal("1.00")
    assert moving.net(cast.operator, cast.partner) == Decimal("5.00") + Decimal("6.00")
    with scope(cast.customer.tenant_id):
        back, undone = list_transfers(cast.customer)
    assert (back.state, back.is_undoing, undone.state) == (TransferState.MOVED, True, TransferState.UNDONE)


def test_two_of_three_are_not_enough_and_nobody_agrees_for_another(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    moved = moving.move(DAY)
    before = moving.orders(cast.customer)

    agree(moved, cast.customer, cast.partner)
    with scope(cast.customer.tenant_id), pytest.raises(Refused):
        agree_to_undo(moved.id, actor=cast.customer)
    for outsider in (cast.operator, cast.rival_customer):
        with scope(outsider.tenant_id), pytest.raises(NotFound):
            agree_to_undo(moved.id, actor=outsider)
    with scope(cast.rival.tenant_id), pytest.raises(NotPermitted):
        agree_to_undo(moved.id, actor=replace(cast.rival, roles=frozenset({Role.BILLING})))
    undo(moving, moved, BACK)

    assert moving.orders(cast.customer) == before
    with scope(cast.rival.tenant_id):
        (seen,) = list_transfers(cast.rival)
        assert seen.agreed == (Party.CUSTOMER, Party.FORMER)
        assert seen.may_agree(BACK)
        assert UndoConsent.objects.count() == 2


def test_after_seven_days_it_is_too_late(moving: Moving) -> None:
    moving.billing.order(APRIL)
    moved = moving.move(DAY)
    moving.at(date(2030, 4, 27))
    agree(moved, moving.cast.customer, moving.cast.partner)
    moving.at(date(2030, 4, 28))

    with pytest.raises(Refused) as refusal:
        agree(moved, moving.cast.rival)

    assert refusal.value.code == "too_late"
    with scope(moving.cast.rival.tenant_id):
        assert UndoConsent.objects.count() == 2


def test_run_twice_it_returns_once_and_is_not_taken_back_again(moving: Moving) -> None:
    moving.billing.order(APRIL)
    moved = moving.move(DAY)
    agree(moved, *parties(moving))
    undo(moving, moved, BACK)
    before = (moving.orders(moving.cast.customer), moving.transfers())

    undo(moving, moved, BACK)
    with scope(moving.cast.customer.tenant_id):
        back = list_transfers(moving.cast.customer)[0]
    with pytest.raises(Refused):
        agree(back, moving.cast.customer)

    assert (moving.orders(moving.cast.customer), moving.transfers()) == before


def test_who_has_moved_on_meanwhile_stays_there(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    moved = moving.move(DAY)
    agree(moved, *parties(moving))
    with scope(cast.operator.tenant_id):
        publish_price_list(
            {moving.shop.operators_plan: Decimal(2)},
            currency="EUR",
            valid_from=clock.today(),
            actor=cast.operator,
        )
    again = moving.ask(DAY, moving.code(cast.operator))
    moving.carry_out(again, DAY)
    before = moving.orders(cast.customer)

    undo(moving, moved, BACK)

    assert moving.orders(cast.customer) == before
    assert find_seller(cast.customer.tenant_id) == cast.operator.tenant_id
    with scope(cast.customer.tenant_id):
        failed = list_transfers(cast.customer)[1]
    assert (failed.id, failed.failure) == (moved.id, "The customer has moved on meanwhile.")


def test_no_person_takes_it_back_alone(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    moved = moving.move(DAY)
    before = moving.orders(cast.customer)

    with scope(cast.customer.tenant_id):
        with pytest.raises(NotPermitted):
            undo_transfer(moved.id, today=DAY, actor=cast.customer)
        with pytest.raises(NotPermitted):
            fail_undo(moved.id, why="x", actor=cast.customer)

    assert moving.orders(cast.customer) == before
