"""A seller hands many customers over: each is told, keeps its prices, and may choose otherwise; killed, it goes on."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from freehold.channel import handing_over, jobs
from freehold.channel.actions.agree_to_handover import agree_to_handover
from freehold.channel.actions.announce_to_customer import announce_to_customer
from freehold.channel.actions.ask_transfer import ask_transfer
from freehold.channel.actions.decline_handover import decline_handover
from freehold.channel.actions.finish_handover import finish_handover
from freehold.channel.actions.propose_handover import propose_handover
from freehold.channel.actions.withdraw_handover import withdraw_handover
from freehold.channel.actions.withdraw_transfer import withdraw_transfer
from freehold.channel.models import HandedOver, Transfer
from freehold.channel.queries.handovers import HandoverFacts, get_handover, list_handovers
from freehold.channel.queries.transfers import list_transfers
from freehold.channel.states import HandoverState, Party, TransferState
from freehold.channel.tests.conftest import Moving
from freehold.channel.tests.test_money_of_a_move import bill_all
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.subscriptions.states import State
from freehold.tenants.queries import find_seller
from freehold.tenants.row_security import scope

APRIL, NOW, DAY = date(2030, 4, 1), date(2030, 4, 2), date(2030, 4, 21)


def more_customers(moving: Moving, count: int) -> list[UUID]:
    """Further customers of Alder's, each with an order."""
    with scope(moving.cast.partner.tenant_id):
        made = [set_up_customer(f"Customer {number}", actor=moving.cast.partner) for number in range(count)]
    for customer_id in made:
        moving.billing.order(APRIL, seats=1, buyer_id=customer_id)
    return made


def propose(moving: Moving, customers: list[UUID] | None = None, day: date = DAY) -> HandoverFacts:
    code = moving.code()
    with scope(moving.cast.partner.tenant_id):
        return propose_handover(code, moves_on=day, customers=customers, actor=moving.cast.partner)


def agree(moving: Moving, handover: HandoverFacts) -> None:
    with scope(moving.cast.rival.tenant_id):
        agree_to_handover(handover.id, actor=moving.cast.rival)


def sweep(moving: Moving, day: date) -> None:
    """As the worker does it, each minute."""
    moving.at(day)
    with moving.as_role("freehold_worker"):
        jobs.sweep_transfers(0)


def seen(moving: Moving, actor: Actor, handover: HandoverFacts) -> HandoverFacts:
    with scope(actor.tenant_id):
        return get_handover(actor, handover.id)


def test_all_customers_move_on_the_day_at_the_prices_that_they_had(moving: Moving) -> None:
    cast = moving.cast
    number = moving.billing.order(APRIL)
    others = more_customers(moving, 3)
    bill_all(moving, APRIL)
    moving.at(NOW)
    handover = propose(moving)
    agree(moving, handover)

    sweep(moving, NOW)
    told = seen(moving, cast.rival, handover)
    sweep(moving, DAY)

    assert (told.state, told.told, told.waiting, told.moved) == (HandoverState.AGREED, 4, 4, 0)
    assert {find_seller(one) for one in (cast.customer.tenant_id, *others)} == {cast.rival.tenant_id}
    now, old = moving.orders(cast.customer)
    assert (old.number, old.state, now.state) == (number, State.ENDED, State.ACTIVE)
    assert (now.price, now.plan_name) == (old.price, "Birch Notes")
    for actor, side in ((cast.partner, Party.FORMER), (cast.rival, Party.NEW)):
        done = seen(moving, actor, handover)
        assert (done.side, done.state, done.moved, done.waiting) == (side, HandoverState.DONE, 4, 0)
    before = moving.transfers()
    sweep(moving, DAY)
    assert moving.transfers() == before
    moving.let_birch_bill_acme()
    bill_all(moving, date(2030, 5, 1))
    assert moving.net(cast.partner, cast.customer) + moving.net(cast.rival, cast.customer) == 30


