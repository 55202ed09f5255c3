"""What all pages of the catalog use."""

from django.http import HttpResponse
from django.shortcuts import render

from freehold.catalog.forms.discounts import DiscountForm
from freehold.catalog.forms.levels import LevelForm
from freehold.catalog.forms.plans import AdoptForm, OfferingForm, PlanForm
from freehold.catalog.forms.prices import PricesForm
from freehold.delegation.request import SignedInRequest
from freehold.ui.frame import Place


def show_form(
    request: SignedInRequest,
    form: OfferingForm | AdoptForm | PlanForm | PricesForm | DiscountForm | LevelForm,
    title: str,
    submit: str,
    consequence: str,
    *,
    tabs: tuple[Place, ...] = (),
) -> HttpResponse:
    """A page that is one form; what is wrong with it stands beside its fields."""
    return render(
        request,
        "catalog/form.html",
        {"form": form, "title": title, "submit": submit, "consequence": consequence, "tabs": tabs},
        status=422 if form.errors else 200,
    )
