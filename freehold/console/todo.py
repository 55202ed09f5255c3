"""Something that needs attention."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Todo:
    """What it is, why, and the one thing to do about it."""

    what: str
    why: str
    url: str
    do: str
