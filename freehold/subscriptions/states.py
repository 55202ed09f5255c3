"""The states of a subscription and the table of allowed moves."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where an order stands between its buyer and its seller."""

    TRIAL = "trial"  # served, and nothing to pay, until its last day
    ACTIVE = "active"
    SUSPENDED = (
        "suspended"  # the service stands still, nothing is deleted; cancelled too where it has `ends_on`
    )
    CANCELLING = "cancelling"  # served until the day it ends on
    ENDED = "ended"  # the service has stopped; its data is kept for the retrieval period, then erased


class Erasure(StrEnum):
    """How far the erasure of an order's data has come."""

    KEPT = "kept"
    BEGUN = "begun"  # the service is to go, and was not seen gone yet
    SEEN_GONE = "seen_gone"
    NOTED = "noted"  # on record, and told


class SuspendReason(StrEnum):
    """Why an order was suspended, in words that its buyer reads."""

    ASKED = "asked"  # the customer wished it
    OVERDUE = "overdue"
    ABUSE = "abuse"
    SECURITY = "security"
    OTHER = "other"


# Why a service stands still whoever sells it; all other reasons are between the two ends of an edge, and end with it.
OF_THE_SERVICE = frozenset({SuspendReason.ABUSE, SuspendReason.SECURITY})

MOVES: Mapping[State, frozenset[State]] = {
    State.TRIAL: frozenset({State.ACTIVE, State.SUSPENDED, State.CANCELLING}),
    State.ACTIVE: frozenset({State.SUSPENDED, State.CANCELLING}),
    State.SUSPENDED: frozenset({State.TRIAL, State.ACTIVE, State.CANCELLING, State.ENDED}),
    State.CANCELLING: frozenset({State.TRIAL, State.ACTIVE, State.SUSPENDED, State.ENDED}),
    State.ENDED: frozenset({State.ACTIVE, State.SUSPENDED}),  # taken back before its data is erased
}
