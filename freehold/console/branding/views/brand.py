"""How a seller looks, with a look at it before it is saved."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from freehold.console.branding.forms import BrandForm
from freehold.console.branding.parts import tabs
from freehold.console.branding.unsaved import checked, forget, keep, kept
from freehold.console.settings.actions.change_brand import change_brand
from freehold.delegation.request import SignedInRequest
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import may
from freehold.tenants.actions.change_brand import BrandWanted
from freehold.tenants.queries import BrandFacts, own_brand
from freehold.tenants.states import AccentUse, LogoPlace


@require_http_methods(["GET", "POST"])
def brand(request: SignedInRequest) -> HttpResponse:
    """What customers see of this seller: saved, or shown as it would be."""
    shown = own_brand(request.actor)
    form = BrandForm(_with_nearest(request), request.FILES or None, initial=initial(shown))
    is_shown = "preview" in request.POST or "nearest" in request.POST
    if request.method == "POST" and form.is_valid():
        try:
            if is_shown:
                keep(wanted_of(form, actor=request.actor), actor=request.actor)
            else:
                change_brand(wanted_of(form, actor=request.actor), actor=request.actor)
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now=initial(own_brand(request.actor)))
        else:
            if not is_shown:
                forget(request.actor)
                messages.success(request, _("Brand saved. Your customers see it from now on."))
                return redirect("settings:brand")
    elif request.method == "GET":
        forget(request.actor)
    if is_shown and request.FILES and not form.errors:
        form.data = {**form.data.dict(), "kept_logo": "1"}  # type: ignore[attr-defined]  # stubs know a mapping alone
    context = {
        "form": form,
        "brand": shown,
        "tabs": tabs("settings:brand"),
        "check": checked(str(form["accent"].value())) if not form["accent"].errors else None,
        "sees_invoice": may(request.actor, SEE_INVOICES),
    }
    response = render(request, "branding/brand.html", context, status=422 if form.errors else 200)
    response.content_security_policy = {"frame-src": "'self'"}  # type: ignore[attr-defined]
    return response


def wanted_of(form: BrandForm, *, actor: Actor) -> BrandWanted:
    """A valid form as the action takes it; a logo that was sent for the look at it need not be sent again."""
    given = form.cleaned_data
    logo = given["logo"].read() if given["logo"] else None
    if logo is None and given["remove_logo"]:
        logo = b""
    elif logo is None and given["kept_logo"]:
        logo = kept(actor).logo or None
    return BrandWanted(
        name=given["name"],
        accent=given["accent"],
        support_name=given["support_name"],
        support_phone=given["support_phone"],
        support_email=given["support_email"],
        logo=logo,
        help_url=given["help_url"],
        legal_url=given["legal_url"],
        privacy_url=given["privacy_url"],
        sender=given["sender"],
        invoice_logo=LogoPlace(given["invoice_logo"] or LogoPlace.LEFT),
        invoice_accent=AccentUse(given["invoice_accent"] or AccentUse.RULES),
        invoice_foot=given["invoice_foot"],
        version=given["version"],
    )


def initial(brand: BrandFacts) -> dict[str, object]:
    """A brand as the form shows it."""
    return {field: getattr(brand, field) for field in BrandForm.base_fields if hasattr(brand, field)}


def _with_nearest(request: SignedInRequest) -> QueryDict | None:
    """What was sent, with the nearest shade that can be read in the place of the colour, where that was asked for."""
    if request.method != "POST":
        return None
    if "nearest" not in request.POST:
        return request.POST
    data = request.POST.copy()
    data["accent"] = request.POST.get("nearest", "")
    return data
