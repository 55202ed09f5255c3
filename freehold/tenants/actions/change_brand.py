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
from freehold.tenants.rules import (
    ACCENT,
    NOTE_LENGTH,
    NOTE_LINES,
    is_mail_address,
    is_name,
    is_note,
    is_web_address,
)
from freehold.tenants.states import AccentUse, LogoPlace

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
    help_url: str = ""
    legal_url: str = ""
    privacy_url: str = ""
    sender: str = ""
    invoice_logo: LogoPlace = LogoPlace.LEFT
    invoice_accent: AccentUse = AccentUse.RULES
    invoice_foot: str = ""
    version: int | None = None


@transaction.atomic
def change_brand(wanted: BrandWanted, *, actor: Actor) -> None:
    """Change the brand of the actor's tenant. A logo is a PNG or JPEG of 256 kB at most, and is drawn anew.

    The caller records it, and knows whether the sender's domain is the seller's own, since log and domains lie above.

    Raises: NotFound (a customer has no brand), NotPermitted, Refused("not_a_name", "accent", "logo", "not_a_link",
    "not_an_address", "too_long"), Conflict("changed_meanwhile").
    """
    brand = Brand.objects.select_for_update().filter(tenant_id=actor.tenant_id).first()
    if brand is None:
        raise NotFound
    require(actor, CHANGE_BRAND)
    check_brand(wanted)
    if wanted.version not in (None, brand.version):
        raise Conflict(
            CHANGED_MEANWHILE, _("Somebody else has changed the brand meanwhile. Look at it again.")
        )
    logo = drawn(wanted.logo) if wanted.logo else None
    if wanted.logo is not None:
        brand.logo, brand.logo_type = (logo.data, logo.media_type) if logo else (None, "")
    brand.name, brand.accent = wanted.name.strip(), wanted.accent.lower()
    brand.support_name = wanted.support_name.strip()
    brand.support_phone = wanted.support_phone.strip()
    brand.support_email = wanted.support_email.strip()
    brand.help_url = wanted.help_url.strip()
    brand.legal_url = wanted.legal_url.strip()
    brand.privacy_url = wanted.privacy_url.strip()
    brand.sender = wanted.sender.strip().lower()
    brand.invoice_logo, brand.invoice_accent = wanted.invoice_logo, wanted.invoice_accent
    brand.invoice_foot = noted(wanted.invoice_foot)
    brand.version += 1
    brand.save()


def check_brand(wanted: BrandWanted) -> None:
    """What could break a page, a letter or an invoice is refused; for a preview too. Raises: Refused, with its field."""
    if not is_name(wanted.name):
        raise Refused("not_a_name", _("Give the name that your customers know."), field="name")
    if not ACCENT.fullmatch(wanted.accent):
        raise Refused(
            "accent", _("Give the colour as six hexadecimal digits, for example: #2f5d50"), field="accent"
        )
    for field in ("help_url", "legal_url", "privacy_url"):
        link = getattr(wanted, field).strip()
        if link and not is_web_address(link):
            raise Refused(
                "not_a_link",
                _("Give the whole address of the page, for example: https://www.example.com/help"),
                field=field,
            )
    sender = wanted.sender.strip().lower()
    if sender and not is_mail_address(sender):
        raise Refused(
            "not_an_address", _("Give a plain mail address, for example: hello@example.com"), field="sender"
        )
    if not is_note(noted(wanted.invoice_foot)):
        raise Refused(
            "too_long",
            _("At most %(lines)s lines and %(most)s characters.")
            % {"lines": NOTE_LINES, "most": NOTE_LENGTH},
            field="invoice_foot",
        )


def noted(text: str) -> str:
    """A note with one kind of line ends, and none around it."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


def drawn(logo: bytes) -> Picture:
    """A logo as it is kept. Raises: Refused("logo")."""
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
