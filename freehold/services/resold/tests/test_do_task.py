"""A task is noted as done once, with the vendor's reference, by those who may."""

import pytest

from conftest import Cast, make_person
from freehold.audit.queries import log_lines
from freehold.kernel.actor import Role
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.services.resold.actions.do_task import do_task
from freehold.services.resold.states import TaskState
from freehold.services.resold.tests.conftest import REFERENCE, Sold
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.actions.order import order_subscription
from freehold.tenants.row_security import scope


def test_a_set_up_needs_the_vendors_reference(sold: Sold, cast: Cast) -> None:
    (task,) = sold.tasks()

    for reference in ("", "   ", "two\nlines", "x" * 121):
        with scope(cast.partner.tenant_id), pytest.raises(Refused) as refusal:
            do_task(task.id, reference=reference, actor=cast.partner)
        assert refusal.value.field == "reference"

    assert sold.tasks() == [task]


def test_what_is_noted_as_done_is_so_once(sold: Sold, cast: Cast) -> None:
    (task,) = sold.tasks()
    sold.do()

    with scope(cast.partner.tenant_id), pytest.raises(Refused) as refusal:
        do_task(task.id, reference="NW-other", actor=cast.partner)

    assert refusal.value.code == "task_done"
    (done,) = sold.tasks(TaskState.DONE)
    assert (done.reference, done.closed_by) == (REFERENCE, "Anna Alder")


def test_a_task_that_is_not_wanted_any_more_cannot_be_done(sold: Sold, cast: Cast) -> None:
    (old,) = sold.tasks()
    with scope(cast.customer.tenant_id):
        change_seats(sold.number, 8, actor=cast.customer)
    sold.reconcile()

    with scope(cast.partner.tenant_id), pytest.raises(Conflict) as conflict:
        do_task(old.id, reference=REFERENCE, actor=cast.partner)

    assert conflict.value.code == "task_withdrawn"
    assert sold.instance.observed == {}


def test_a_reference_names_one_order(sold: Sold, cast: Cast) -> None:
    sold.do()
    with scope(cast.customer.tenant_id):
        other = order_subscription(sold.plan_id, seats=1, actor=cast.customer)
    second = Sold(cast, other.number, sold.plan_id)
    second.reconcile()
    (task,) = second.tasks()

    with scope(cast.partner.tenant_id), pytest.raises(Conflict) as conflict:
        do_task(task.id, reference=REFERENCE, actor=cast.partner)

    assert conflict.value.code == "reference_taken"
    assert second.tasks() == [task]


def test_it_stands_in_the_logs_of_supplier_and_customer(sold: Sold, cast: Cast) -> None:
    sold.do()

    for actor in (cast.partner, cast.customer):
        with scope(actor.tenant_id):
            line = log_lines(actor.tenant_id, action="resold.do_task")[0]
        assert line.actor_name == "Anna Alder"


def test_a_member_cannot_and_rivals_operator_and_customer_find_nothing(sold: Sold, cast: Cast) -> None:
    (task,) = sold.tasks()
    member = make_person(cast.partner.tenant_id, "mia@alder.example", "Mia Alder", Role.MEMBER)

    with scope(member.tenant_id), pytest.raises(NotPermitted):
        do_task(task.id, reference=REFERENCE, actor=member)
    for actor in (cast.rival, cast.operator, cast.customer):
        with scope(actor.tenant_id), pytest.raises(NotFound):
            do_task(task.id, reference=REFERENCE, actor=actor)

    assert sold.tasks() == [task]
