"""A task is somebody's, and whoever gets it is told."""

import pytest

from conftest import Cast, make_person
from freehold.kernel.actor import Role
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.services.resold.actions.assign_task import assign_task
from freehold.services.resold.tests.conftest import Sold
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.tenants.row_security import scope


def test_whoever_gets_it_is_told_and_keeps_it_when_the_order_changes(sold: Sold, cast: Cast) -> None:
    tom = make_person(cast.partner.tenant_id, "tom@alder.example", "Tom Alder", Role.TECHNICIAN)
    (task,) = sold.tasks()

    with scope(cast.partner.tenant_id):
        assign_task(task.id, tom.person_id, actor=cast.partner)
        assign_task(task.id, tom.person_id, actor=cast.partner)
        told = [notice.to for notice in Notice.objects.filter(template="task_added").order_by("id")]
    with scope(cast.customer.tenant_id):
        change_seats(sold.number, 7, actor=cast.customer)
    sold.reconcile()

    assert told == ["anna@alder.example", "tom@alder.example"]
    assert [one.assignee for one in sold.tasks()] == ["Tom Alder"]


def test_only_the_suppliers_own_people_get_it(sold: Sold, cast: Cast) -> None:
    (task,) = sold.tasks()
    member = make_person(cast.partner.tenant_id, "mia@alder.example", "Mia Alder", Role.MEMBER)

    for stranger in (cast.customer, member):
        with scope(cast.partner.tenant_id), pytest.raises(Refused) as refusal:
            assign_task(task.id, stranger.person_id, actor=cast.partner)
        assert refusal.value.code == "assignee"
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        assign_task(task.id, cast.rival.person_id, actor=cast.rival)
    with scope(member.tenant_id), pytest.raises(NotPermitted):
        assign_task(task.id, member.person_id, actor=member)

    assert sold.tasks() == [task]
