"""What the pages of reports share: their tabs, and filters as links."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from freehold.kernel.actor import Actor
from freehold.kernel.permission import Permission, may
from freehold.reporting.permissions import SEE_DRIFT, SEE_MARGIN
from freehold.ui.frame import Place

TABS: tuple[tuple[str, str, Permission], ...] = (
    ("margin", "chart-column", SEE_MARGIN),
    ("receivables", "hand-coins", SEE_MARGIN),
    ("drift", "scale", SEE_DRIFT),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter as a link."""

    label: str
    url: str
    current: bool


def tabs(actor: Actor, current: str) -> list[Place]:
    """The reports that the actor may see."""
    labels = {"margin": _("Margin"), "receivables": _("Owed to you"), "drift": _("Drift")}
    return [
        Place(labels[name], reverse(f"reporting:{name}"), icon, current=name == current)
        for name, icon, wanted in TABS
        if may(actor, wanted)
    ]


def url_with(query: QueryDict, **changes: str) -> str:
    """The same page with other parameters; an empty one is taken away, and so is the place in the list."""
    wanted = query.copy()
    wanted.pop("after", None)
    for name, value in changes.items():
        wanted.pop(name, None)
        if value:
            wanted[name] = value
    return f"?{wanted.urlencode()}"


def uuid_in(text: str) -> UUID | None:
    """An id as it stands in an address; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
