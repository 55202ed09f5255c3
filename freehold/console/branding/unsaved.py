"""A brand as it would be: kept for a quarter of an hour, for whoever is changing it, and seen by nobody else."""

from dataclasses import dataclass, replace

from django.core.cache import cache

from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.tenants.actions.change_brand import BrandWanted, check_brand, drawn
from freehold.tenants.queries import BrandFacts, find_logo, own_brand
from freehold.ui.brand import LIGHT_GROUNDS, WHITE, contrast, readable

LASTS_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class Unsaved:
    """The brand, and its logo if it would have one."""

    brand: BrandFacts
    logo: bytes
    logo_type: str


@dataclass(frozen=True, slots=True)
class AccentCheck:
    """Whether a colour can be read as text on a white page, and the nearest shade that can. Source: WCAG 2.2, 1.4.3."""

    accent: str
    ratio: float
    nearest: str

    @property
    def passes(self) -> bool:
        """4.5:1 on each ground that it stands on."""
        return self.nearest == self.accent


def keep(wanted: BrandWanted, *, actor: Actor) -> Unsaved:
    """Keep a brand as it would be. Raises: NotFound, NotPermitted, Refused for what could not be saved either."""
    own = own_brand(actor)
    check_brand(wanted)
    logo, logo_type = b"", ""
    if wanted.logo:
        picture = drawn(wanted.logo)
        logo, logo_type = picture.data, picture.media_type
    elif wanted.logo is None:
        logo, logo_type = find_logo(actor.tenant_id) or (b"", "")
    brand = replace(
        own,
        name=wanted.name.strip(),
        accent=wanted.accent.lower(),
        has_logo=bool(logo),
        support_name=wanted.support_name.strip(),
        support_phone=wanted.support_phone.strip(),
        support_email=wanted.support_email.strip(),
        help_url=wanted.help_url.strip(),
        legal_url=wanted.legal_url.strip(),
        privacy_url=wanted.privacy_url.strip(),
        sender=wanted.sender.strip().lower(),
        invoice_logo=wanted.invoice_logo,
        invoice_accent=wanted.invoice_accent,
        invoice_foot=wanted.invoice_foot,
    )
    unsaved = Unsaved(brand, logo, logo_type)
    cache.set(_key(actor), unsaved, LASTS_SECONDS)
    return unsaved


def kept(actor: Actor) -> Unsaved:
    """What the actor is changing, else the brand as it stands. Raises: NotFound, NotPermitted."""
    own = own_brand(actor)
    found: Unsaved | None = cache.get(_key(actor))
    if found is not None:
        return found
    logo, logo_type = find_logo(actor.tenant_id) or (b"", "")
    return Unsaved(own, logo, logo_type)


def forget(actor: Actor) -> None:
    """It is saved, or no longer wanted."""
    cache.delete(_key(actor))


def checked(accent: str) -> AccentCheck:
    """How a colour reads. Raises: ValueError for what is no #rrggbb."""
    accent = accent.lower()
    return AccentCheck(accent, round(contrast(accent, WHITE), 1), readable(accent, LIGHT_GROUNDS))


def _key(actor: Actor) -> str:
    if actor.person_id is None:
        raise NotFound
    return f"unsaved-brand:{actor.tenant_id}:{actor.person_id}"
