"""What is to be done with vendors: a list, and one task with the way to note it as done."""

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.audit.permissions import READ_LOG
from freehold.audit.queries import read_log
from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, part_of
from freehold.services.resold.actions.assign_task import assign_task
from freehold.services.resold.actions.do_task import do_task
from freehold.services.resold.forms import AssignForm, DoneForm
from freehold.services.resold.permissions import ASSIGN_TASK, DO_TASK
from freehold.services.resold.queries.tasks import (
    TaskFacts,
    get_task,
    list_tasks,
    task_place,
    task_totals,
    who_may_do_tasks,
)
from freehold.services.resold.states import TaskKind, TaskState
from freehold.services.resold.views.tabs import tabs
from freehold.services.resold.words import STATES
from freehold.ui.paging import place_in


@require_safe
def tasks(request: SignedInRequest) -> HttpResponse:
    """What is to be done, by its day; what was done, the newest first."""
    today = clock.today()
    chosen = request.GET.get("state", "")
    state = TaskState(chosen) if chosen in set(TaskState) else TaskState.OPEN
    search = request.GET.get("q", "").strip()[:100]
    found = list_tasks(
        request.actor,
        today=today,
        states=(state,),
        search=search,
        after=place_in(request, tuple[date, UUID]),
        limit=PAGE + 1,
    )
    part = part_of(found, limit=PAGE, place=task_place)
    return render(
        request,
        "resold/tasks.html",
        {
            "tasks": part.items,
            "next": part.next,
            "tabs": tabs(request.actor, "resold:tasks"),
            "totals": task_totals(request.actor, today=today),
            "shows": state,
            "state_chips": [
                {"label": words, "url": _address(one, search), "current": one is state}
                for one, words in STATES.items()
            ],
            "is_narrowed": bool(search),
        },
    )


@require_http_methods(["GET", "POST"])
def task(request: SignedInRequest, task_id: UUID) -> HttpResponse:
    """One task; POST notes it as done."""
    found = get_task(request.actor, task_id, today=clock.today())
    form = DoneForm(
        request.POST or None,
        reference=found.reference,
        asks_reference=not found.reference or found.kind is not TaskKind.END,
    )
    if request.method == "POST" and form.is_valid():
        try:
            do_task(task_id, actor=request.actor, **form.cleaned_data)
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("Noted as done. The customer sees it within seconds."))
            return redirect("resold:tasks")
    return _page(request, found, form)


@require_POST
def assign(request: SignedInRequest, task_id: UUID) -> HttpResponse:
    """Say who does it."""
    found = get_task(request.actor, task_id, today=clock.today())
    form = _assigning(found, request.POST)
    if form.is_valid():
        try:
            assign_task(task_id, form.cleaned_data["assignee"], actor=request.actor)
        except (Refused, Conflict) as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose somebody who may do tasks with vendors."))
    return redirect("resold:task", task_id=task_id)


def _address(state: TaskState, search: str) -> str:
    given = {"state": state.value if state is not TaskState.OPEN else "", "q": search}
    return f"?{urlencode({name: value for name, value in given.items() if value})}"


def _page(request: SignedInRequest, found: TaskFacts, form: DoneForm) -> HttpResponse:
    is_open = found.state is TaskState.OPEN
    history = (
        read_log(request.actor, subject_id=str(found.id), limit=20) if may(request.actor, READ_LOG) else []
    )
    return render(
        request,
        "resold/task.html",
        {
            "task": found,
            "form": form if is_open and may(request.actor, DO_TASK) else None,
            "assigning": _assigning(found) if is_open and may(request.actor, ASSIGN_TASK) else None,
            "state_label": STATES[found.state],
            "history": history,
        },
        status=422 if form.errors else 200,
    )


def _assigning(found: TaskFacts, data: object = None) -> AssignForm:
    people = sorted(who_may_do_tasks().items(), key=lambda one: one[1].casefold())
    return AssignForm(data, people=people, assignee=found.assignee_id)  # type: ignore[arg-type]  # a QueryDict
