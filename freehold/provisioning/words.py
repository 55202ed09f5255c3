"""How it is told that people still have to do something for a service."""

from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from freehold.provisioning.states import InstanceState

COMING: dict[InstanceState, str | Promise] = {
    InstanceState.ACTIVE: _("It is being set up by hand, by %(day)s."),
    InstanceState.SUSPENDED: _("It is being stopped by hand, by %(day)s."),
    InstanceState.GONE: _("It is being ended by hand, by %(day)s."),
}
LATE: dict[InstanceState, str | Promise] = {
    InstanceState.ACTIVE: _("It was to be set up by %(day)s, and is late."),
    InstanceState.SUSPENDED: _("It was to be stopped by %(day)s, and is late."),
    InstanceState.GONE: _("It was to be ended by %(day)s, and is late."),
}
CHANGING: str | Promise = _("It is running. A change is being made by hand, by %(day)s.")
CHANGING_LATE: str | Promise = _("It is running. A change was to be made by %(day)s, and is late.")


def told_waiting(until: date, *, wanted: InstanceState, observed: InstanceState, today: date) -> str:
    """What people do for a service, and by when they promised it."""
    is_late = until < today
    if wanted is observed is InstanceState.ACTIVE:
        sentence = CHANGING_LATE if is_late else CHANGING
    else:
        sentence = (LATE if is_late else COMING)[wanted]
    return str(sentence) % {"day": date_format(until)}
