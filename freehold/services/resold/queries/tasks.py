"""Tasks, as pages and the API read them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from freehold.accounts.queries.people import people_with_role
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.services.resold.models import Task
from freehold.services.resold.permissions import SEE_TASKS
from freehold.services.resold.states import Held, TaskKind, TaskState
from freehold.services.resold.words import told_task
from freehold.subscriptions.queries import SubscriptionFacts, sold_behind

PAGE = 50


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """One thing to do with a vendor, or that was done."""

    id: UUID
    supply_id: UUID
    instance_id: UUID
    kind: TaskKind
    state: TaskState
    vendor: str
    product: str
    seats: int
    seats_before: int
    held: Held  # by the vendor now
    reference: str
    due_on: date
    is_late: bool
    assignee_id: UUID | None
    assignee: str
    created_at: datetime
    closed_at: datetime | None
    closed_by: str
    note: str
    order: SubscriptionFacts | None  # the supplier's own, on its edge

    @property
    def told(self) -> str:
        """What is to be done, in one phrase."""
        return told_task(self.kind, seats=self.seats, before=self.seats_before, product=self.product)

    @property
    def customer(self) -> str:
        """For whom, as far as the supplier may know."""
        return self.order.customer if self.order else ""


@dataclass(frozen=True, slots=True)
class TaskTotals:
    """How many are open, and how many of them were promised for a day before today."""

    open: int
    late: int


def list_tasks(
    actor: Actor,
    *,
    today: date,
    states: Collection[TaskState] = (TaskState.OPEN,),
    search: str = "",
    after: tuple[date, UUID] | None = None,
    limit: int = PAGE,
) -> list[TaskFacts]:
    """The supplier's tasks: those that are open by their day, closed ones the newest first.

    `after` is the `task_place` of the last one seen. A search looks at vendors, products and references. Raises: NotPermitted.
    """
    require(actor, SEE_TASKS)
    found = Task.objects.filter(tenant_id=actor.tenant_id, state__in=list(states))
    if search:
        found = found.filter(
            Q(supply__vendor__name__icontains=search)
            | Q(product__icontains=search)
            | Q(supply__reference__icontains=search)
        )
    is_down = TaskState.OPEN not in states
    if after is not None:
        day, last = after
        beyond = "lt" if is_down else "gt"
        found = found.filter(Q(**{f"due_on__{beyond}": day}) | Q(due_on=day, **{f"id__{beyond}": last}))
    order = ("-due_on", "-id") if is_down else ("due_on", "id")
    return _facts(actor, found.order_by(*order)[:limit], today)


def task_place(task: TaskFacts) -> tuple[date, UUID]:
    """Where a task stands in a list, for the next page."""
    return task.due_on, task.id


def get_task(actor: Actor, task_id: UUID, *, today: date) -> TaskFacts:
    """One task. Raises: NotFound, NotPermitted."""
    found = Task.objects.filter(tenant_id=actor.tenant_id, id=task_id)
    if not found.exists():
        raise NotFound
    require(actor, SEE_TASKS)
    (task,) = _facts(actor, found, today)
    return task


def tasks_of_supply(actor: Actor, supply_id: UUID, *, today: date) -> list[TaskFacts]:
    """All that was or is to be done for one order, the newest first. Raises: NotPermitted."""
    require(actor, SEE_TASKS)
    found = Task.objects.filter(tenant_id=actor.tenant_id, supply_id=supply_id).order_by("-id")
    return _facts(actor, found, today)


def task_totals(actor: Actor, *, today: date) -> TaskTotals:
    """What is to be done with vendors, in two figures. Raises: NotPermitted."""
    require(actor, SEE_TASKS)
    found = Task.objects.filter(tenant_id=actor.tenant_id, state=TaskState.OPEN)
    counted = found.aggregate(open=Count("id"), late=Count("id", filter=Q(due_on__lt=today)))
    return TaskTotals(**counted)


def who_may_do_tasks() -> dict[UUID, str]:
    """The people of the tenant in scope who may do tasks, by id, with their names."""
    return {
        one.person_id: one.name
        for role in (Role.ADMINISTRATOR, Role.TECHNICIAN, Role.BILLING)
        for one in people_with_role(role)
    }


def _facts(actor: Actor, found: "QuerySet[Task]", today: date) -> list[TaskFacts]:
    rows = list(found.select_related("supply__vendor"))
    orders = sold_behind(actor, {row.supply.instance_id for row in rows}) if rows else {}
    people = who_may_do_tasks() if rows else {}
    return [
        TaskFacts(
            id=row.id,
            supply_id=row.supply_id,
            instance_id=row.supply.instance_id,
            kind=TaskKind(row.kind),
            state=TaskState(row.state),
            vendor=row.supply.vendor.name,
            product=row.product,
            seats=row.seats,
            seats_before=row.seats_before,
            held=Held(row.supply.held),
            reference=row.supply.reference,
            due_on=row.due_on,
            is_late=row.state == TaskState.OPEN and row.due_on < today,
            assignee_id=row.assignee_id,
            assignee=people.get(row.assignee_id, "") if row.assignee_id else "",
            created_at=row.created_at,
            closed_at=row.closed_at,
            closed_by=people.get(row.closed_by_id, "") if row.closed_by_id else "",
            note=row.note,
            order=orders.get(row.supply.instance_id),
        )
        for row in rows
    ]
