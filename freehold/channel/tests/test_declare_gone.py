"""A partner disappears: nothing new is sold, its customers run on, are told, and choose another provider."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from conftest import signed_in_browser
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.channel import jobs
from freehold.channel.actions.ask_transfer import ask_transfer
from freehold.channel.actions.declare_gone import declare_gone
from freehold.channel.actions.note_told import note_told
from freehold.channel.actions.tell_stranded import tell_stranded
from freehold.channel.actions.withdraw_declaration import withdraw_declaration
from freehold.channel.models import Declaration
from freehold.channel.queries.declarations import find_stranded, list_declarations
from freehold.channel.states import GoneReason
from freehold.channel.tests.conftest import Moving
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.kernel import clock
from freehold.kernel.actor import Role
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.notices.service import compose
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.queries import Side
from freehold.subscriptions.states import State, SuspendReason
from freehold.tenants.actions.stop_selling import sell_again, stop_selling
from freehold.tenants.queries import find_seller
from freehold.tenants.row_security import scope

APRIL, DAY = date(2030, 4, 1), date(2030, 4, 21)


def declare(moving: Moving) -> None:
    cast = moving.cast
    with scope(cast.operator.tenant_id):
        declare_gone(cast.partner.tenant_id, reason=GoneReason.SILENT, note="no answer", actor=cast.operator)


def sweep(moving: Moving) -> None:
    with moving.as_role("freehold_worker"):
        jobs.sweep_transfers(0)


def test_customers_are_told_once_under_a_name_that_is_nobodys(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)

    declare(moving)
    sweep(moving)
    sweep(moving)

    with scope(cast.customer.tenant_id):
        (notice,) = Notice.objects.filter(template="provider_gone")
        stranded = find_stranded(cast.customer)
        message = compose(notice.id)
    assert message is not None
    assert "Alder" not in str(message["From"])
    assert "Meridian" not in message.as_string()
    assert "another provider" in str(message["Subject"])
    assert stranded is not None
    assert (stranded.provider_name, stranded.runs_until) == ("Alder IT", date(2030, 6, 30))
    with scope(cast.partner.tenant_id):
        assert Notice.objects.filter(template="partner_stopped").count() == 1
        (seen,) = list_declarations(cast.partner)
    assert (seen.reason, seen.note) == (GoneReason.SILENT, "no answer")
    with scope(cast.operator.tenant_id):
        assert "Acme" not in repr(list_declarations(cast.operator))


def test_nothing_new_is_sold_and_everything_can_be_read(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    before = moving.orders(cast.customer)
    code = moving.code(cast.partner)
    declare(moving)

    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        order_subscription(moving.shop.partners_plan, seats=1, actor=cast.customer)
    assert refusal.value.code == "seller_stopped"
    with scope(cast.partner.tenant_id), pytest.raises(Refused):
        set_up_customer("New", actor=cast.partner)
    with scope(cast.rival_customer.tenant_id), pytest.raises(Refused):
        ask_transfer(code, moves_on=clock.today(), actor=cast.rival_customer)

    browser = signed_in_browser(cast.partner)
    for address in ("/", "/customers/", "/invoices/", "/log/", "/moves/"):
        assert browser.get(address).status_code == 200
    assert "sell nothing new" in browser.get("/moves/").content.decode()
    assert moving.orders(cast.customer) == before


def test_no_debt_of_the_partner_stops_its_customers_until_the_day(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    moving.reconcile()
    (upper,) = moving.orders(cast.partner)
    declare(moving)

    with scope(cast.operator.tenant_id):
        with pytest.raises(Refused) as refusal:
            suspend_subscription(upper.number, reason=SuspendReason.OVERDUE, actor=cast.operator)
        assert refusal.value.code == "runs_on"
    assert moving.reconcile().wanted_state is InstanceState.ACTIVE
    moving.at(date(2030, 6, 30))
    with scope(cast.operator.tenant_id):
        suspended = suspend_subscription(upper.number, reason=SuspendReason.OVERDUE, actor=cast.operator)
    assert suspended.state is State.SUSPENDED


def test_abuse_is_stopped_all_the_same(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    (upper,) = moving.orders(cast.partner)
    declare(moving)

    with scope(cast.operator.tenant_id):
        suspended = suspend_subscription(upper.number, reason=SuspendReason.ABUSE, actor=cast.operator)

    assert suspended.state is State.SUSPENDED


def test_a_customer_goes_to_the_operator_without_a_code_of_its_own_or_to_another_partner(
    moving: Moving,
) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    with scope(cast.operator.tenant_id):
        publish_price_list(
            {moving.shop.operators_plan: Decimal(2)},
            currency="EUR", valid_from=clock.today(), actor=cast.operator,
        )  # fmt: skip
    declare(moving)
    sweep(moving)
    with scope(cast.customer.tenant_id):
        stranded = find_stranded(cast.customer)
    assert stranded is not None
    page = signed_in_browser(cast.customer).get(f"/provider/change/plans/?code={stranded.code}")
    assert "Meridian" in page.content.decode()

    moving.at(DAY)
    moving.carry_out(moving.ask(DAY, stranded.code), DAY)

    assert find_seller(cast.customer.tenant_id) == cast.operator.tenant_id
    with scope(cast.customer.tenant_id):
        assert find_stranded(cast.customer) is None
    assert moving.orders(cast.operator, Side.SOLD)[0].leads


def test_it_can_be_taken_back_and_who_has_not_left_stays(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    declare(moving)
    sweep(moving)

    with scope(cast.operator.tenant_id):
        withdraw_declaration(cast.partner.tenant_id, actor=cast.operator)
        with pytest.raises(NotFound):
            withdraw_declaration(cast.partner.tenant_id, actor=cast.operator)
    sweep(moving)
    sweep(moving)

    with scope(cast.customer.tenant_id):
        assert find_stranded(cast.customer) is None
        assert Notice.objects.filter(template="provider_back").count() == 1
        order_subscription(moving.shop.partners_plan, seats=1, actor=cast.customer)
    declare(moving)


def test_only_the_partners_own_seller_declares_it_and_only_its_administrators(moving: Moving) -> None:
    cast = moving.cast
    clerk = replace(cast.operator, roles=frozenset({Role.BILLING}))

    for actor, refused in ((cast.rival, NotFound), (clerk, NotPermitted), (cast.partner, NotFound)):
        with scope(actor.tenant_id), pytest.raises(refused):
            declare_gone(cast.partner.tenant_id, reason=GoneReason.INSOLVENT, actor=actor)
    with scope(cast.partner.tenant_id), pytest.raises(NotFound):  # a customer is none
        declare_gone(cast.customer.tenant_id, reason=GoneReason.INSOLVENT, actor=cast.partner)
    with scope(cast.operator.tenant_id):
        assert Declaration.objects.count() == 0
        with pytest.raises(NotPermitted):
            stop_selling(cast.partner.tenant_id, protected_until=DAY, actor=clerk)
        with pytest.raises(Refused):
            sell_again(cast.partner.tenant_id, actor=cast.operator)
    declare(moving)
    with scope(cast.operator.tenant_id):
        with pytest.raises(Refused):
            declare_gone(cast.partner.tenant_id, reason=GoneReason.INSOLVENT, actor=cast.operator)
        row = Declaration.objects.get()
    with scope(cast.partner.tenant_id):
        with pytest.raises(NotPermitted):
            tell_stranded(row.id, cast.customer.tenant_id, actor=cast.partner)
        with pytest.raises(NotPermitted):
            note_told(row.id, actor=cast.partner)


def test_the_page_of_the_operator_declares_it(moving: Moving) -> None:
    cast = moving.cast
    browser = signed_in_browser(cast.operator)
    address = f"/moves/partners/{cast.partner.tenant_id}"

    form = browser.get(f"{address}/gone/").content.decode()
    said = browser.post(f"{address}/gone/", {"reason": "insolvent", "note": ""}, follow=True).content.decode()
    back = browser.post(f"{address}/back/", follow=True).content.decode()

    assert "You do not learn who they are" in form
    assert "It is back" in said
    assert "It sells again" in back
