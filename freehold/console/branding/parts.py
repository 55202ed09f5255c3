"""The parts of a brand, as tabs above each of its pages."""

from django.urls import reverse
from django.utils.translation import gettext as _

from freehold.ui.frame import Place


def tabs(current: str) -> tuple[Place, ...]:
    """All parts; `current` is the name of the part that is open."""
    parts = (
        ("settings:brand", _("Look")),
        ("branding:hosts", _("Host names")),
        ("branding:wordings", _("Words of mail")),
        ("branding:disclosure", _("Contract and data")),
    )
    return tuple(Place(label, reverse(name), "", current=name == current) for name, label in parts)
