"""Discounts for buyers, plans and terms."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.catalog import queries
from freehold.catalog.actions.end_discount import end_discount
from freehold.catalog.actions.give_discount import give_discount
from freehold.catalog.forms.discounts import DiscountForm
from freehold.catalog.views.shared import show_form
from freehold.catalog.words import INTERVALS
from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.errors import Refused
from freehold.tenants.queries import buyers_of, names_of_buyers

MOST_CHOICES = 1_000


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
    return show_form(
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
