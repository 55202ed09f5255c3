"""The words and tones of states that pages show, in one place, so that one state looks the same everywhere."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Tone(StrEnum):
    """What a state means to the reader; colour is never its only sign."""

    NEUTRAL = "neutral"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"
    INFO = "info"
    CHANGING = "changing"


PILLS: dict[str, tuple[Tone, str | Promise]] = {
    "active": (Tone.SUCCESS, _("Active")),
    "proven": (Tone.SUCCESS, _("Proven")),
    "verified": (Tone.SUCCESS, _("Verified")),
    "paid": (Tone.SUCCESS, _("Paid")),
    "delivered": (Tone.SUCCESS, _("Delivered")),
    "in_force": (Tone.SUCCESS, _("In force")),
    "ordered": (Tone.INFO, _("Ordered")),
    "invited": (Tone.INFO, _("Invited")),
    "open": (Tone.INFO, _("Open")),
    "finalised": (Tone.INFO, _("Final")),
    "trial": (Tone.INFO, _("Trial")),
    "making": (Tone.CHANGING, _("Being made")),
    "changing": (Tone.CHANGING, _("Changing")),
    "stopping": (Tone.CHANGING, _("Stopping")),
    "asked": (Tone.INFO, _("Waits for its day")),
    "moved": (Tone.SUCCESS, _("Moved")),
    "proposed": (Tone.INFO, _("Proposed")),
    "agreed": (Tone.SUCCESS, _("Agreed")),
    "done": (Tone.SUCCESS, _("Done")),
    "undone": (Tone.NEUTRAL, _("Taken back by all three")),
    "withdrawn": (Tone.NEUTRAL, _("Taken back")),
    "pending": (Tone.WARNING, _("Waiting")),
    "claimed": (Tone.WARNING, _("Waiting for proof")),
    "expiring": (Tone.WARNING, _("Expires soon")),
    "cancelling": (Tone.WARNING, _("Cancelled")),
    "suspended": (Tone.WARNING, _("Suspended")),
    "overdue": (Tone.DANGER, _("Overdue")),
    "joined": (Tone.SUCCESS, _("Joined")),
    "approved": (Tone.SUCCESS, _("Approved")),
    "waiting": (Tone.WARNING, _("Waiting")),
    "declined": (Tone.NEUTRAL, _("Declined")),
    "held": (Tone.INFO, _("Registered")),
    "won": (Tone.SUCCESS, _("Your customer")),
    "chosen_otherwise": (Tone.NEUTRAL, _("Chose another")),
    "sending": (Tone.CHANGING, _("Being sent")),
    "sent": (Tone.SUCCESS, _("Sent")),
    "stopped": (Tone.NEUTRAL, _("Stopped")),
    "failed": (Tone.DANGER, _("Failed")),
    "credited": (Tone.NEUTRAL, _("Credited")),
    "collected": (Tone.SUCCESS, _("Collected")),
    "returned": (Tone.DANGER, _("Given back")),
    "not_needed": (Tone.NEUTRAL, _("Not needed")),
    "draft": (Tone.NEUTRAL, _("Draft")),
    "cancelled": (Tone.NEUTRAL, _("Cancelled")),
    "ended": (Tone.NEUTRAL, _("Ended")),
    "expired": (Tone.NEUTRAL, _("Expired")),
    "deactivated": (Tone.NEUTRAL, _("Deactivated")),
    "revoked": (Tone.NEUTRAL, _("Revoked")),
    "closed": (Tone.NEUTRAL, _("Closed")),
    "gone": (Tone.NEUTRAL, _("Removed")),
    "erased": (Tone.NEUTRAL, _("Erased")),
}


def pill_of(state: str) -> tuple[Tone, str | Promise]:
    """The tone and words of a state; one nobody has named here is neutral and says its own name."""
    return PILLS.get(state, (Tone.NEUTRAL, state.replace("_", " ").capitalize()))
