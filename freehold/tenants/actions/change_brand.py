"""Change how a seller looks to its customers, and whom they may ask."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, NotFound, Refused
from freehold.kernel.permission import require
from freehold.tenants.models import Brand
from freehold.tenants.permissions import CHANGE_BRAND
from freehold.tenants.pictures import MOST_PIXELS, Picture, drawn_anew
from freehold.tenants.rules import ACCENT, is_name

LOGO_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class BrandWanted:
    """What the brand should be. `logo` None keeps the present one, empty bytes take it away.

    `version` is the one that the person saw, so that two do not overwrite each other; None does not ask.
    """

    name: str
    accent: str
    support_name: str
    support_phone: str
    support_email: str
    logo: bytes | None = None
    version: int | None = None


@transaction.atomic
def change_brand(wanted: BrandWanted, *, actor: Actor) -> None:
    """Change the brand of the actor's tenant. A logo is a PNG or JPEG of 256 kB at most, and is drawn anew.

    The caller records it, since the log lies above.

    Raises: NotFound (a customer has no brand), NotPermitted, Refused("not_a_name", "accent", "logo"),
    Conflict("changed_meanwhile").
    """
    brand = Brand.objects.select_for_update().filter(tenant_id=actor.tenant_id).first()
    if brand is None:
        raise NotFound
    require(actor, CHANGE_BRAND)
    if not is_name(wanted.name):
        raise Refused("not_a_name", _("Give the name that your customers know."), field="name")
    if not ACCENT.fullmatch(wanted.accent):
        raise Refused(
            "accent", _("Give the colour as six hexadecimal digits, for example: #2f5d50"), field="accent"
        )
    if wanted.version not in (None, brand.version):
        raise Conflict(
            CHANGED_MEANWHILE, _("Somebody else has changed the brand meanwhile. Look at it again.")
        )
    logo = _drawn(wanted.logo) if wanted.logo else None
    if wanted.logo is not None:
        brand.logo, brand.logo_type = (logo.data, logo.media_type) if logo else (None, "")
    brand.name, brand.accent = wanted.name.strip(), wanted.accent.lower()
    brand.support_name = wanted.support_name.strip()
    brand.support_phone = wanted.support_phone.strip()
    brand.support_email = wanted.support_email.strip()
    brand.version += 1
    brand.save()


def _drawn(logo: bytes) -> Picture:
    if len(logo) > LOGO_BYTES:
        raise Refused("logo", _("The logo is larger than 256 kB. Choose a smaller one."), field="logo")
    picture = drawn_anew(logo)
    if picture is None:
        raise Refused(
            "logo",
            _("This is no PNG or JPEG picture of at most %(most)s pixels a side, or it is broken.")
            % {"most": MOST_PIXELS},
            field="logo",
        )
    return picture
