"""How the states and reasons of an order are told to people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from freehold.subscriptions.states import State, SuspendReason

REASONS: dict[SuspendReason, str | Promise] = {
    SuspendReason.ASKED: _("it was asked for"),
    SuspendReason.OVERDUE: _("an invoice is overdue"),
    SuspendReason.ABUSE: _("it was used against others"),
    SuspendReason.SECURITY: _("to protect data and accounts"),
    SuspendReason.OTHER: _("another reason; ask for it"),
}

STATES: dict[State, str | Promise] = {
    State.TRIAL: _("Trial"),
    State.ACTIVE: _("Active"),
    State.SUSPENDED: _("Suspended"),
    State.CANCELLING: _("Cancelled"),
    State.ENDED: _("Ended"),
}
