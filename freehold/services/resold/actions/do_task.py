"""Say that something was done with a vendor: from now on that is what it holds."""

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, NotFound, Refused
from freehold.kernel.permission import require
from freehold.provisioning.actions.want import look_now
from freehold.services.resold.models import Supply, Task
from freehold.services.resold.permissions import DO_TASK
from freehold.services.resold.rules.tasks import is_note, is_reference
from freehold.services.resold.states import Held, TaskKind, TaskState
from freehold.subscriptions.queries import sold_behind
from freehold.tenants.row_security import enter


@transaction.atomic
def do_task(task_id: UUID, *, actor: Actor, reference: str = "", note: str = "") -> None:
    """Note a task as done today, with the vendor's reference, and have the customer's service looked at.

    What is set up needs a reference, by which the vendor's bills name it; later one may be left out, or replaced.
    Raises: NotFound, NotPermitted, Refused("task_done", "reference", "note"), Conflict("task_withdrawn", "reference_taken").
    """
    supply, task = lock_task(actor.tenant_id, task_id)
    require(actor, DO_TASK)
    refuse_closed(task)
    reference = reference.strip() or supply.reference
    if not is_reference(reference):
        raise Refused(
            "reference",
            _("Give the reference by which the vendor's bills name this order, in one line."),
            field="reference",
        )
    if not is_note(note):
        raise Refused("note", _("A note has at most 1000 characters."), field="note")
    refuse_taken(supply, reference)
    now = clock.now()
    task.state, task.closed_at, task.closed_by_id, task.note = (
        TaskState.DONE,
        now,
        actor.person_id,
        note.strip(),
    )
    task.save(update_fields=["state", "closed_at", "closed_by_id", "note"])
    supply.held, supply.held_at = Held(task.held_after), now
    supply.seats, supply.product, supply.reference = task.seats, task.product, reference
    supply.version += 1
    supply.save(update_fields=["held", "held_at", "seats", "product", "reference", "version"])
    told: dict[str, object] = {"task": TaskKind(task.kind), "seats": task.seats, "product": task.product}
    record(actor, DO_TASK, subject_kind="task", subject_id=task.id, reference=reference, **told)
    order = sold_behind(actor, [supply.instance_id]).get(supply.instance_id)
    seen = actor if order is None or order.leads else _from_above(actor)
    with enter(supply.home_id, because="the customer's service is as its supplier has recorded it"):
        record(seen, DO_TASK, subject_kind="instance", subject_id=supply.instance_id, **told)
        look_now(supply.instance_id)


def lock_task(tenant_id: UUID, task_id: UUID) -> tuple[Supply, Task]:
    """A task and what it is about, locked until the transaction ends, in the order of all who lock them. Raises: NotFound."""
    supply = Supply.objects.select_for_update().filter(tenant_id=tenant_id, task__id=task_id).first()
    task = Task.objects.select_for_update().filter(tenant_id=tenant_id, id=task_id).first()
    if supply is None or task is None:
        raise NotFound
    return supply, task


def refuse_closed(task: Task) -> None:
    """Raises: Refused("task_done"), Conflict("task_withdrawn")."""
    if task.state == TaskState.DONE:
        raise Refused("task_done", _("This was noted as done already."))
    if task.state == TaskState.WITHDRAWN:
        raise Conflict(
            "task_withdrawn",
            _("This is not wanted any more: the order has changed meanwhile. Look at the tasks again."),
        )


def refuse_taken(supply: Supply, reference: str) -> None:
    """A vendor's reference names one order. Raises: Conflict("reference_taken")."""
    same = Supply.objects.filter(
        tenant_id=supply.tenant_id, vendor_id=supply.vendor_id, reference=reference
    ).exclude(id=supply.id)
    if same.exists():
        raise Conflict(
            "reference_taken", _("Another order has this reference of the vendor already. Look at it again.")
        )


def _from_above(actor: Actor) -> Actor:
    return replace(actor, name=_("a seller above yours"), person_id=None, grant_id=None)
