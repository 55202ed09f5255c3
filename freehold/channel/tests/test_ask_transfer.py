"""A customer asks to move with a code: nobody can refuse, and neither seller learns of the other."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from freehold.audit.queries import log_lines
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.channel.actions.ask_transfer import ask_transfer
from freehold.channel.actions.fail_transfer import fail_transfer
from freehold.channel.actions.make_code import make_code
from freehold.channel.actions.withdraw_code import withdraw_code
from freehold.channel.actions.withdraw_transfer import withdraw_transfer
from freehold.channel.previewing import preview_transfer
from freehold.channel.queries.codes import list_codes
from freehold.channel.queries.transfers import get_transfer, list_transfers
from freehold.channel.states import Party, TransferState
from freehold.channel.tests.conftest import Moving
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.kernel import clock
from freehold.kernel.actor import Role
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.subscriptions.states import State
from freehold.tenants.row_security import scope

APRIL, DAY = date(2030, 4, 1), date(2030, 4, 21)


def notices(moving: Moving) -> dict[str, list[str]]:
    """What each was told of the move, by template."""
    found = {}
    for name in ("customer", "partner", "rival", "operator"):
        with scope(getattr(moving.cast, name).tenant_id):
            rows = Notice.objects.filter(template__startswith="transfer").order_by("id")
            found[name] = list(rows.values_list("template", flat=True))
    return found


def test_all_three_are_told_and_no_seller_reads_of_the_other(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)

    moving.ask(DAY)

    assert notices(moving) == {
        "customer": ["transfer_asked"], "partner": ["transfer_leaving"], "rival": ["transfer_coming"], "operator": [],
    }  # fmt: skip
    for actor, other, side in (
        (cast.partner, "Birch", Party.FORMER),
        (cast.rival, "Alder", Party.NEW),
        (cast.customer, "Alder", Party.CUSTOMER),
    ):
        with scope(actor.tenant_id):
            (seen,) = list_transfers(actor)
            told = repr((seen, list(Notice.objects.values_list("context")), log_lines(actor.tenant_id)))
        assert (seen.side, seen.state, seen.moves_on) == (side, TransferState.ASKED, DAY)
        if side is not Party.CUSTOMER:
            assert seen.name == "Acme Dental"
            assert other not in told
    with scope(cast.operator.tenant_id):
        assert list_transfers(cast.operator) == []


def test_the_preview_says_to_the_cent_what_is_credited_and_charged(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    moving.billing.run(cast.partner, APRIL)
    moving.at(date(2030, 4, 10))
    code = moving.code()

    with scope(cast.customer.tenant_id):
        seen = preview_transfer(cast.customer, code, moves_on=DAY)

    (move,) = seen.moves
    assert seen.provider.name == "Birch Systems"
    assert move.leaving.total.amount == Decimal("-5.00")
    assert move.joining is not None
    assert move.joining.total.amount == Decimal("6.00")
    assert move.joining.whole_term is not None
    assert move.joining.whole_term.amount == Decimal("18.00")
    assert (moving.transfers(), move.plan and move.plan.name) == ([], "Birch Notes")


def test_the_plan_most_like_the_orders_own_is_taken_unless_another_is_chosen(moving: Moving) -> None:
    cast = moving.cast
    number = moving.billing.order(APRIL)
    with scope(cast.rival.tenant_id):
        other = adopt_plan(moving.shop.operators_plan, name="Alder Notes de Luxe", actor=cast.rival)
        publish_price_list(
            {moving.rivals_plan: Decimal(6), other: Decimal(9)},
            currency="EUR", valid_from=clock.today(), actor=cast.rival,
        )  # fmt: skip
    code = moving.code()
    with scope(cast.customer.tenant_id):
        (nearest,) = preview_transfer(cast.customer, code, moves_on=clock.today()).moves
        (chosen,) = preview_transfer(
            cast.customer, code, moves_on=clock.today(), choices={number: moving.rivals_plan}
        ).moves

    assert nearest.plan is not None
    assert nearest.plan.id == other
    assert chosen.plan is not None
    assert chosen.plan.id == moving.rivals_plan


def test_the_price_is_the_one_that_was_read_even_if_it_rises_before_the_day(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    asked = moving.ask(DAY)
    moving.at(date(2030, 4, 10))
    with scope(cast.rival.tenant_id):
        publish_price_list(
            {moving.rivals_plan: Decimal(60)}, currency="EUR", valid_from=clock.today(), actor=cast.rival
        )

    moving.carry_out(asked, DAY)

    now, _old = moving.orders(cast.customer)
    assert now.price is not None
    assert now.price.amount == Decimal(6)


def test_an_order_may_be_left_to_end_on_the_day(moving: Moving) -> None:
    cast = moving.cast
    number = moving.billing.order(APRIL)

    asked = moving.ask(DAY, **{number.replace("-", "_"): None})
    moving.carry_out(asked, DAY)

    (order,) = moving.orders(cast.customer)
    assert (order.state, order.ends_on, order.moved_at) == (State.CANCELLING, DAY, None)
    assert order.erase_after is not None


def test_a_service_that_the_new_seller_has_no_plan_for_does_not_move_unasked(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    with scope(cast.operator.tenant_id):
        customers = set_up_customer(
            "Dune", actor=cast.operator
        )  # an operator's own customer changes nothing here
    assert customers
    code = moving.code(cast.operator)
    with scope(cast.operator.tenant_id):
        publish_price_list(
            {moving.shop.operators_plan: Decimal(2)},
            currency="USD", valid_from=clock.today(), actor=cast.operator,
        )  # fmt: skip
    with scope(cast.rival.tenant_id):
        nothing = make_code(plan_ids=[moving.rivals_plan], actor=cast.rival).code
        other = adopt_plan(moving.shop.operators_plan, name="Other", actor=cast.rival)
        publish_price_list({other: Decimal(6)}, currency="EUR", valid_from=clock.today(), actor=cast.rival)
    assert code != nothing

    with pytest.raises(Refused, match="cannot go on") as refusal:
        moving.ask(clock.today(), nothing)

    assert refusal.value.code == "cannot_go_on"
    assert moving.transfers() == []


@pytest.mark.parametrize("days", [-1, 61])
def test_the_day_is_today_or_within_two_months(moving: Moving, days: int) -> None:
    moving.billing.order(APRIL)

    with pytest.raises(Refused) as refusal:
        moving.ask(APRIL + timedelta(days=days))

    assert refusal.value.code == "moves_on"
    assert moving.transfers() == []


def test_a_code_is_good_for_one_and_not_of_ones_own_seller(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    used, withdrawn, own = moving.code(), moving.code(), moving.code(cast.partner)
    with scope(cast.rival.tenant_id):
        (row, *_others) = [one for one in list_codes(cast.rival) if one.code == withdrawn]
        withdraw_code(row.id, actor=cast.rival)
    asked = moving.ask(DAY, used)
    with scope(cast.customer.tenant_id):
        withdraw_transfer(asked.id, actor=cast.customer)
    before = moving.transfers()

    for code, why in ((used, "no_such_code"), (withdrawn, "no_such_code"), ("JOIN-00000000", "no_such_code"),
                      ("x", "no_such_code"), (own, "same_seller")):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            moving.ask(DAY, code)
        assert refusal.value.code == why

    assert moving.transfers() == before


def test_only_administrators_at_home_ask(moving: Moving) -> None:
    cast = moving.cast
    under_grant = cast.under_grant()
    moving.billing.order(APRIL)
    code = moving.code()

    for actor in (
        cast.member,
        under_grant,
        replace(cast.customer, roles=frozenset({Role.BILLING, Role.TECHNICIAN})),
    ):
        with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
            ask_transfer(code, moves_on=DAY, actor=actor)

    assert moving.transfers() == []


def test_one_move_at_a_time_and_it_can_be_taken_back(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    asked = moving.ask(DAY)
    with pytest.raises(Conflict):
        moving.ask(DAY)
    with scope(cast.partner.tenant_id), pytest.raises(NotFound):
        withdraw_transfer(asked.id, actor=cast.partner)
    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        withdraw_transfer(asked.id, actor=cast.member)

    with scope(cast.customer.tenant_id):
        taken_back = withdraw_transfer(asked.id, actor=cast.customer)

    moving.carry_out(asked, DAY)
    (order,) = moving.orders(cast.customer)
    assert (taken_back.state, order.state) == (TransferState.WITHDRAWN, State.ACTIVE)
    assert notices(moving)["partner"] == ["transfer_leaving", "transfer_withdrawn"]
    with scope(cast.customer.tenant_id), pytest.raises(Refused):
        withdraw_transfer(asked.id, actor=cast.customer)
    assert moving.ask(DAY).state is TransferState.ASKED


def test_whom_it_does_not_concern_it_does_not_exist_for(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    asked = moving.ask(DAY)

    for actor in (cast.operator, cast.rival_customer):
        with scope(actor.tenant_id), pytest.raises(NotFound):
            get_transfer(actor, asked.id)


def test_what_stands_in_the_way_on_the_day_is_said_and_nothing_has_changed(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    asked = moving.ask(DAY)
    moving.at(date(2030, 4, 10))
    with scope(cast.rival.tenant_id):
        other = adopt_plan(moving.shop.operators_plan, name="Other", actor=cast.rival)
        publish_price_list({other: Decimal(6)}, currency="EUR", valid_from=clock.today(), actor=cast.rival)
    before = moving.orders(cast.customer)

    moving.carry_out(asked, DAY)

    with scope(cast.customer.tenant_id):
        (seen,) = list_transfers(cast.customer)
    assert seen.state is TransferState.FAILED
    assert "does not sell the plan any more" in seen.failure
    assert moving.orders(cast.customer) == before
    assert notices(moving)["customer"] == ["transfer_asked", "transfer_failed"]
    moving.carry_out(asked, DAY)
    assert notices(moving)["customer"] == ["transfer_asked", "transfer_failed"]


def test_a_seller_makes_codes_and_nobody_else_sees_them(moving: Moving) -> None:
    cast = moving.cast
    moving.code()

    with scope(cast.customer.tenant_id), pytest.raises(Refused):
        make_code(actor=cast.customer)
    with scope(cast.rival.tenant_id), pytest.raises(Refused):
        make_code(lasts=timedelta(days=400), actor=cast.rival)
    with scope(cast.rival.tenant_id), pytest.raises(Refused):
        make_code(plan_ids=[moving.shop.partners_plan], actor=cast.rival)
    with scope(cast.rival.tenant_id), pytest.raises(NotPermitted):
        make_code(actor=replace(cast.rival, roles=frozenset({Role.TECHNICIAN})))

    with scope(cast.rival.tenant_id):
        assert len(list_codes(cast.rival)) == 1
    with scope(cast.partner.tenant_id):
        assert list_codes(cast.partner) == []
        with pytest.raises(NotFound):
            withdraw_code(moving.shop.partners_plan, actor=cast.partner)


def test_no_person_closes_a_move_that_waits_for_its_day(moving: Moving) -> None:
    moving.billing.order(APRIL)
    asked = moving.ask(DAY)
    before = moving.transfers()

    with scope(moving.cast.customer.tenant_id), pytest.raises(NotPermitted):
        fail_transfer(asked.id, why="x", today=DAY, actor=moving.cast.customer)

    assert moving.transfers() == before
