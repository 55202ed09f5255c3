"""Pages of a tenant's services: what is wanted, what was observed, and why the two differ."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from freehold.audit.permissions import READ_LOG
from freehold.audit.queries import read_log
from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.permission import may
from freehold.provisioning.actions.try_again import try_again
from freehold.provisioning.permissions import TRY_AGAIN
from freehold.provisioning.queries import InstanceFacts, instances, see_instance
from freehold.provisioning.registry import service_for
from freehold.provisioning.states import InstanceState
from freehold.provisioning.words import told_waiting

SETTLED: dict[InstanceState, str | Promise] = {
    InstanceState.ACTIVE: gettext_lazy("It is running."),
    InstanceState.SUSPENDED: gettext_lazy("It stands still. Nothing is deleted."),
    InstanceState.GONE: gettext_lazy("It has been erased."),
}
CHANGING: dict[InstanceState, str | Promise] = {
    InstanceState.ACTIVE: gettext_lazy("It is being brought up to date…"),
    InstanceState.SUSPENDED: gettext_lazy("It is stopping…"),
    InstanceState.GONE: gettext_lazy("It is being erased…"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A service and the sentence that says how it is."""

    instance: InstanceFacts
    text: str | Promise


@require_safe
def services(request: SignedInRequest) -> HttpResponse:
    """All services of the tenant."""
    lines = [_line(instance) for instance in instances(request.actor)]
    return render(request, "provisioning/services.html", {"lines": lines})


@require_safe
def service(request: SignedInRequest, instance_id: UUID) -> HttpResponse:
    """One service, with its history."""
    instance = see_instance(request.actor, instance_id)
    history = []
    if may(request.actor, READ_LOG):
        history = read_log(request.actor, subject_id=str(instance.id), limit=20)
    return render(
        request,
        "provisioning/service.html",
        {
            "line": _line(instance),
            "instance": instance,
            "observed": _told_facts(instance),
            "may_try": instance.is_adrift and instance.waits_until is None and may(request.actor, TRY_AGAIN),
            "history": history,
        },
    )


@require_safe
def observed(request: SignedInRequest, instance_id: UUID) -> HttpResponse:
    """The line that refreshes itself until the service is as wanted."""
    line = _line(see_instance(request.actor, instance_id))
    return render(request, "provisioning/observed.html", {"line": line, "instance": line.instance})


@require_POST
def again(request: SignedInRequest, instance_id: UUID) -> HttpResponse:
    """Try now what has failed."""
    try_again(instance_id, actor=request.actor)
    messages.success(request, _("We try again now."))
    return redirect("provisioning:service", instance_id=instance_id)


def _told_facts(instance: InstanceFacts) -> list[tuple[str, object]]:
    """What was observed, in the words of the service."""
    known = service_for(instance.kind).facts
    return [(str(known.get(name, name)), value) for name, value in sorted(instance.observed.items())]


def _line(instance: InstanceFacts) -> Line:
    if instance.waits_until is not None:
        return Line(
            instance,
            told_waiting(
                instance.waits_until,
                wanted=instance.wanted_state,
                observed=instance.observed_state,
                today=clock.today(),
            ),
        )
    words = CHANGING if instance.is_adrift else SETTLED
    return Line(instance, words[instance.wanted_state])
