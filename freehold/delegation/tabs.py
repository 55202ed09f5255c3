"""The tabs of all pages about access."""

from django.urls import reverse
from django.utils.translation import gettext as _

from freehold.delegation.request import SignedInRequest
from freehold.tenants.states import TenantKind
from freehold.ui.frame import Place


def access_tabs(request: SignedInRequest, current: str) -> tuple[Place, ...]:
    """The pages about access; break glass is the operator's."""
    pages = [
        ("access", _("Access now")),
        ("requests", _("Requests")),
        ("history", _("Who has had access")),
    ]
    if request.entered.tenant_kind is TenantKind.OPERATOR:
        pages.append(("emergencies", _("Break glass")))
    return tuple(Place(label, reverse(f"delegation:{name}"), "", name == current) for name, label in pages)
