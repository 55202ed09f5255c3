"""How a seller and its buyers stand on invoices."""

from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from freehold.delegation.request import SignedInRequest
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.actions.set_seller_profile import set_seller_profile
from freehold.invoicing.forms import BuyerProfileForm, SellerProfileForm, initial_rates
from freehold.invoicing.queries.profiles import buyer_profile, own_seller_profile
from freehold.kernel.errors import Conflict, Refused
from freehold.ui.forms import SeenForm


@require_http_methods(["GET", "POST"])
def seller(request: SignedInRequest) -> HttpResponse:
    """The seller's own."""
    form = SellerProfileForm(request.POST or None, initial=_seller(request))
    if request.method == "POST" and form.is_valid():
        try:
            set_seller_profile(form.chosen(), seen_version=form.cleaned_data["version"], actor=request.actor)
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now=_seller(request))
        else:
            messages.success(request, _("Saved. It stands on all invoices from now on."))
            return redirect("invoicing:seller_profile")
    return _page(
        request,
        form,
        _("Your company on invoices"),
        reverse("invoicing:issued"),
        template="invoicing/seller_profile.html",
    )


@require_http_methods(["GET", "POST"])
def own(request: SignedInRequest) -> HttpResponse:
    """One's own as a buyer."""
    return _buyer(request, None)


@require_http_methods(["GET", "POST"])
def buyer(request: SignedInRequest, buyer_id: UUID) -> HttpResponse:
    """That of a buyer of one's own."""
    return _buyer(request, buyer_id)


def _buyer(request: SignedInRequest, buyer_id: UUID | None) -> HttpResponse:
    known = buyer_profile(request.actor, buyer_id=buyer_id)
    back = reverse("invoicing:issued") if buyer_id else reverse("invoicing:received")
    form = BuyerProfileForm(request.POST or None, initial=_of_buyer(request, buyer_id))
    if request.method == "POST" and form.is_valid():
        try:
            set_buyer_profile(
                form.chosen(),
                buyer_id=buyer_id,
                seen_version=form.cleaned_data["version"],
                actor=request.actor,
            )
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now=_of_buyer(request, buyer_id))
        else:
            messages.success(request, _("Saved. It stands on all invoices from now on."))
            return redirect(request.path)
    title = (
        _("%(name)s on invoices") % {"name": known.buyer_name} if buyer_id else _("Your address on invoices")
    )
    return _page(request, form, title, back)


def _page(
    request: SignedInRequest,
    form: SeenForm,
    title: str,
    back: str,
    *,
    template: str = "invoicing/profile.html",
) -> HttpResponse:
    return render(
        request,
        template,
        {"form": form, "title": title, "back": back},
        status=422 if form.errors else 200,
    )


def _seller(request: SignedInRequest) -> dict[str, object]:
    known = own_seller_profile(request.actor)
    shown = asdict(known.facts) if known.facts else {"tax_name": "VAT"}
    rates = initial_rates(known.facts.own_rates if known.facts else ())
    return shown | rates | {"version": known.version}


def _of_buyer(request: SignedInRequest, buyer_id: UUID | None) -> dict[str, object]:
    known = buyer_profile(request.actor, buyer_id=buyer_id)
    shown = asdict(known.facts) if known.facts else {"legal_name": known.buyer_name}
    return shown | {"version": known.version}
