"""Offerings and plans: what a seller has, makes, adopts, promises and retires."""

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from freehold.catalog import queries
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.create_offering import create_offering
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.describe_plan import describe_plan
from freehold.catalog.actions.promise_level import promise_level
from freehold.catalog.actions.retire_plan import retire_plan
from freehold.catalog.forms.levels import LevelForm, written_level_steps
from freehold.catalog.forms.plans import AdoptForm, DescribeForm, OfferingForm, PlanForm, told_option
from freehold.catalog.queries import PlanOrder, Sale, plan_place
from freehold.catalog.rules import may_supply
from freehold.catalog.views.shared import show_form
from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, NotFound, Refused
from freehold.kernel.schemas import PAGE, part_of
from freehold.provisioning.contract import Service
from freehold.provisioning.registry import service_for, services
from freehold.tenants.queries import get_tenant
from freehold.tenants.states import TenantKind
from freehold.ui.forms import TypedNameForm
from freehold.ui.paging import place_in


@require_safe
def plans(request: SignedInRequest) -> HttpResponse:
    """Plans with their prices; the operator's offerings, a partner's way to adopt."""
    search, sort = request.GET.get("q", "").strip(), request.GET.get("sort", "")
    chosen = request.GET.get("sale", "")
    order = PlanOrder(sort) if sort in set(PlanOrder) else PlanOrder.NAME
    found = queries.list_plans(
        request.actor,
        on=clock.today(),
        search=search,
        sale=Sale(chosen) if chosen in set(Sale) else None,
        order=order,
        after=place_in(request, tuple[str, UUID]),
        limit=PAGE + 1,
    )
    part = part_of(found, limit=PAGE, place=lambda plan: plan_place(plan, order))
    is_operator, own_services = _is_operator(request), _own_services(request)
    margins = {} if is_operator else queries.margins(request.actor, part.items)
    return render(
        request,
        "catalog/plans.html",
        {
            "plans": [(plan, margins.get(plan.id, [])) for plan in part.items],
            "next": part.next,
            "sort": order,
            "is_narrowed": bool(search or chosen),
            "sale_choices": [
                (Sale.ORDERABLE, _("Can be ordered")),
                (Sale.UNPRICED, _("No price yet")),
                (Sale.NOT_SUPPLIED, _("Not sold to you")),
                (Sale.RETIRED, _("Retired")),
            ],
            "offerings": [
                offering
                for offering in queries.offerings(request.actor)
                if offering.kind in {service.kind for service in own_services}
            ],
            "is_operator": is_operator,
            "may_offer": bool(own_services),
        },
    )


