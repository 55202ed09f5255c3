"""The states of an instance: wanted as much as observed."""

from enum import StrEnum


class InstanceState(StrEnum):
    """What an engine should hold, or was seen to hold."""

    ACTIVE = "active"
    SUSPENDED = "suspended"  # nobody signs in; nothing is deleted
    GONE = "gone"  # nothing of it is left; also before it was ever made
