"""Say who does a task."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.services.resold.actions.do_task import lock_task, refuse_closed
from freehold.services.resold.permissions import ASSIGN_TASK
from freehold.services.resold.queries.tasks import who_may_do_tasks
from freehold.services.resold.telling import tell_of_task


@transaction.atomic
def assign_task(task_id: UUID, person_id: UUID | None, *, actor: Actor) -> None:
    """Give a task to somebody of the supplier, or to nobody in particular, and tell who has it now.

    Raises: NotFound, NotPermitted, Refused("task_done", "assignee"), Conflict("task_withdrawn").
    """
    _supply, task = lock_task(actor.tenant_id, task_id)
    require(actor, ASSIGN_TASK)
    refuse_closed(task)
    if task.assignee_id == person_id:
        return
    people = who_may_do_tasks()
    if person_id is not None and person_id not in people:
        raise Refused("assignee", _("Choose somebody who may do tasks with vendors."), field="assignee")
    task.assignee_id = person_id
    task.save(update_fields=["assignee_id"])
    record(
        actor,
        ASSIGN_TASK,
        subject_kind="task",
        subject_id=task.id,
        to=people.get(person_id, "") if person_id else "",
    )
    if person_id is not None and person_id != actor.person_id:
        tell_of_task(task, actor=actor)
