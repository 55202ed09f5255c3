"""Write to those who do what is ordered with a vendor."""

from django.utils import translation
from django.utils.formats import date_format

from freehold.accounts.queries.people import Addressee, people_with_role
from freehold.kernel.actor import Actor, Role
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.states import NoticeTemplate
from freehold.services.resold.models import Task
from freehold.services.resold.states import TaskKind
from freehold.services.resold.words import told_task
from freehold.subscriptions.queries import sold_behind
from freehold.tenants.queries import get_tenant


def tell_of_task(task: Task, *, actor: Actor) -> None:
    """Tell whoever it is assigned to, or else the technicians, or the administrators where there are none."""
    order = sold_behind(actor, [task.supply.instance_id]).get(task.supply.instance_id)
    language_here = get_tenant(task.tenant_id).language
    for person in whom(task):
        language = person.language or language_here
        with translation.override(language):
            values = {
                "task": told_task(
                    TaskKind(task.kind), seats=task.seats, before=task.seats_before, product=task.product
                ),
                "vendor": task.supply.vendor.name,
                "customer": order.customer if order else "",
                "number": order.number if order else "",
                "due_on": date_format(task.due_on, "DATE_FORMAT"),
            }
        enqueue_notice(
            NoticeTemplate.TASK_ADDED,
            to=person.email,
            language=language,
            person_id=person.person_id,
            context={"name": person.name, **values},
        )


def whom(task: Task) -> list[Addressee]:
    """Who does it, as far as anybody said; in the supplier's scope."""
    technicians, administrators = people_with_role(Role.TECHNICIAN), people_with_role(Role.ADMINISTRATOR)
    named = [one for one in (*technicians, *administrators) if one.person_id == task.assignee_id]
    return named[:1] or technicians or administrators
