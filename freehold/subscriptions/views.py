"""Pages of orders: lists, ordering in steps, one order and what can be done with it."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.audit.permissions import READ_LOG
from freehold.audit.queries import read_log
from freehold.catalog.queries import OfferedPlan, plans_offered, plans_offered_to
from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, NotFound, Refused
from freehold.kernel.permission import may
from freehold.kernel.schemas import part_of
from freehold.provisioning.permissions import SEE_INSTANCES
from freehold.provisioning.states import InstanceState
from freehold.subscriptions import permissions as allowed
from freehold.subscriptions import rules
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.actions.convert_trial import convert_trial
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.actions.resume import resume_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.actions.withdraw import withdraw_cancellation
from freehold.subscriptions.forms import BuyerForm, CancelForm, OrderForm, SeatsForm, SuspendForm
from freehold.subscriptions.queries import (
    Order,
    ServiceFacts,
    Side,
    SubscriptionFacts,
    get_subscription,
    list_subscriptions,
    place,
    service_of,
)
from freehold.subscriptions.states import State, SuspendReason
from freehold.subscriptions.words import REASONS, STATES
from freehold.tenants.queries import buyers_of, get_buyer
from freehold.tenants.states import TenantKind
from freehold.ui.paging import place_in

PAGE = 50


class Act(Protocol):
    """An action on an order that needs no more than its number."""

    def __call__(self, number: str, *, actor: Actor, seen_version: int | None = None) -> SubscriptionFacts:
        """Act. Raises: FreeholdError."""


SORTS = {
    "": Order.NEWEST,
    "plan": Order.PLAN,
    "seats": Order.SEATS,
    "state": Order.STATE,
    "oldest": Order.OLDEST,
}


@require_safe
def sold(request: SignedInRequest) -> HttpResponse:
    """What the seller's buyers have ordered."""
    return _list(request, Side.SOLD)


@require_safe
def bought(request: SignedInRequest) -> HttpResponse:
    """What one has ordered oneself."""
    return _list(request, Side.BOUGHT)


def _list(request: SignedInRequest, side: Side) -> HttpResponse:
    order = SORTS.get(request.GET.get("sort", ""), Order.NEWEST)
    states = [state for state in State if state == request.GET.get("state")]
    found = list_subscriptions(
        request.actor,
        side=side,
        states=states,
        search=request.GET.get("q", "").strip(),
        order=order,
        after=place_in(request, tuple[str, UUID]),
        limit=PAGE + 1,
    )
    part = part_of(found, limit=PAGE, place=lambda one: place(one, order))
    return render(
        request,
        "subscriptions/list.html",
        {
            "subscriptions": part.items,
            "next": part.next,
            "is_sold": side is Side.SOLD,
            "is_seller": request.entered.tenant_kind is not TenantKind.CUSTOMER,
            "state_choices": [(state.value, words) for state, words in STATES.items()],
            "may_order": may(request.actor, allowed.ORDER),
            "is_narrowed": bool(states or request.GET.get("q")),
        },
    )


@require_safe
def choose_buyer(request: SignedInRequest) -> HttpResponse:
    """The first step of a seller: for whom."""
    buyers = [(buyer.tenant_id, buyer.name) for buyer in buyers_of(request.actor, limit=200)]
    return render(
        request,
        "subscriptions/choose_buyer.html",
        {"form": BuyerForm(buyers=buyers), "buyers": buyers, "steps": _steps(is_sold=True)},
    )


@require_safe
def choose_plan(request: SignedInRequest) -> HttpResponse:
    """The step in which a plan is chosen, each with its price."""
    buyer_id = _buyer_id(request)
    buyer_name, plans = _offer(request, buyer_id)
    return render(
        request,
        "subscriptions/choose_plan.html",
        {
            "plans": plans,
            "buyer_id": buyer_id,
            "buyer_name": buyer_name,
            "steps": _steps(is_sold=buyer_id is not None),
            "step": 2 if buyer_id else 1,
        },
    )


@require_http_methods(["GET", "POST"])
def order(request: SignedInRequest, plan_id: UUID) -> HttpResponse:
    """How many seats; then a summary of what happens and costs; then the order itself."""
    buyer_id = _buyer_id(request)
    buyer_name, plans = _offer(request, buyer_id)
    plan = next((plan for plan in plans if plan.id == plan_id and plan.price), None)
    if plan is None or plan.price is None:
        raise NotFound
    form = OrderForm(request.POST or None)
    is_summary = False
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        is_summary = True
        if "confirm" in request.POST:
            try:
                made = order_subscription(
                    plan_id, buyer_id=buyer_id, actor=request.actor, **form.cleaned_data
                )
            except Refused as refusal:
                is_summary = False
                form.add_error(refusal.field or None, refusal.sentence)
            else:
                messages.success(request, _("Ordered. The service is being made ready; this takes seconds."))
                return redirect("subscriptions:detail", number=made.number)
    return render(
        request,
        "subscriptions/order.html",
        {
            "plan": plan,
            "form": form,
            "is_summary": is_summary,
            "seats": form.cleaned_data.get("seats") if is_summary else None,
            "reference": form.cleaned_data.get("reference") if is_summary else "",
            "a_month": plan.price * form.cleaned_data["seats"] if is_summary else None,
            "buyer_id": buyer_id,
            "buyer_name": buyer_name,
            "steps": _steps(is_sold=buyer_id is not None),
            "step": (3 if buyer_id else 2) + is_summary,
        },
        status=422 if form.errors and request.method == "POST" else 200,
    )


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
            "shows_service": subscription.leads
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


