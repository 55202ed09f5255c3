"""Bring what is to be done with a vendor up to what is wanted of an instance."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.provisioning.contract import Wanted
from freehold.services.resold.models import Supply, Task, Vendor
from freehold.services.resold.options import ResoldOptions
from freehold.services.resold.permissions import ADD_TASK
from freehold.services.resold.queries.supplies import holding_of
from freehold.services.resold.rules.tasks import NOTHING, Holding, Step, due_on, next_step
from freehold.services.resold.states import Held, TaskState
from freehold.services.resold.telling import tell_of_task


@dataclass(frozen=True, slots=True)
class Supplied:
    """What a vendor holds for an instance, and by when people do what is still to be done."""

    holding: Holding
    reference: str
    due_on: date | None


@transaction.atomic
def add_task(wanted: Wanted, *, actor: Actor) -> Supplied:
    """Have one task open for what is still to be done, or none; say what the vendor holds. May be run any number of times.

    Runs in the supplier's scope. A task that asks for something else by now is withdrawn, and whoever it was for
    gets the new one. Raises: NotPermitted.
    """
    supply = _lock_supply(actor.tenant_id, wanted.instance_id)
    require(actor, ADD_TASK)
    options = ResoldOptions.model_validate(wanted.options.model_dump())
    now = holding_of(supply) if supply else NOTHING
    step = next_step(now, wanted=wanted.state, seats=wanted.seats, product=options.product)
    task = Task.objects.filter(tenant_id=actor.tenant_id, supply=supply, state=TaskState.OPEN).first()
    if task is not None and (step is None or not _asks_for(task, step)):
        _withdraw(task)
        assignee_id, task = task.assignee_id, None
    else:
        assignee_id = task.assignee_id if task else None
    if step is not None and task is None:
        supply = supply or _make_supply(wanted, options, actor.tenant_id)
        task = _make_task(supply, step, options, assignee_id)
        record(
            actor,
            ADD_TASK,
            subject_kind="task",
            subject_id=task.id,
            task=step.kind,
            seats=step.after.seats,
            product=step.after.product,
            due_on=task.due_on,
        )
        tell_of_task(task, actor=actor)
    return Supplied(now, supply.reference if supply else "", task.due_on if task else None)


def _lock_supply(tenant_id: UUID, instance_id: UUID) -> Supply | None:
    return Supply.objects.select_for_update().filter(tenant_id=tenant_id, instance_id=instance_id).first()


def _make_supply(wanted: Wanted, options: ResoldOptions, tenant_id: UUID) -> Supply:
    vendor, _is_new = Vendor.objects.get_or_create(tenant_id=tenant_id, name=options.vendor.strip())
    return Supply.objects.create(
        tenant_id=tenant_id,
        instance_id=wanted.instance_id,
        home_id=wanted.tenant_id,
        vendor=vendor,
        product=options.product,
    )


def _make_task(supply: Supply, step: Step, options: ResoldOptions, assignee_id: UUID | None) -> Task:
    return Task.objects.create(
        tenant_id=supply.tenant_id,
        supply=supply,
        kind=step.kind,
        product=step.after.product,
        seats=step.after.seats,
        seats_before=supply.seats,
        held_after=step.after.held,
        due_on=due_on(step.kind, today=clock.today(), working_days=options.working_days),
        assignee_id=assignee_id,
    )


def _asks_for(task: Task, step: Step) -> bool:
    asked = Holding(Held(task.held_after), task.seats, task.product)
    return task.kind == step.kind and asked == step.after


def _withdraw(task: Task) -> None:
    task.state, task.closed_at = TaskState.WITHDRAWN, clock.now()
    task.save(update_fields=["state", "closed_at"])