def test_nobody_is_told_before_the_other_seller_agrees(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    moving.at(NOW)
    handover = propose(moving)

    sweep(moving, NOW)

    assert moving.transfers() == []
    with scope(cast.rival.tenant_id):
        assert get_handover(cast.rival, handover.id).customers == 1
        assert HandedOver.objects.count() == 0  # how many, and not who
        decline_handover(handover.id, actor=cast.rival)
        with pytest.raises(Refused):
            agree_to_handover(handover.id, actor=cast.rival)
    sweep(moving, DAY)
    assert find_seller(cast.customer.tenant_id) == cast.partner.tenant_id


def test_each_customer_is_told_whom_it_goes_to_and_who_hands_it_over(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    moving.at(NOW)
    agree(moving, propose(moving))
    sweep(moving, NOW)
    sweep(moving, NOW)

    with scope(cast.customer.tenant_id):
        (notice,) = Notice.objects.filter(template="handover_ahead")
        (transfer,) = list_transfers(cast.customer)
    assert (notice.context["provider"], notice.context["former"]) == ("Birch Systems", "Alder IT")
    assert (transfer.name, transfer.moves_on, transfer.state) == ("Birch Systems", DAY, TransferState.ASKED)


def test_who_objects_stays_and_who_chooses_otherwise_goes_there(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    (other,) = more_customers(moving, 1)
    moving.at(NOW)
    handover = propose(moving)
    agree(moving, handover)
    sweep(moving, NOW)
    code = moving.code(cast.operator)
    with scope(cast.customer.tenant_id):
        (announced,) = list_transfers(cast.customer)
        ask_transfer(code, moves_on=DAY, choices=dict.fromkeys(order_numbers(moving)), actor=cast.customer)
    stays = replace(cast.customer, tenant_id=other, home_tenant_id=other)
    with scope(other):
        (of_other,) = Transfer.objects.values_list("id", flat=True)
        withdraw_transfer(of_other, actor=stays)

    sweep(moving, DAY)

    assert find_seller(cast.customer.tenant_id) == cast.operator.tenant_id
    assert find_seller(other) == cast.partner.tenant_id
    done = seen(moving, cast.partner, handover)
    assert (done.state, done.moved, done.stayed) == (HandoverState.DONE, 0, 2)
    with scope(cast.customer.tenant_id):
        assert [one.state for one in list_transfers(cast.customer)] == [
            TransferState.MOVED,
            TransferState.WITHDRAWN,
        ]
        assert list_transfers(cast.customer)[1].id == announced.id


def order_numbers(moving: Moving) -> list[str]:
    return [one.number for one in moving.orders(moving.cast.customer)]


def test_killed_in_the_middle_it_goes_on_with_what_is_missing(
    moving: Moving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker ends between customers: what it did stays done, and nothing is done twice."""
    cast = moving.cast
    customers = more_customers(moving, 4)
    moving.at(NOW)
    handover = propose(moving, customers)
    agree(moving, handover)
    done = 0
    really = handing_over.announce_to_customer

    def until_killed(row_id: UUID, *, today: date, actor: Actor) -> bool:
        nonlocal done
        if done == 2:
            raise KeyboardInterrupt
        done += 1
        return really(row_id, today=today, actor=actor)

    monkeypatch.setattr(handing_over, "announce_to_customer", until_killed)
    with pytest.raises(KeyboardInterrupt):
        sweep(moving, NOW)
    half = seen(moving, cast.partner, handover)
    monkeypatch.setattr(handing_over, "announce_to_customer", really)
    sweep(moving, NOW)
    sweep(moving, DAY)

    assert half.told == 2
    assert {find_seller(one) for one in customers} == {cast.rival.tenant_id}
    assert seen(moving, cast.partner, handover).moved == 4
    for customer_id in customers:
        with scope(customer_id):
            assert Transfer.objects.count() == 1


def test_a_fortnight_at_least_lies_before_the_day(moving: Moving) -> None:
    moving.billing.order(APRIL)
    moving.at(NOW)
    for days in (13, 181):
        with pytest.raises(Refused) as refusal:
            propose(moving, day=NOW + timedelta(days=days))
        assert refusal.value.code == "moves_on"
    handover = propose(moving)
    moving.at(DAY - timedelta(days=13))

    with pytest.raises(Refused) as refusal:
        agree(moving, handover)

    assert refusal.value.code == "too_late"
    assert seen(moving, moving.cast.partner, handover).state is HandoverState.PROPOSED


def test_only_administrators_of_the_two_sellers_and_only_their_own_customers(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    moving.at(NOW)
    code, own = moving.code(), moving.code(cast.partner)
    clerk = replace(cast.partner, roles=frozenset({Role.BILLING}))

    with scope(cast.partner.tenant_id):
        with pytest.raises(NotPermitted):
            propose_handover(code, moves_on=DAY, actor=clerk)
        with pytest.raises(NotFound):
            propose_handover(
                code, moves_on=DAY, customers=[cast.rival_customer.tenant_id], actor=cast.partner
            )
        with pytest.raises(Refused):
            propose_handover(own, moves_on=DAY, actor=cast.partner)
        with pytest.raises(Refused):
            propose_handover(code, moves_on=DAY, customers=[], actor=cast.partner)
        assert list_handovers(cast.partner) == []
    with scope(cast.customer.tenant_id), pytest.raises(Refused):
        propose_handover(code, moves_on=DAY, actor=cast.customer)
    handover = propose(moving)
    for actor, act in (
        (cast.partner, agree_to_handover),
        (cast.partner, decline_handover),
        (cast.rival, withdraw_handover),
        (cast.operator, agree_to_handover),
    ):
        with scope(actor.tenant_id), pytest.raises(NotFound):
            act(handover.id, actor=actor)
    with scope(cast.partner.tenant_id):
        row = HandedOver.objects.get()
        with pytest.raises(NotPermitted):
            announce_to_customer(row.id, today=NOW, actor=cast.partner)
        with pytest.raises(NotPermitted):
            finish_handover(handover.id, today=NOW, actor=cast.partner)
        assert withdraw_handover(handover.id, actor=cast.partner).state is HandoverState.WITHDRAWN
    assert moving.transfers() == []
