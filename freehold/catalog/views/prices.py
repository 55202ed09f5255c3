"""Price lists and the prices of a plan."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from freehold.catalog import queries
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.forms.prices import PricesForm, TermsForm
from freehold.catalog.views.shared import show_form
from freehold.catalog.words import INTERVALS
from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, NotFound, Refused
from freehold.kernel.money import EXPONENTS
from freehold.kernel.period import Interval
from freehold.kernel.pricing import FLAT, SEATS, ZERO, Terms, per_seat
from freehold.kernel.schemas import part_of
from freehold.provisioning.registry import priced_meters
from freehold.ui.frame import Place
from freehold.ui.paging import place_in

DEFAULT_CURRENCY = "EUR"


LISTS = 12


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
    return show_form(
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
