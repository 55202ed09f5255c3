"""Mandates: a buyer's own, and those that a seller records and revokes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import may
from freehold.kernel.schemas import part_of
from freehold.payments.actions.give_mandate import give_mandate
from freehold.payments.actions.record_mandate import record_mandate
from freehold.payments.actions.revoke_mandate import revoke_mandate
from freehold.payments.collecting import get_mandate, own_debiting
from freehold.payments.forms import MandateForm, OwnMandateForm
from freehold.payments.permissions import GIVE_MANDATE, REVOKE_MANDATE
from freehold.payments.words import SCHEMES
from freehold.tenants.queries import buyer_place, buyers_of, get_buyer
from freehold.ui.paging import place_in

PAGE = 50


@require_safe
def own(request: SignedInRequest) -> HttpResponse:
    """What one has agreed on with one's seller."""
    found = own_debiting(request.actor)
    return render(
        request,
        "payments/own_mandate.html",
        {
            "own": found,
            "scheme": SCHEMES[found.mandate.scheme] if found.mandate else "",
            "may_give": bool(found.creditor_id) and may(request.actor, GIVE_MANDATE),
            "may_revoke": found.mandate is not None and may(request.actor, REVOKE_MANDATE),
        },
    )


@require_http_methods(["GET", "POST"])
def give(request: SignedInRequest) -> HttpResponse:
    """Give one's seller a mandate."""
    found = own_debiting(request.actor)
    form = OwnMandateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reference = give_mandate(form.chosen(today=clock.today()), actor=request.actor)
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("The mandate %(reference)s is given.") % {"reference": reference})
            return redirect("payments:own_mandate")
    return render(
        request,
        "payments/give_mandate.html",
        {"own": found, "form": form},
        status=422 if form.errors else 200,
    )


@require_safe
def choose_buyer(request: SignedInRequest) -> HttpResponse:
    """Whose mandate is recorded."""
    search = request.GET.get("q", "").strip()[:100]
    after = place_in(request, tuple[str, UUID])
    part = part_of(
        buyers_of(request.actor, search=search, after=after, limit=PAGE + 1), limit=PAGE, place=buyer_place
    )
    return render(
        request,
        "payments/mandate_of.html",
        {"buyers": part.items, "next": part.next, "is_narrowed": bool(search)},
    )


@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest, buyer_id: UUID) -> HttpResponse:
    """Record a mandate that a buyer gave on paper."""
    buyer = get_buyer(request.actor, buyer_id)
    form = MandateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reference = record_mandate(form.chosen(), buyer_id=buyer_id, actor=request.actor)
        except (Refused, Conflict) as refusal:
            form.add_error(
                refusal.field
                if refusal.field in form.fields
                else "reference"
                if refusal.code == "reference_taken"
                else None,
                refusal.sentence,
            )
        else:
            messages.success(request, _("The mandate %(reference)s is recorded.") % {"reference": reference})
            return redirect("payments:debits")
    return render(
        request,
        "payments/new_mandate.html",
        {"buyer": buyer, "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def revoke(request: SignedInRequest, mandate_id: UUID) -> HttpResponse:
    """Revoke a mandate; the page says first what that means."""
    mandate = get_mandate(request.actor, mandate_id)
    is_own = mandate.buyer_id == request.actor.tenant_id
    back = "payments:own_mandate" if is_own else "payments:debits"
    if request.method == "POST":
        try:
            revoke_mandate(mandate_id, actor=request.actor)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("The mandate is revoked."))
        return redirect(back)
    return render(request, "payments/revoke_mandate.html", {"mandate": mandate, "is_own": is_own})
