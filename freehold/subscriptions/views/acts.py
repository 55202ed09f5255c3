"""What can be done with an order: each act is one form, and says before its button what will happen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from freehold.catalog.queries import OfferedPlan, plans_offered, plans_offered_to
from freehold.catalog.words import told_price
from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused
from freehold.provisioning.registry import meters_of
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.change_plan import change_plan
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.actions.convert_trial import convert_trial
from freehold.subscriptions.actions.resume import resume_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.actions.withdraw import withdraw_cancellation
from freehold.subscriptions.forms import CancelForm, ChangePlanForm, SeatsForm, SuspendForm
from freehold.subscriptions.previewing import (
    Preview,
    preview_end,
    preview_pause,
    preview_plan,
    preview_seats,
)
from freehold.subscriptions.queries import ServiceFacts, Side, SubscriptionFacts, get_subscription, service_of
from freehold.subscriptions.rules import erase_after
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
    preview = _reviewed(
        request, form, number, lambda: preview_seats(request.actor, number, form.cleaned_data["seats"])
    )
    if preview is None and _went(
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
        consequence=_of_seats(subscription, service),
        preview=preview,
    )


def _of_seats(subscription: SubscriptionFacts, service: ServiceFacts | None) -> str:
    used = service.seats_used if service else None
    known: dict[str, object] = {"seats": subscription.seats, "used": used}
    if used is None:
        return (
            ngettext(
                "Now there is %(seats)s seat. The new number counts from now on; seats can go on any day.",
                "Now there are %(seats)s seats. The new number counts from now on; seats can go on any day.",
                subscription.seats,
            )
            % known
        )
    return (
        ngettext(
            "Now there is %(seats)s seat, and %(used)s in use. The new number "
            "counts from now on; seats that are not in use can go on any day.",
            "Now there are %(seats)s seats, %(used)s of them in use. The new number "
            "counts from now on; seats that are not in use can go on any day.",
            subscription.seats,
        )
        % known
    )


@require_http_methods(["GET", "POST"])
def plan(request: SignedInRequest, number: str) -> HttpResponse:
    """Another plan of the same service."""
    subscription = get_subscription(request.actor, number)
    others = [
        one
        for one in _offered(request, subscription)
        if one.kind == subscription.kind
        and one.id != subscription.plan_id
        and any(terms.interval is subscription.terms.interval for terms in one.terms)
    ]
    if not others:
        messages.info(request, _("There is no other plan of this service and term at present."))
        return redirect("subscriptions:detail", number=number)
    form = ChangePlanForm(
        request.POST or None,
        initial=_seen(subscription),
        plans=[(one.id, one.name, _price(one, subscription)) for one in others],
    )
    preview = _reviewed(
        request, form, number, lambda: preview_plan(request.actor, number, form.cleaned_data["plan_id"])
    )
    if preview is None and _went(
        request,
        form,
        number,
        lambda: change_plan(
            number,
            form.cleaned_data["plan_id"],
            actor=request.actor,
            seen_version=form.cleaned_data["version"],
        ),
    ):
        return _done(request, number, _("Plan changed. The service follows within seconds."))
    return _act(
        request,
        subscription,
        form,
        title=_("Change the plan"),
        submit=_("Change the plan"),
        consequence=_(
            "Now it is %(plan)s. The new plan counts from today on; days of the old one that are charged already "
            "are credited. All data stays."
        )
        % {"plan": subscription.plan_name},
        preview=preview,
    )


@require_http_methods(["GET", "POST"])
def suspend(request: SignedInRequest, number: str) -> HttpResponse:
    """Stop the service for a while."""
    subscription = get_subscription(request.actor, number)
    is_sold = subscription.side is Side.SOLD
    form = SuspendForm(request.POST or None, initial=_seen(subscription), is_sold=is_sold)
    preview = None
    if subscription.leads and request.POST.get("reason") == SuspendReason.ASKED:
        preview = _reviewed(request, form, number, lambda: preview_pause(request.actor, number))
    if preview is None and _went(
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
            "Nobody can sign in from now on. Nothing is deleted, and resuming brings all of it back. A pause that was "
            "asked for is not charged, by the day; any other suspension is."
        )
        if is_sold
        else _(
            "Nobody can sign in from now on. Nothing is deleted, and resuming brings all of it back. The pause is not "
            "charged, by the day."
        ),
        danger=True,
        preview=preview,
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
    preview = _reviewed(
        request,
        form,
        number,
        lambda: preview_end(request.actor, number, form.chosen_day(clock.today())),
    )
    if preview is None and _went(
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
        consequence=_told_end(subscription, form) if preview else _ends_then(),
        danger=True,
        preview=preview,
    )


def _ends_then() -> str:
    return _(
        "The service stops on that day. All data is kept for %(days)s days after it, and we write twice "
        "before anything is erased. Cancelling costs nothing."
    ) % {"days": settings.RETRIEVAL_DAYS}


def _told_end(subscription: SubscriptionFacts, form: CancelForm) -> str:
    today = clock.today()
    ends_on = form.chosen_day(today)
    known = {
        "plan": subscription.plan_name,
        "day": date_format(ends_on - timedelta(days=1), "DATE_FORMAT"),
        "kept": date_format(erase_after(ends_on, retrieval_days=settings.RETRIEVAL_DAYS), "DATE_FORMAT"),
    }
    stops = (
        _("%(plan)s stops now.") if ends_on <= today else _("%(plan)s stops at the end of %(day)s.")
    ) % known
    kept = _(
        "All data is kept until %(kept)s, and we write twice before anything is erased. Cancelling costs nothing."
    )
    return f"{stops} {kept % known}"


@require_POST
def withdraw(request: SignedInRequest, number: str) -> HttpResponse:
    """Take back a cancellation."""
    return _at_once(request, number, withdraw_cancellation, _("The cancellation is taken back."))


@require_POST
def convert(request: SignedInRequest, number: str) -> HttpResponse:
    """Turn a trial into an order."""
    return _at_once(request, number, convert_trial, _("The trial is an order now."))


def _reviewed(
    request: SignedInRequest, form: SeenForm, number: str, preview: Callable[[], Preview]
) -> Preview | None:
    """What a form that was sent, but not confirmed yet, would charge and credit; none where there is nothing to show."""
    if (
        request.method != "POST"
        or "confirm" in request.POST
        or "change" in request.POST
        or not form.is_valid()
    ):
        return None
    try:
        return preview()
    except (Refused, Conflict) as refusal:
        form.refuse(refusal, now=_seen(get_subscription(request.actor, number)))
        return None


def _offered(request: SignedInRequest, subscription: SubscriptionFacts) -> list[OfferedPlan]:
    if subscription.side is Side.BOUGHT:
        return plans_offered(request.actor)
    return plans_offered_to(
        request.actor, subscription.buyer_id, currency=subscription.terms.currency, on=clock.today()
    )


def _price(plan: OfferedPlan, subscription: SubscriptionFacts) -> str:
    """What a plan costs in the term of an order."""
    terms = next(one for one in plan.terms if one.interval is subscription.terms.interval)
    return told_price(terms, meters_of(plan.kind))


def _went(request: SignedInRequest, form: SeenForm, number: str, act: Callable[[], object]) -> bool:
    """Whether a form was sent and its act is done; what stands in its way is said on the form."""
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
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
    preview: Preview | None = None,
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
            "preview": preview,
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