@require_http_methods(["GET", "POST"])
def new_offering(request: SignedInRequest) -> HttpResponse:
    """Something new to sell."""
    form = OfferingForm(request.POST or None, services=_own_services(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            offering_id = create_offering(
                given["name"], kind=given["kind"], description=given["description"], actor=request.actor
            )
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            return redirect("catalog:new_plan", offering_id=offering_id)
    return show_form(request, form, _("New offering"), _("Add offering"), _("Next you add its first plan."))


@require_http_methods(["GET", "POST"])
def new_plan(request: SignedInRequest, offering_id: UUID) -> HttpResponse:
    """A new package of an offering."""
    offering = next((o for o in queries.offerings(request.actor) if o.id == offering_id), None)
    if offering is None:
        raise NotFound
    form = PlanForm(request.POST or None, options=service_for(offering.kind).options)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            create_plan(
                offering_id,
                name=given["name"],
                description=given["description"],
                trial_days=given["trial_days"],
                options=form.chosen_options(),
                actor=request.actor,
            )
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("Plan added. Give it a price, and it can be ordered."))
            return redirect("catalog:plans")
    title = _("New plan of %(offering)s") % {"offering": offering.name}
    return show_form(
        request, form, title, _("Add plan"), _("Nobody can order it before it has a price. Its options stay.")
    )


@require_safe
def offered(request: SignedInRequest) -> HttpResponse:
    """What one's own seller offers for reselling."""
    return render(request, "catalog/offered.html", {"plans": queries.plans_offered(request.actor)})


@require_http_methods(["GET", "POST"])
def adopt(request: SignedInRequest, source_plan_id: UUID) -> HttpResponse:
    """Take a plan of one's seller under a name of one's own."""
    source = next((p for p in queries.plans_offered(request.actor) if p.id == source_plan_id), None)
    if source is None:
        raise NotFound
    form = AdoptForm(
        request.POST or None,
        initial={"name": source.name, "description": source.description, "trial_days": 0},
    )
    if request.method == "POST" and form.is_valid():
        try:
            adopt_plan(source_plan_id, actor=request.actor, **form.cleaned_data)
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(request, _("Plan adopted. Give it a price, and your customers can order it."))
            return redirect("catalog:plans")
    title = _("Adopt %(plan)s") % {"plan": source.name}
    return show_form(
        request, form, title, _("Adopt plan"), _("Your customers see your name for it, and your price.")
    )


@require_http_methods(["GET", "POST"])
def plan(request: SignedInRequest, plan_id: UUID) -> HttpResponse:
    """One plan: what buyers read of it."""
    found = queries.get_plan(request.actor, plan_id, on=clock.today())
    form = DescribeForm(request.POST or None, initial=_text(found))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            describe_plan(
                plan_id,
                name=given["name"],
                description=given["description"],
                seen_version=given["version"],
                actor=request.actor,
            )
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now=_text(queries.get_plan(request.actor, plan_id, on=clock.today())))
        else:
            messages.success(request, _("Saved. What has been ordered keeps its old name."))
            return redirect("catalog:plans")
    return render(
        request,
        "catalog/plan.html",
        {"plan": found, "form": form, "options": _told_options(found)},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def promise(request: SignedInRequest, plan_id: UUID) -> HttpResponse:
    """What a plan promises of its availability."""
    found = queries.get_plan(request.actor, plan_id, on=clock.today())
    form = LevelForm(request.POST or None, initial=_promised(found))
    if request.method == "POST" and form.is_valid():
        try:
            promise_level(plan_id, form.steps, seen_version=form.cleaned_data["version"], actor=request.actor)
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now=_promised(queries.get_plan(request.actor, plan_id, on=clock.today())))
        else:
            messages.success(request, _("Saved. What has been ordered keeps what it was promised."))
            return redirect("catalog:plan", plan_id=plan_id)
    return show_form(
        request,
        form,
        _("What %(plan)s promises") % {"plan": found.name},
        _("Save the promise"),
        _(
            "Whoever orders from now on is promised this. A month that is missed is credited on the next invoice by itself: "
            "yours to your customers, and your seller’s to you by what it promised you."
        ),
    )


@require_http_methods(["GET", "POST"])
def retire(request: SignedInRequest, plan_id: UUID) -> HttpResponse:
    """Take a plan out of sale, confirmed by its name."""
    found = queries.get_plan(request.actor, plan_id, on=clock.today())
    form = TypedNameForm(request.POST or None, name=found.name)
    if request.method == "POST" and form.is_valid():
        try:
            retire_plan(plan_id, actor=request.actor)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The plan is retired."))
            return redirect("catalog:plans")
    return render(
        request, "catalog/retire.html", {"plan": found, "form": form}, status=422 if form.errors else 200
    )


def _text(plan: queries.PlanFacts) -> dict[str, object]:
    return {"name": plan.name, "description": plan.description, "version": plan.version}


def _promised(plan: queries.PlanFacts) -> dict[str, object]:
    level = plan.service_level
    return {
        "promised": _plain(level.promised) if level else None,
        "credit": _plain(level.steps[0].credit) if level else None,
        "further": written_level_steps(level) if level else "",
        "version": plan.version,
    }


def _plain(percent: Decimal) -> Decimal:
    return Decimal(f"{percent.normalize():f}")


def _told_options(plan: queries.PlanFacts) -> list[tuple[str, object]]:
    """What the plan is set to, each option in the words of its service."""
    known = service_for(plan.kind).options
    return [(told_option(known, name), value) for name, value in sorted(plan.options.items())]


def _own_services(request: SignedInRequest) -> list[Service]:
    """What the seller may make offerings of by itself."""
    seller = get_tenant(request.actor.tenant_id).kind
    return [service for service in services() if may_supply(seller, runs_here=service.runs_here)]


def _is_operator(request: SignedInRequest) -> bool:
    return get_tenant(request.actor.tenant_id).kind is TenantKind.OPERATOR
