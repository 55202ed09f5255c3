"""Whether what was sold, what a vendor holds and what it charges agree on a day."""

from enum import StrEnum


class Verdict(StrEnum):
    """How sold, held and billed seats stand to each other."""

    AGREES = "agrees"
    WAITS = "waits"  # there is a task for it
    SOLD_MORE = "sold_more"  # than the vendor holds
    HELD_MORE = "held_more"  # than was sold
    BILLED_MORE = "billed_more"  # than the vendor holds
    BILLED_LESS = "billed_less"
    NOT_BILLED = "not_billed"  # though the vendor's other lines are
    UNKNOWN = "unknown"  # billed, and nobody here has that reference


def verdict(*, sold: int, held: int, billed: int | None, is_waiting: bool) -> Verdict:
    """The first thing that does not agree; `billed` is None where the vendor has billed nothing of the day at all."""
    if sold != held:
        if is_waiting:
            return Verdict.WAITS
        return Verdict.SOLD_MORE if sold > held else Verdict.HELD_MORE
    if billed is None or billed == held:
        return Verdict.AGREES
    if not billed:
        return Verdict.NOT_BILLED
    return Verdict.BILLED_MORE if billed > held else Verdict.BILLED_LESS
