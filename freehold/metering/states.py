"""Where a line of usage comes from, and what became of a reported event."""

from enum import StrEnum


class Origin(StrEnum):
    """Where a line of usage comes from."""

    READING = "reading"  # of a service's meter, when its day was closed
    EVENTS = "events"  # reported by a seller before the day was closed
    CORRECTION = "correction"  # reported, or found out, after it was closed


class Outcome(StrEnum):
    """What became of one event of a batch."""

    ACCEPTED = "accepted"
    LATE = "late"  # accepted; its day is closed, so it becomes a correction
    DUPLICATE = "duplicate"  # the same event was accepted before
    CONFLICT = "conflict"  # another event with this id was accepted before
    REFUSED = "refused"  # see its code


class Fault(StrEnum):
    """Why an event was refused."""

    MALFORMED = "malformed"
    NO_SUCH_ORDER = "no_such_order"
    NO_SUCH_METER = "no_such_meter"
    QUANTITY = "quantity"
    FUTURE = "future"
    TOO_OLD = "too_old"
    NOT_SERVED = "not_served"
