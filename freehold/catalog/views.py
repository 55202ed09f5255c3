"""Pages of a seller's catalog."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.catalog import queries
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.create_offering import create_offering
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.describe_plan import describe_plan
from freehold.catalog.actions.end_discount import end_discount
from freehold.catalog.actions.give_discount import give_discount
from freehold.catalog.actions.promise_level import promise_level
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.actions.retire_plan import retire_plan
from freehold.catalog.forms import (
    AdoptForm,
    DescribeForm,
    DiscountForm,
    LevelForm,
    OfferingForm,
    PlanForm,
    PricesForm,
    TermsForm,
    told_option,
    written_level_steps,
)
from freehold.catalog.queries import PlanOrder, Sale, plan_place
from freehold.catalog.rules import may_supply
from freehold.catalog.words import INTERVALS
from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, NotFound, Refused
from freehold.kernel.money import EXPONENTS
from freehold.kernel.period import Interval
from freehold.kernel.pricing import FLAT, SEATS, ZERO, Terms, per_seat
from freehold.kernel.schemas import PAGE, part_of
from freehold.provisioning.contract import Service
from freehold.provisioning.registry import priced_meters, service_for, services
from freehold.tenants.queries import buyers_of, get_tenant, names_of_buyers
from freehold.tenants.states import TenantKind
from freehold.ui.forms import TypedNameForm
from freehold.ui.frame import Place
from freehold.ui.paging import place_in

DEFAULT_CURRENCY = "EUR"
LISTS = 12
MOST_CHOICES = 1_000


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
    return _form(request, form, _("New offering"), _("Add offering"), _("Next you add its first plan."))


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
    return _form(
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
    return _form(
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
    return _form(
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


@require_safe
def prices(request: SignedInRequest) -> HttpResponse:
    """Price lists, the newest first."""
    currency = request.GET.get("currency", "")
    after = place_in(request, tuple[date, UUID])
    found = queries.price_lists(request.actor, currency=currency, after=after, limit=LISTS + 1)
    part = part_of(found, limit=LISTS, place=lambda prices: (prices.valid_from, prices.id))
    return render(
        request,
        "catalog/prices.html",
        {
            "price_lists": part.items,
            "next": part.next,
            "currencies": [(known, known) for known in queries.currencies_of(request.actor)],
            "today": clock.today(),
        },
    )


@require_http_methods(["GET", "POST"])
def new_prices(request: SignedInRequest) -> HttpResponse:
    """Publish the next price list."""
    today = clock.today()
    own = [plan for plan in queries.plans(request.actor, on=today) if not plan.is_retired]
    currency = request.GET.get("currency", DEFAULT_CURRENCY)
    if currency not in EXPONENTS:
        raise NotFound
    newest = queries.newest_version(request.actor.tenant_id, currency)
    simple = [plan for plan in own if _is_simple(plan, currency)]
    form = PricesForm(request.POST or None, plans=simple, currency=currency, today=today, version=newest)
    if request.method == "POST" and form.is_valid():
        try:
            publish_price_list(
                form.chosen_prices(),
                terms={plan.id: _kept(plan, currency) for plan in own},
                currency=form.cleaned_data["currency"],
                valid_from=form.cleaned_data["valid_from"],
                seen_version=form.cleaned_data["version"],
                actor=request.actor,
            )
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now=form.present_prices() | {"version": newest})
        else:
            messages.success(request, _("Prices published."))
            return redirect("catalog:prices")
    title = _("New price list in %(currency)s") % {"currency": currency}
    kept = [plan.name for plan in own if _kept(plan, currency)]
    about = _("It never changes once published. What has been ordered keeps the price it was ordered at.")
    if kept:
        about += " " + _(
            "Prices in parts or for a year stay as they are, and are set on the plan's own page: %(plans)s."
        ) % {"plans": ", ".join(kept)}
    others = tuple(
        Place(code, f"{reverse('catalog:new_prices')}?currency={code}", "", current=code == currency)
        for code in EXPONENTS
    )
    return _form(
        request,
        form,
        title,
        _("Publish prices"),
        about,
        tabs=others,
    )


@require_http_methods(["GET", "POST"])
def price(request: SignedInRequest, plan_id: UUID) -> HttpResponse:
    """All of what a plan costs in one currency and for one term; the other prices of the list stay."""
    today = clock.today()
    found = queries.get_plan(request.actor, plan_id, on=today)
    currency = request.GET.get("currency", DEFAULT_CURRENCY)
    given = request.GET.get("interval", Interval.MONTH)
    if currency not in EXPONENTS or given not in set(Interval) or found.is_retired:
        raise NotFound
    interval = Interval(given)
    newest = queries.newest_version(request.actor.tenant_id, currency)
    present = next((one for one in found.terms_in(currency) if one.interval is interval), None)
    form = TermsForm(
        request.POST or None,
        meters={
            SEATS: _("A seat"),
            FLAT: _("The plan itself, whatever its seats"),
            **{name: str(meter.title) for name, meter in priced_meters(found.kind).items()},
        },
        present=present or Terms(currency, (), interval),
        valid_from=today,
        version=newest,
    )
    if request.method == "POST" and form.is_valid():
        try:
            publish_price_list(
                {},
                terms=_list_with(request, found, form, currency),
                currency=currency,
                valid_from=form.cleaned_data["valid_from"],
                seen_version=form.cleaned_data["version"],
                actor=request.actor,
            )
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now={"version": newest})
        else:
            messages.success(request, _("Prices published."))
            return redirect("catalog:plan", plan_id=plan_id)
    here = reverse("catalog:price", args=[plan_id])
    return render(
        request,
        "catalog/price.html",
        {
            "plan": found,
            "form": form,
            "currency": currency,
            "tabs": tuple(
                Place(str(told), f"{here}?currency={currency}&interval={one}", "", current=one is interval)
                for one, told in INTERVALS.items()
            ),
        },
        status=422 if form.errors else 200,
    )


def _list_with(
    request: SignedInRequest, changed: queries.PlanFacts, form: TermsForm, currency: str
) -> dict[UUID, list[Terms]]:
    """The list as it would be on the day, with one price of one plan changed, or taken away."""
    found = {
        plan.id: plan.terms_in(currency)
        for plan in queries.plans(request.actor, on=form.cleaned_data["valid_from"])
        if not plan.is_retired
    }
    others = [one for one in found.get(changed.id, []) if one.interval is not form.present.interval]
    found[changed.id] = [*others, form.chosen] if form.chosen.components else others
    return found


@require_safe
def discounts(request: SignedInRequest) -> HttpResponse:
    """What is taken off the prices, for whom and until when."""
    names = {plan.id: plan.name for plan in queries.plans(request.actor, on=clock.today())}
    found = queries.discounts(request.actor)
    buyers = names_of_buyers(
        request.actor.tenant_id, {one.buyer_id for one in found if one.buyer_id is not None}
    )
    today = clock.today()
    return render(
        request,
        "catalog/discounts.html",
        {
            "discounts": [
                (
                    one,
                    buyers.get(one.buyer_id, "") if one.buyer_id else "",
                    names.get(one.plan_id, "") if one.plan_id else "",
                    INTERVALS[one.interval] if one.interval else "",
                    one.valid_until is not None and one.valid_until <= today,
                )
                for one in found
            ]
        },
    )


@require_http_methods(["GET", "POST"])
def new_discount(request: SignedInRequest) -> HttpResponse:
    """Take a part off orders to come."""
    today = clock.today()
    form = DiscountForm(
        request.POST or None,
        today=today,
        buyers=[(one.tenant_id, one.name) for one in buyers_of(request.actor, limit=MOST_CHOICES)],
        plans=[(one.id, one.name) for one in queries.plans(request.actor, on=today) if not one.is_retired],
    )
    if request.method == "POST" and form.is_valid():
        try:
            give_discount(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(request, _("Discount given."))
            return redirect("catalog:discounts")
    return _form(
        request,
        form,
        _("New discount"),
        _("Give discount"),
        _("Orders from its first day on get it and keep it. Where several fit, the largest counts."),
    )


@require_POST
def end(request: SignedInRequest, discount_id: UUID) -> HttpResponse:
    """Give a discount to nobody any more."""
    try:
        end_discount(discount_id, actor=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The discount is over. What was ordered with it keeps it."))
    return redirect("catalog:discounts")


def _form(
    request: SignedInRequest,
    form: OfferingForm | AdoptForm | PlanForm | PricesForm | DiscountForm | LevelForm,
    title: str,
    submit: str,
    consequence: str,
    *,
    tabs: tuple[Place, ...] = (),
) -> HttpResponse:
    return render(
        request,
        "catalog/form.html",
        {"form": form, "title": title, "submit": submit, "consequence": consequence, "tabs": tabs},
        status=422 if form.errors else 200,
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


def _is_simple(plan: queries.PlanFacts, currency: str) -> bool:
    """Whether the plan's monthly price is one of each seat, or there is none yet."""
    monthly = [one for one in plan.terms_in(currency) if one.interval is Interval.MONTH]
    return all(one == per_seat(one.seat_price or ZERO, currency) for one in monthly)


def _kept(plan: queries.PlanFacts, currency: str) -> list[Terms]:
    """The prices that the short form does not show, which stay as they are."""
    return [
        one
        for one in plan.terms_in(currency)
        if one.interval is not Interval.MONTH or not _is_simple(plan, currency)
    ]


def _own_services(request: SignedInRequest) -> list[Service]:
    """What the seller may make offerings of by itself."""
    seller = get_tenant(request.actor.tenant_id).kind
    return [service for service in services() if may_supply(seller, runs_here=service.runs_here)]


def _is_operator(request: SignedInRequest) -> bool:
    return get_tenant(request.actor.tenant_id).kind is TenantKind.OPERATOR
