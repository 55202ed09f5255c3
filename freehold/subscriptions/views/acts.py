"""What can be done with an order: each act is one form, and says before its button what will happen."""

from collections.abc import Callable
from typing import Protocol

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.actions.convert_trial import convert_trial
from freehold.subscriptions.actions.resume import resume_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.actions.withdraw import withdraw_cancellation
from freehold.subscriptions.forms import CancelForm, SeatsForm, SuspendForm
from freehold.subscriptions.queries import SubscriptionFacts, get_subscription, service_of
from freehold.subscriptions.states import SuspendReason
from freehold.ui.forms import SeenForm


class Act(Protocol):
    """An action on an order that needs no more than its number."""

    def __call__(self, number: str, *, actor: Actor, seen_version: int | None = None) -> SubscriptionFacts:
        """Act. Raises: FreeholdError."""


@require_http_methods(["GET", "POST"])
def seats(request: SignedInRequest, number: str) -> HttpResponse:
    """Another number of seats."""
    subscription = get_subscription(request.actor, number)
    form = SeatsForm(request.POST or None, initial=_seen(subscription))
    if _went(
        request,
        form,
        number,
        lambda: change_seats(
            number, form.cleaned_data["seats"], actor=request.actor, seen_version=form.cleaned_data["version"]
        ),
    ):
        return _done(request, number, _("Seats changed."))
    service = service_of(request.actor, subscription)
    return _act(
        request,
        subscription,
        form,
        title=_("Change seats"),
        submit=_("Change seats"),
        consequence=_(
            "Now there are %(seats)s seats, %(used)s of them in use. The new number "
            "counts from now on; seats that are not in use can go on any day."
        )
        % {
            "seats": subscription.seats,
            "used": service.seats_used,
        },
    )


@require_http_methods(["GET", "POST"])
def suspend(request: SignedInRequest, number: str) -> HttpResponse:
    """Stop the service for a while."""
    subscription = get_subscription(request.actor, number)
    form = SuspendForm(request.POST or None, initial=_seen(subscription))
    if _went(
        request,
        form,
        number,
        lambda: suspend_subscription(
            number,
            reason=SuspendReason(form.cleaned_data["reason"]),
            actor=request.actor,
            seen_version=form.cleaned_data["version"],
        ),
    ):
        return _done(request, number, _("Suspended. The service is stopping."))
    return _act(
        request,
        subscription,
        form,
        title=_("Suspend %(plan)s") % {"plan": subscription.plan_name},
        submit=_("Suspend %(plan)s") % {"plan": subscription.plan_name},
        consequence=_(
            "Nobody can sign in from now on. Nothing is deleted, and resuming brings all of it back."
        ),
        danger=True,
    )


@require_POST
def resume(request: SignedInRequest, number: str) -> HttpResponse:
    """Let the service run again."""
    return _at_once(request, number, resume_subscription, _("Resumed. The service is starting."))


@require_http_methods(["GET", "POST"])
def cancel(request: SignedInRequest, number: str) -> HttpResponse:
    """End the order as of a day."""
    subscription = get_subscription(request.actor, number)
    form = CancelForm(request.POST or None, initial=_seen(subscription))
    if _went(
        request,
        form,
        number,
        lambda: cancel_subscription(
            number,
            ends_on=form.chosen_day(clock.today()),
            actor=request.actor,
            seen_version=form.cleaned_data["version"],
        ),
    ):
        return _done(request, number, _("Cancelled. You can take it back while the data is kept."))
    return _act(
        request,
        subscription,
        form,
        title=_("Cancel %(plan)s") % {"plan": subscription.plan_name},
        submit=_("Cancel %(plan)s") % {"plan": subscription.plan_name},
        keep=_("Keep %(plan)s") % {"plan": subscription.plan_name},
        consequence=_(
            "The service stops on that day. All data is kept for %(days)s days after it, and we write twice "
            "before anything is erased. Cancelling costs nothing."
        )
        % {"days": settings.RETRIEVAL_DAYS},
        danger=True,
    )


@require_POST
def withdraw(request: SignedInRequest, number: str) -> HttpResponse:
    """Take back a cancellation."""
    return _at_once(request, number, withdraw_cancellation, _("The cancellation is taken back."))


@require_POST
def convert(request: SignedInRequest, number: str) -> HttpResponse:
    """Turn a trial into an order."""
    return _at_once(request, number, convert_trial, _("The trial is an order now."))


def _went(request: SignedInRequest, form: SeenForm, number: str, act: Callable[[], object]) -> bool:
    """Whether a form was sent and its act is done; what stands in its way is said on the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except (Refused, Conflict) as refusal:
        form.refuse(refusal, now=_seen(get_subscription(request.actor, number)))
        return False
    return True


def _seen(subscription: SubscriptionFacts) -> dict[str, object]:
    return {"seats": subscription.seats, "version": subscription.version}


def _act(
    request: SignedInRequest,
    subscription: SubscriptionFacts,
    form: SeenForm,
    *,
    title: str,
    submit: str,
    consequence: str,
    danger: bool = False,
    keep: str = "",
) -> HttpResponse:
    return render(
        request,
        "subscriptions/act.html",
        {
            "subscription": subscription,
            "form": form,
            "title": title,
            "submit": submit,
            "consequence": consequence,
            "danger": danger,
            "keep": keep,
        },
        status=422 if form.errors else 200,
    )


def _at_once(request: SignedInRequest, number: str, act: Act, done: str) -> HttpResponse:
    try:
        act(number, actor=request.actor, seen_version=_version(request))
    except (Refused, Conflict) as refusal:
        messages.error(request, refusal.sentence)
        return redirect("subscriptions:detail", number=number)
    return _done(request, number, done)


def _done(request: HttpRequest, number: str, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("subscriptions:detail", number=number)


def _version(request: HttpRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() else None
