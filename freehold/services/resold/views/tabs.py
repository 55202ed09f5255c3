"""The tabs of all pages about vendors."""

from django.urls import reverse
from django.utils.translation import gettext as _

from freehold.kernel.actor import Actor
from freehold.kernel.permission import may
from freehold.services.resold.permissions import SEE_COSTS, SEE_TASKS
from freehold.ui.frame import Place


def tabs(actor: Actor, current: str) -> tuple[Place, ...]:
    """What this actor may open."""
    known = (
        ("resold:tasks", _("To do"), SEE_TASKS),
        ("resold:supplies", _("What vendors hold"), SEE_TASKS),
        ("resold:bills", _("Vendors' bills"), SEE_COSTS),
        ("resold:matching", _("Sold and bought"), SEE_COSTS),
    )
    return tuple(
        Place(label, reverse(name), "", current=name == current)
        for name, label, wanted in known
        if may(actor, wanted)
    )
