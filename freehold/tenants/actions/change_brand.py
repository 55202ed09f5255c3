"""Change how a seller looks to its customers, and whom they may ask."""

from dataclasses import dataclass

from django.db import transaction

from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.tenants.models import Brand
from freehold.tenants.permissions import CHANGE_BRAND
from freehold.tenants.rules import ACCENT, is_name, picture_type

LOGO_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class BrandWanted:
    """What the brand should be. `logo` None keeps the present one, empty bytes take it away."""

    name: str
    accent: str
    support_name: str
    support_phone: str
    support_email: str
    logo: bytes | None = None


@transaction.atomic
def change_brand(wanted: BrandWanted, *, actor: Actor) -> None:
    """Change the brand of the actor's tenant. A logo is a PNG or JPEG of 256 kB at most.

    The caller records it, since the log lies above.

    Raises: NotFound (a customer has no brand), NotPermitted, Refused("not_a_name", "accent", "logo").
    """
    brand = Brand.objects.select_for_update().filter(tenant_id=actor.tenant_id).first()
    if brand is None:
        raise NotFound
    require(actor, CHANGE_BRAND)
    if not is_name(wanted.name):
        raise Refused("not_a_name", "Give the name that your customers know.", field="name")
    if not ACCENT.fullmatch(wanted.accent):
        raise Refused(
            "accent", "Give the colour as six hexadecimal digits, for example: #2f5d50", field="accent"
        )
    if wanted.logo:
        if len(wanted.logo) > LOGO_BYTES:
            raise Refused("logo", "The logo is larger than 256 kB. Choose a smaller one.", field="logo")
        if not picture_type(wanted.logo):
            raise Refused("logo", "The logo must be a PNG or JPEG picture.", field="logo")
    if wanted.logo is not None:
        brand.logo, brand.logo_type = wanted.logo or None, picture_type(wanted.logo)
    brand.name, brand.accent = wanted.name.strip(), wanted.accent.lower()
    brand.support_name = wanted.support_name.strip()
    brand.support_phone = wanted.support_phone.strip()
    brand.support_email = wanted.support_email.strip()
    brand.save()
