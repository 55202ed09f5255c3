"""Set a booking aside that is for nothing here."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.checks import one_line
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.payments.entries import locked_entry
from freehold.payments.models import StatementEntry
from freehold.payments.permissions import SET_ASIDE_ENTRY
from freehold.payments.states import EntryState


@transaction.atomic
def set_aside_entry(entry_id: UUID, *, reason: str, actor: Actor) -> None:
    """No buyer paid it: it waits no longer. It may be assigned later all the same.

    Raises: NotFound, NotPermitted, Refused("reason", "assigned_already").
    """
    entry = locked_entry(actor, entry_id)
    require(actor, SET_ASIDE_ENTRY)
    reason = one_line(reason, field="reason")
    if not reason:
        raise Refused("reason", _("Say why in one line."), field="reason")
    if entry.state not in (EntryState.PROPOSED, EntryState.WAITING):
        raise Refused("assigned_already", _("It is said already what this booking is for."))
    StatementEntry.objects.filter(id=entry.id).update(state=EntryState.SET_ASIDE, note=reason)
    record(
        actor, SET_ASIDE_ENTRY, subject_kind="statement_entry", subject_id=entry.id, reason=reason,
        amount=entry.amount, currency=entry.currency,
    )  # fmt: skip
