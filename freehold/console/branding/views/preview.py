"""A brand as it would be: a page of sign-in, a page inside, a mail and an invoice, before anything is saved."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from freehold.console.branding.forms import BrandForm
from freehold.console.branding.unsaved import Unsaved, checked, keep, kept
from freehold.console.branding.views.brand import wanted_of
from freehold.console.context_processors import brand_links
from freehold.delegation.request import SignedInRequest
from freehold.invoicing.documents.brand import branded
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.invoicing.queries.example import example_pdf, example_picture
from freehold.kernel.errors import Refused
from freehold.kernel.permission import may
from freehold.notices.queries import find_wording
from freehold.notices.rules import language_of
from freehold.notices.service import in_html, in_words
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import BrandFacts, get_tenant, origin_for
from freehold.ui.frame import Frame, Place, Section, Support


@require_POST
def refresh(request: SignedInRequest) -> HttpResponse:
    """The look at it anew, for what is typed by now; what could not be saved is said instead."""
    form = BrandForm(request.POST, request.FILES)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        try:
            keep(wanted_of(form, actor=request.actor), actor=request.actor)
        except Refused as refusal:
            context["fault"] = refusal.sentence
        else:
            context["check"] = checked(form.cleaned_data["accent"])
    else:
        context["fault"] = _(
            "Something in the form is missing or cannot be read; the look at it shows what was there before."
        )
    context["sees_invoice"] = may(request.actor, SEE_INVOICES)
    return render(request, "branding/previews.html", context)


@require_safe
def sign_in(request: SignedInRequest) -> HttpResponse:
    """The page on which customers sign in."""
    frame = _frame(kept(request.actor))
    return _framed(render(request, "branding/preview_sign_in.html", {"frame": frame}))


@require_safe
def inside(request: SignedInRequest) -> HttpResponse:
    """A page as a customer's person sees it."""
    shown = kept(request.actor)
    frame = replace(
        _frame(shown),
        navigation=(
            Section(
                "",
                (
                    Place(_("Overview"), "#content", "layout-dashboard", current=True),
                    Place(_("My mail"), "#content", "inbox"),
                    Place(_("Security"), "#content", "shield-check"),
                ),
            ),
        ),
        person_name=_("Erika Example"),
    )
    return _framed(render(request, "branding/preview_inside.html", {"frame": frame}))


@require_safe
def mail(request: SignedInRequest) -> HttpResponse:
    """An invitation as it is sent, in the seller's own words where it has some."""
    brand = kept(request.actor).brand
    language = language_of(get_tenant(request.actor.tenant_id).language)
    subject, body = example_notice(NoticeTemplate.INVITATION, language, brand)
    with translation.override(language):
        response = HttpResponse(in_html(brand, brand.name, language, subject, body))
    # Mail has its styles in the tags, since mail programs read no others.
    response.content_security_policy = {"style-src": "'unsafe-inline'"}  # type: ignore[attr-defined]
    return _framed(response)


@require_safe
def invoice(request: SignedInRequest) -> HttpResponse:
    """The first page of an invoice that does not exist."""
    shown = kept(request.actor)
    picture = example_picture(request.actor, branded(shown.brand, shown.logo))
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "no-store"})


@require_safe
def invoice_pdf(request: SignedInRequest) -> HttpResponse:
    """The same as buyers get it."""
    shown = kept(request.actor)
    made = example_pdf(request.actor, branded(shown.brand, shown.logo))
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="example.pdf"'},
    )


@require_safe
def logo(request: SignedInRequest) -> HttpResponse:
    """The logo that is not saved yet."""
    shown = kept(request.actor)
    if not shown.logo:
        raise Http404
    return HttpResponse(
        shown.logo,
        content_type=shown.logo_type,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"},
    )


def example_notice(
    template: NoticeTemplate, language: str, brand: BrandFacts, *, own: tuple[str, str] | None = None
) -> tuple[str, str]:
    """A notice with values that are made up, in the words given, else in those that the seller has saved."""
    with translation.override(language):
        values = example_values(brand)
        return in_words(
            template, language, values, own=own or find_wording(brand.tenant_id, template, language)
        )


def example_values(brand: BrandFacts) -> dict[str, object]:
    """Values for every placeholder, made up."""
    return {
        "name": _("Erika Example"),
        "inviter": brand.support_name or brand.name,
        "organisation": _("Example Ltd"),
        "address": "erika@example.com",
        "link": f"{origin_for(brand.tenant_id)}/account/invitation/…/",
        "at": "2026-03-01 09:30",
        "ip": "192.0.2.1",
        "browser": "Firefox",
        "plan": "Mail Standard",
        "number": "SUB-000123",
        "reason": _("an unpaid invoice"),
        "ends_on": "2026-04-30",
        "kept_until": "2026-05-30",
        "erased_on": "2026-05-30",
        "days": 7,
        "brand": brand,
        "brand_name": brand.name,
    }


def _frame(shown: Unsaved) -> Frame:
    brand = shown.brand
    reachable = bool(brand.support_phone or brand.support_email)
    return Frame(
        brand_name=brand.name,
        home_url="#content",
        logo_url=reverse("branding:preview_logo") if shown.logo else "",
        brand_css_url=reverse("console:brand_css", args=[brand.accent.removeprefix("#")]),
        support=Support(brand.support_name or brand.name, brand.support_phone, brand.support_email)
        if reachable
        else None,
        foot=brand_links(brand),
        source_url=reverse("console:source"),
    )


def _framed(response: HttpResponse) -> HttpResponse:
    """Let our own page show it in a frame, in which no script runs and nothing is sent."""
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "no-store"
    opened: dict[str, str] = getattr(response, "content_security_policy", {})
    response.content_security_policy = opened | {"frame-ancestors": "'self'", "form-action": "'none'"}  # type: ignore[attr-defined]
    return response
