"""One order: what was agreed, how its service is, what can be done, what was done."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from freehold.audit.permissions import READ_LOG
from freehold.audit.queries import read_log
from freehold.delegation.permissions import ASK_FOR_GRANT
from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.permission import may
from freehold.provisioning.permissions import SEE_INSTANCES
from freehold.provisioning.registry import service_for
from freehold.provisioning.states import InstanceState
from freehold.provisioning.words import told_waiting
from freehold.subscriptions import permissions as allowed
from freehold.subscriptions import rules
from freehold.subscriptions.queries import ServiceFacts, Side, SubscriptionFacts, get_subscription, service_of
from freehold.subscriptions.words import REASONS


@require_safe
def detail(request: SignedInRequest, number: str) -> HttpResponse:
    """One order: what was agreed, how its service is, what can be done, what was done."""
    subscription = get_subscription(request.actor, number)
    service = service_of(request.actor, subscription)
    history = []
    if may(request.actor, READ_LOG):
        history = read_log(request.actor, subject_id=subscription.number, limit=20)
    return render(
        request,
        "subscriptions/detail.html",
        {
            "subscription": subscription,
            "service": service,
            "observed": _observed(subscription, service),
            "can": _can(request, subscription),
            "is_sold": subscription.side is Side.SOLD,
            "may_ask_in": not subscription.leads and may(request.actor, ASK_FOR_GRANT),
            "shows_service": subscription.leads
            and service is not None
            and subscription.side is Side.BOUGHT
            and may(request.actor, SEE_INSTANCES),
            "reason": REASONS[subscription.suspend_reason] if subscription.suspend_reason else "",
            "history": history,
        },
    )


@require_safe
def observed(request: SignedInRequest, number: str) -> HttpResponse:
    """The line that refreshes itself until the service is as wanted."""
    subscription = get_subscription(request.actor, number)
    service = service_of(request.actor, subscription)
    return render(
        request,
        "subscriptions/observed.html",
        {"subscription": subscription, "observed": _observed(subscription, service)},
    )


@dataclass(frozen=True, slots=True)
class Observed:
    """The line that says how the service is."""

    text: str
    settled: bool
    error: str
    waits: bool = False  # for people


@dataclass(frozen=True, slots=True)
class Can:
    """What this person can do with this order now; the rest is not shown."""

    change_seats: bool
    change_plan: bool
    suspend: bool
    resume: bool
    cancel: bool
    withdraw: bool
    convert: bool


SETTLED: dict[InstanceState, str | Promise] = {
    InstanceState.ACTIVE: gettext_lazy("The service is running."),
    InstanceState.SUSPENDED: gettext_lazy("The service stands still. Nothing is deleted."),
    InstanceState.GONE: gettext_lazy("The data has been erased."),
}
CHANGING: dict[InstanceState, str | Promise] = {
    InstanceState.ACTIVE: gettext_lazy("The service is being made ready…"),
    InstanceState.SUSPENDED: gettext_lazy("The service is stopping…"),
    InstanceState.GONE: gettext_lazy("The data is being erased…"),
}


def _observed(subscription: SubscriptionFacts, service: ServiceFacts | None) -> Observed:
    if service is None:
        since = date_format(subscription.ends_on or clock.today(), "DATE_FORMAT")
        told = _("The service goes on with another provider since %(day)s. Nothing was interrupted.")
        return Observed(text=told % {"day": since}, settled=True, error="")
    if service.waits_until is not None:
        told = told_waiting(
            service.waits_until,
            wanted=service.wanted_state,
            observed=service.observed_state,
            today=clock.today(),
        )
        return Observed(text=f"{told} {_told_who(subscription)}", settled=False, error="", waits=True)
    if service.is_adrift and not service.is_failing and not service_for(subscription.kind).runs_here:
        return Observed(
            text=_("People see to it by hand. By when stands here in a moment."), settled=False, error=""
        )
    words = CHANGING if service.is_adrift else SETTLED
    text = str(words[service.wanted_state])
    runs = rules.is_served(
        subscription.state, is_suspended=False, ends_on=subscription.ends_on, today=clock.today()
    )
    if runs and service.wanted_state is InstanceState.SUSPENDED:
        text = _("A seller above has suspended the service. Nothing is deleted.")
    error = _("It has not succeeded yet.") if service.is_failing else ""
    return Observed(text=text, settled=not service.is_adrift, error=error)


def _told_who(subscription: SubscriptionFacts) -> str:
    """Who does by hand what is to be done."""
    if subscription.side is Side.BOUGHT:
        return _("Your seller sees to it.")
    if subscription.is_supplied:
        return _("Your own people see to it: it stands among your tasks with vendors.")
    return _("Whoever supplies it sees to it.")


def _can(request: SignedInRequest, subscription: SubscriptionFacts) -> Can:
    actor, state = request.actor, subscription.state
    ends_on, is_erasing = subscription.ends_on, subscription.erase_wanted_at is not None
    return Can(
        change_seats=subscription.leads
        and rules.may_change_seats(state)
        and may(actor, allowed.CHANGE_SEATS),
        change_plan=subscription.leads and rules.may_change_seats(state) and may(actor, allowed.CHANGE_PLAN),
        suspend=rules.may_suspend(state) and may(actor, allowed.SUSPEND),
        resume=may(actor, allowed.RESUME)
        and rules.may_resume(
            state,
            suspended_by_seller=subscription.suspended_by_seller,
            by_seller=subscription.side is Side.SOLD,
        ),
        cancel=subscription.leads and rules.may_cancel(state, ends_on=ends_on) and may(actor, allowed.CANCEL),
        withdraw=subscription.leads
        and subscription.moved_at is None
        and may(actor, allowed.WITHDRAW)
        and rules.may_withdraw(
            state,
            ends_on=ends_on,
            is_erasing=is_erasing,
            trial_ends_on=subscription.trial_ends_on,
            today=clock.today(),
        ),
        convert=subscription.leads
        and subscription.moved_at is None
        and may(actor, allowed.CONVERT)
        and rules.may_convert(state, is_erasing=is_erasing, trial_ends_on=subscription.trial_ends_on),
    )
