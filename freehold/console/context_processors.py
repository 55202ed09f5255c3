"""The frame of every page: the brand that answers here, where one can go, who acts and for whom."""

from dataclasses import replace

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from freehold.accounts.known_tenant import tenant_of
from freehold.console.navigation import own_places, sections
from freehold.delegation.queries import Entered
from freehold.tenants.queries import BrandFacts, brand_at, brand_of, find_operator
from freehold.tenants.states import TenantKind
from freehold.ui.frame import FootLink, Frame, Support


def frame(request: HttpRequest) -> dict[str, object]:
    """`frame` for every template that is rendered with a request; partials that do not print it cost no query."""
    return {"frame": SimpleLazyObject(lambda: frame_of(request))}


def frame_of(request: HttpRequest) -> Frame:
    """The frame of this request."""
    entered: Entered | None = getattr(request, "entered", None)
    if entered is None:
        return public_frame(request)
    actor = entered.actor
    brand = brand_of(actor.home_tenant_id)
    at_home = actor.grant_id is None
    is_customer = entered.tenant_kind is TenantKind.CUSTOMER
    inside = replace(
        _branded(brand),
        navigation=sections(actor, entered.tenant_kind, request.path),
        person_name=actor.name,
        person_email=entered.email,
        person_places=own_places() if at_home else (),
        sign_out_url=reverse("account_logout"),
        support=_support(brand) or _unreached(brand) if is_customer and at_home else None,
    )
    if entered.tenant_kind is not TenantKind.OPERATOR:
        inside = replace(
            inside, foot=(*inside.foot, FootLink(_("Contract and data"), reverse("branding:legal")))
        )
    return inside if at_home else _acting(inside, entered)


def public_frame(request: HttpRequest) -> Frame:
    """Before anyone is known: the brand of the host name, else of the tenant that this browser is known for.

    Nobody's at a name that is not ours, and at the instance's own name in a browser that nobody has used.
    """
    try:
        host = request.get_host()
    except DisallowedHost:
        return _branded(None)
    brand = brand_at(host.partition(":")[0], otherwise=tenant_of(request))
    return replace(_branded(brand), support=_support(brand))


def _branded(brand: BrandFacts | None) -> Frame:
    """A frame in a brand. Where the source stands may bear the operator's name: other brands' own host hands it out."""
    if brand is None:
        return Frame(brand_name="", source_url=reverse("console:source"))
    is_elsewhere = settings.SOURCE_URL and brand.tenant_id == find_operator()
    return Frame(
        brand_name=brand.name,
        logo_url=reverse("settings:logo", args=[brand.tenant_id]) if brand.has_logo else "",
        brand_css_url=reverse("console:brand_css", args=[brand.accent.removeprefix("#")]),
        foot=brand_links(brand),
        source_url=settings.SOURCE_URL if is_elsewhere else reverse("console:source"),
    )


def brand_links(brand: BrandFacts) -> tuple[FootLink, ...]:
    """Where a seller's help, legal notice and privacy statement stand, as far as it has said."""
    links = (
        (_("Help"), brand.help_url),
        (_("Legal notice"), brand.legal_url),
        (_("Privacy"), brand.privacy_url),
    )
    return tuple(FootLink(label, url) for label, url in links if url)


def _acting(frame: Frame, entered: Entered) -> Frame:
    return replace(
        frame,
        acting_for=entered.acting_for or "",
        acting_under=entered.holder_name or "",
        acting_until=entered.grant_ends_at,
        leave_url=reverse("delegation:leave"),
    )


def _support(brand: BrandFacts | None) -> Support | None:
    if brand is None or not (brand.support_phone or brand.support_email):
        return None
    return Support(brand.support_name or brand.name, brand.support_phone, brand.support_email)


def _unreached(brand: BrandFacts | None) -> Support | None:
    """A seller that has said neither phone nor address: its name alone, and the page says how."""
    return Support(brand.support_name or brand.name) if brand else None
