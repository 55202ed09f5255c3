"""What is ordered becomes a task of whoever supplies it, and the service is as people say it is."""

from datetime import date
from decimal import Decimal

import pytest

from conftest import Cast, make_person
from freehold.audit.queries import log_lines
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.queries import plans_offered
from freehold.delegation.actions.set_up_customer import set_up_customer, set_up_partner
from freehold.kernel import clock
from freehold.kernel.actor import Role
from freehold.kernel.errors import NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.provisioning.actions.want import want_gone
from freehold.provisioning.contract import Wanted
from freehold.provisioning.reconcile import reconcile
from freehold.provisioning.states import InstanceState
from freehold.services.resold.actions.add_task import add_task
from freehold.services.resold.actions.do_task import do_task
from freehold.services.resold.options import ResoldOptions
from freehold.services.resold.queries.tasks import list_tasks
from freehold.services.resold.rules.tasks import after_working_days
from freehold.services.resold.states import TaskKind, TaskState
from freehold.services.resold.tests.conftest import OPTIONS, REFERENCE, Sold, make_plan
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.change_plan import change_plan
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.actions.resume import resume_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.subscriptions.states import SuspendReason
from freehold.tenants.row_security import scope


def promised() -> date:
    return after_working_days(clock.today(), 2)


def test_an_order_of_a_partners_customer_becomes_a_task_and_runs_once_it_is_done(sold: Sold) -> None:
    before = sold.instance
    (task,) = sold.tasks()

    after = sold.do()

    assert (task.kind, task.seats, task.customer, task.due_on) == (
        TaskKind.SET_UP,
        3,
        "Acme Dental",
        promised(),
    )
    assert (before.observed_state, before.waits_until, before.last_error) == (
        InstanceState.GONE,
        promised(),
        "",
    )
    assert (after.observed_state, after.waits_until, after.is_adrift) == (InstanceState.ACTIVE, None, False)
    assert after.observed == {"seats_held": 3, "reference": REFERENCE}
    assert sold.tasks() == []


def test_no_seller_above_has_an_order_or_a_task_of_it(sold: Sold, cast: Cast) -> None:
    with scope(cast.operator.tenant_id):
        assert list_subscriptions(cast.operator, side=Side.SOLD) == []
        assert list_tasks(cast.operator, today=clock.today()) == []
    with scope(cast.rival.tenant_id):
        assert list_tasks(cast.rival, today=clock.today()) == []


def test_those_who_do_it_are_written_to(sold: Sold, cast: Cast) -> None:
    with scope(cast.partner.tenant_id):
        (notice,) = Notice.objects.filter(template="task_added")

    assert notice.to == "anna@alder.example"
    assert notice.context["customer"] == "Acme Dental"
    assert notice.context["number"] == sold.number


def test_looking_twice_makes_one_task_and_tells_once(sold: Sold, cast: Cast) -> None:
    tasks = sold.tasks()

    sold.reconcile()

    assert sold.tasks() == tasks
    with scope(cast.partner.tenant_id):
        assert Notice.objects.filter(template="task_added").count() == 1


