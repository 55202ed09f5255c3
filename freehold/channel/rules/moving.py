"""When a customer may move, and to what."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from uuid import UUID

from freehold.kernel.period import Interval
from freehold.kernel.pricing import Terms

LATEST = timedelta(days=60)
SHORTEST_NOTICE = timedelta(days=14)  # customers are told so long before they are handed over
LATEST_HANDOVER = timedelta(days=180)
SHORTEST_CODE = timedelta(days=1)
LONGEST_CODE = timedelta(days=365)
RUNS_ON = timedelta(days=90)  # customers of a partner that is gone, without choosing another
UNDONE_WITHIN = timedelta(days=7)
MOST_PLANS = 100
CODE = re.compile(r"JOIN-[0-9A-HJKMNP-TV-Z]{8}")


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of one order: a plan goes on with it, on terms as the customer read them; or it ends on the day."""

    number: str
    plan_id: UUID | None
    terms: Terms | None

    @property
    def ends(self) -> bool:
        """Whether nothing goes on with it."""
        return self.plan_id is None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan that could go on with an order, as far as choosing it needs."""

    plan_id: UUID
    name: str
    kind: str
    options: Mapping[str, object]
    intervals: frozenset[Interval]


def read_code(text: str) -> str | None:
    """A code as people write it, in any case and with spaces around it; None if it can be none."""
    code = text.strip().upper()
    return code if CODE.fullmatch(code) else None


def may_move_on(day: date, *, today: date) -> bool:
    """Today or a day within two months."""
    return today <= day <= today + LATEST


def undo_until(moved_on: date) -> date:
    """The first day on which a move cannot be taken back any more."""
    return moved_on + UNDONE_WITHIN


def may_hand_over_on(day: date, *, today: date) -> bool:
    """So that each customer has a fortnight to choose otherwise, and half a year at most."""
    return today + SHORTEST_NOTICE <= day <= today + LATEST_HANDOVER


def may_code_last(duration: timedelta) -> bool:
    """From a day to a year."""
    return SHORTEST_CODE <= duration <= LONGEST_CODE


def nearest(
    candidates: Iterable[Candidate],
    *,
    kind: str,
    name: str,
    options: Mapping[str, object],
    interval: Interval,
) -> UUID | None:
    """The plan that is most like an order's own: the same service, then options, term, and name. None where there is none."""
    fitting = [one for one in candidates if one.kind == kind and one.intervals]
    best = max(
        fitting,
        key=lambda one: (
            dict(one.options) == dict(options),
            interval in one.intervals,
            SequenceMatcher(None, one.name.casefold(), name.casefold()).ratio(),
            str(one.plan_id),
        ),
        default=None,
    )
    return best.plan_id if best else None


def term_of(interval: Interval, offered: Iterable[Interval]) -> Interval | None:
    """The term of the new order: as it was, where the plan has a price for it; else the first that it has."""
    known = list(offered)
    if interval in known:
        return interval
    return known[0] if known else None
