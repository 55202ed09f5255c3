"""How tasks are told to people."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from freehold.services.resold.states import Held, TaskKind, TaskState

STATES: dict[TaskState, str | Promise] = {
    TaskState.OPEN: gettext_lazy("To do"),
    TaskState.DONE: gettext_lazy("Done"),
    TaskState.WITHDRAWN: gettext_lazy("Not wanted any more"),
}
HELD: dict[Held, str | Promise] = {
    Held.ACTIVE: gettext_lazy("Active"),
    Held.SUSPENDED: gettext_lazy("Suspended"),
    Held.NOTHING: gettext_lazy("Nothing held"),
}


def told_task(kind: TaskKind, *, seats: int, before: int, product: str) -> str:
    """What is to be done, in one phrase."""
    known: dict[str, object] = {"seats": seats, "before": before, "product": product}
    match kind:
        case TaskKind.SET_UP:
            told = ngettext(
                "Set up %(seats)s seat of %(product)s", "Set up %(seats)s seats of %(product)s", seats
            )
        case TaskKind.CHANGE_SEATS:
            told = _("Change %(product)s from %(before)s to %(seats)s seats")
        case TaskKind.CHANGE_PRODUCT:
            told = ngettext(
                "Change to %(product)s, %(seats)s seat", "Change to %(product)s, %(seats)s seats", seats
            )
        case TaskKind.SUSPEND:
            told = _("Suspend %(product)s; its data must stay")
        case TaskKind.RESUME:
            told = ngettext(
                "Resume %(product)s with %(seats)s seat", "Resume %(product)s with %(seats)s seats", seats
            )
        case TaskKind.END:
            told = _("End %(product)s for good, and erase its data")
    return told % known