@require_http_methods(["GET", "POST"])
def seats(request: SignedInRequest, number: str) -> HttpResponse:
    """Another number of seats."""
    subscription = get_subscription(request.actor, number)
    form = SeatsForm(
        request.POST or None, initial={"seats": subscription.seats, "version": subscription.version}
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_seats(
                number,
                form.cleaned_data["seats"],
                actor=request.actor,
                seen_version=form.cleaned_data["version"],
            )
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            return _done(request, number, _("Seats changed."))
    return _act(
        request,
        subscription,
        form,
        title=_("Change seats"),
        submit=_("Change seats"),
        consequence=_("The new number counts from now on; seats that are not used go down on any day."),
    )


@require_http_methods(["GET", "POST"])
def suspend(request: SignedInRequest, number: str) -> HttpResponse:
    """Stop the service for a while."""
    subscription = get_subscription(request.actor, number)
    form = SuspendForm(request.POST or None, initial={"version": subscription.version})
    if request.method == "POST" and form.is_valid():
        try:
            suspend_subscription(
                number,
                reason=SuspendReason(form.cleaned_data["reason"]),
                actor=request.actor,
                seen_version=form.cleaned_data["version"],
            )
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
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
    form = CancelForm(request.POST or None, initial={"version": subscription.version})
    if request.method == "POST" and form.is_valid():
        try:
            cancel_subscription(
                number,
                ends_on=form.chosen_day(clock.today()),
                actor=request.actor,
                seen_version=form.cleaned_data["version"],
            )
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
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


@dataclass(frozen=True, slots=True)
class Observed:
    """The line that says how the service is."""

    text: str
    settled: bool
    error: str


@dataclass(frozen=True, slots=True)
class Can:
    """What this person can do with this order now; the rest is not shown."""

    change_seats: bool
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


def _observed(subscription: SubscriptionFacts, service: ServiceFacts) -> Observed:
    words = CHANGING if service.is_adrift else SETTLED
    text = str(words[service.wanted_state])
    runs = rules.may_suspend(subscription.state)
    if runs and service.wanted_state is InstanceState.SUSPENDED:
        text = _("A seller above has suspended the service. Nothing is deleted.")
    error = _("It has not succeeded yet.") if service.is_failing else ""
    return Observed(text=text, settled=not service.is_adrift, error=error)


def _can(request: SignedInRequest, subscription: SubscriptionFacts) -> Can:
    actor, state = request.actor, subscription.state
    is_erased = subscription.erased_at is not None
    return Can(
        change_seats=subscription.leads
        and rules.may_change_seats(state)
        and may(actor, allowed.CHANGE_SEATS),
        suspend=rules.may_suspend(state) and may(actor, allowed.SUSPEND),
        resume=may(actor, allowed.RESUME)
        and rules.may_resume(
            state,
            suspended_by_seller=subscription.suspended_by_seller,
            by_seller=subscription.side is Side.SOLD,
        ),
        cancel=subscription.leads and rules.may_cancel(state) and may(actor, allowed.CANCEL),
        withdraw=subscription.leads
        and may(actor, allowed.WITHDRAW)
        and rules.may_withdraw(
            state, is_erased=is_erased, trial_ends_on=subscription.trial_ends_on, today=clock.today()
        ),
        convert=subscription.leads
        and may(actor, allowed.CONVERT)
        and rules.may_convert(state, is_erased=is_erased, trial_ends_on=subscription.trial_ends_on),
    )


def _act(
    request: SignedInRequest,
    subscription: SubscriptionFacts,
    form: Form,
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


def _buyer_id(request: HttpRequest) -> UUID | None:
    given = request.GET.get("buyer", "")
    try:
        return UUID(given) if given else None
    except ValueError as error:
        raise NotFound from error


def _offer(request: SignedInRequest, buyer_id: UUID | None) -> tuple[str, list[OfferedPlan]]:
    """For whom, by name, and the plans to choose from; a buyer itself reads what its seller offers."""
    if buyer_id is None:
        return "", plans_offered(request.actor)
    buyer = get_buyer(request.actor, buyer_id)
    return buyer.name, plans_offered_to(request.actor, currency=buyer.currency, on=clock.today())


def _steps(*, is_sold: bool) -> list[str]:
    return [*([_("Customer")] if is_sold else []), _("Plan"), _("Seats"), _("Summary")]
