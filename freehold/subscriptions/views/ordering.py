"""Ordering in steps: for whom, which plan, how many seats, and a summary before the order itself."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from freehold.catalog.queries import OfferedPlan, plans_offered, plans_offered_to
from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.schemas import PAGE, part_of
from freehold.provisioning.registry import checked_options, service_for
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.forms import OrderForm
from freehold.subscriptions.previewing import preview_order
from freehold.tenants.queries import buyer_place, buyers_of, get_buyer
from freehold.ui.paging import place_in


@require_safe
def choose_buyer(request: SignedInRequest) -> HttpResponse:
    """The first step of a seller: for whom."""
    search = request.GET.get("q", "").strip()[:100]
    after = place_in(request, tuple[str, UUID])
    found = buyers_of(request.actor, search=search, after=after, limit=PAGE + 1)
    part = part_of(found, limit=PAGE, place=buyer_place)
    return render(
        request,
        "subscriptions/choose_buyer.html",
        {
            "buyers": part.items,
            "next": part.next,
            "is_narrowed": bool(search),
            "steps": _steps(is_sold=True),
        },
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
    plan = next((plan for plan in plans if plan.id == plan_id and plan.is_orderable), None)
    if plan is None:
        raise NotFound
    form = OrderForm(request.POST or None, offered=plan.terms)
    is_summary = False
    preview = None
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
                messages.success(
                    request,
                    _("Ordered. The service is being made ready; this takes seconds.")
                    if service_for(plan.kind).runs_here
                    else _("Ordered. People set it up by hand; below stands who, and by when."),
                )
                return redirect("subscriptions:detail", number=made.number)
    if is_summary:
        try:
            preview = preview_order(
                request.actor,
                plan_id,
                seats=form.cleaned_data["seats"],
                buyer_id=buyer_id,
                interval=form.cleaned_data["interval"],
            )
        except Refused as refusal:
            is_summary = False
            form.add_error(refusal.field or None, refusal.sentence)
    return render(
        request,
        "subscriptions/order.html",
        {
            "plan": plan,
            "form": form,
            "is_summary": is_summary,
            "preview": preview,
            "promises": service_for(plan.kind).promises(checked_options(plan.kind, plan.options)),
            "runs_here": service_for(plan.kind).runs_here,
            "retrieval_days": settings.RETRIEVAL_DAYS,
            "seats": form.cleaned_data.get("seats") if is_summary else None,
            "reference": form.cleaned_data.get("reference") if is_summary else "",
            "terms": form.chosen_terms() if is_summary else plan.terms[0],
            "amount": form.chosen_amount() if is_summary else None,
            "buyer_id": buyer_id,
            "buyer_name": buyer_name,
            "steps": _steps(is_sold=buyer_id is not None),
            "step": (3 if buyer_id else 2) + is_summary,
        },
        status=422 if form.errors and request.method == "POST" else 200,
    )


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
    return buyer.name, plans_offered_to(request.actor, buyer_id, currency=buyer.currency, on=clock.today())


def _steps(*, is_sold: bool) -> list[str]:
    return [*([_("Customer")] if is_sold else []), _("Plan"), _("Seats"), _("Summary")]