def test_seats_changed_before_the_set_up_withdraw_the_task_for_a_new_one(sold: Sold, cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        change_seats(sold.number, 5, actor=cast.customer)
    sold.reconcile()

    (task,) = sold.tasks()
    assert (task.kind, task.seats) == (TaskKind.SET_UP, 5)
    assert [one.seats for one in sold.tasks(TaskState.WITHDRAWN)] == [3]


def test_seats_go_up_and_down_by_further_tasks_while_the_service_runs(sold: Sold, cast: Cast) -> None:
    sold.do()
    with scope(cast.customer.tenant_id):
        change_seats(sold.number, 1, actor=cast.customer)

    waiting = sold.reconcile()
    (task,) = sold.tasks()
    done = sold.do()

    assert (waiting.observed_state, waiting.waits_until) == (InstanceState.ACTIVE, promised())
    assert (task.kind, task.seats_before, task.seats) == (TaskKind.CHANGE_SEATS, 3, 1)
    assert done.observed["seats_held"] == 1


def test_a_change_that_is_taken_back_leaves_nothing_to_do(sold: Sold, cast: Cast) -> None:
    sold.do()
    with scope(cast.customer.tenant_id):
        change_seats(sold.number, 9, actor=cast.customer)
        sold.reconcile()
        change_seats(sold.number, 3, actor=cast.customer)

    after = sold.reconcile()

    assert (after.waits_until, after.is_adrift, sold.tasks()) == (None, False, [])


def test_a_suspension_is_due_today_and_resuming_is_a_task_too(sold: Sold, cast: Cast) -> None:
    sold.do()
    with scope(cast.partner.tenant_id):
        suspend_subscription(sold.number, reason=SuspendReason.OVERDUE, actor=cast.partner)
    sold.reconcile()
    (suspend,) = sold.tasks()
    stopped = sold.do()
    with scope(cast.partner.tenant_id):
        resume_subscription(sold.number, actor=cast.partner)
    sold.reconcile()
    (resume,) = sold.tasks()
    running = sold.do()

    assert (suspend.kind, suspend.due_on) == (TaskKind.SUSPEND, clock.today())
    assert stopped.observed_state is InstanceState.SUSPENDED
    assert (resume.kind, resume.seats) == (TaskKind.RESUME, 3)
    assert running.observed_state is InstanceState.ACTIVE


def test_an_order_cancelled_before_its_set_up_leaves_no_task(sold: Sold, cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        cancel_subscription(sold.number, ends_on=clock.today(), actor=cast.customer)
        want_gone(sold.order.instance_id)
    after = sold.reconcile()

    assert (after.observed_state, after.is_adrift, sold.tasks()) == (InstanceState.GONE, False, [])


def test_no_person_adds_a_task(sold: Sold, cast: Cast) -> None:
    wanted = Wanted(
        tenant_id=cast.customer.tenant_id,
        instance_id=sold.order.instance_id,
        supplier_id=cast.partner.tenant_id,
        state=InstanceState.ACTIVE,
        seats=99,
        options=ResoldOptions(vendor="Northwind", product="Northwind Office"),
        version=9,
    )
    before = sold.tasks()

    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        add_task(wanted, actor=cast.partner)

    assert sold.tasks() == before


def test_a_plan_with_another_product_is_a_task_and_one_of_another_supplier_is_refused(
    sold: Sold, cast: Cast
) -> None:
    sold.do()
    larger = make_plan(
        cast.partner, "Alder Office Plus", price=Decimal(20), options=OPTIONS | {"product": "Northwind Plus"}
    )
    make_plan(cast.operator, "Meridian Office")
    with scope(cast.partner.tenant_id):
        (offered,) = plans_offered(cast.partner)
        resold = adopt_plan(offered.id, name="Alder via Meridian", actor=cast.partner)
        publish_price_list(
            {larger: Decimal(20), resold: Decimal(15)},
            currency="EUR",
            valid_from=clock.today(),
            actor=cast.partner,
        )
    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            change_plan(sold.number, resold, actor=cast.customer)
        change_plan(sold.number, larger, actor=cast.customer)
    sold.reconcile()

    (task,) = sold.tasks()
    assert refusal.value.code == "another_supplier"
    assert (task.kind, task.product, task.seats) == (TaskKind.CHANGE_PRODUCT, "Northwind Plus", 3)


def test_what_the_operator_supplies_is_its_task_and_names_a_pseudonym(cast: Cast) -> None:
    make_plan(cast.operator, "Meridian Office")
    with scope(cast.partner.tenant_id):
        (offered,) = plans_offered(cast.partner)
        plan_id = adopt_plan(offered.id, name="Alder via Meridian", actor=cast.partner)
        publish_price_list(
            {plan_id: Decimal(15)}, currency="EUR", valid_from=clock.today(), actor=cast.partner
        )
    with scope(cast.customer.tenant_id):
        order = order_subscription(plan_id, seats=2, actor=cast.customer)
    sold = Sold(cast, order.number, plan_id)
    sold.reconcile()

    with scope(cast.operator.tenant_id):
        (task,) = list_tasks(cast.operator, today=clock.today())
        do_task(task.id, reference="M-1", actor=cast.operator)

    assert task.customer.startswith("C-")
    assert sold.tasks() == []
    assert sold.reconcile().observed_state is InstanceState.ACTIVE
    with scope(cast.customer.tenant_id):
        log = repr(log_lines(cast.customer.tenant_id))
    assert "a seller above yours" in log
    assert "Olga" not in log


def test_it_can_be_sold_through_two_tiers_and_those_between_have_no_task(cast: Cast) -> None:
    plan_id = make_plan(cast.partner)
    with scope(cast.partner.tenant_id):
        sub_id = set_up_partner("Sorrel", actor=cast.partner)
    sub = make_person(sub_id, "sam@sorrel.example", "Sam Sorrel", Role.ADMINISTRATOR)
    with scope(sub_id):
        end_id = set_up_customer("Elm Bakery", actor=sub)
        own = adopt_plan(plan_id, name="Sorrel Office", actor=sub)
        publish_price_list({own: Decimal(18)}, currency="EUR", valid_from=clock.today(), actor=sub)
        order = order_subscription(own, seats=4, buyer_id=end_id, actor=sub)
    reconcile(end_id, order.instance_id)

    with scope(cast.partner.tenant_id):
        (task,) = list_tasks(cast.partner, today=clock.today())
    with scope(sub_id):
        assert list_tasks(sub, today=clock.today()) == []
    assert task.customer.startswith("C-")
    assert task.seats == 4
