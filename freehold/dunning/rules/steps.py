"""Which reminder comes when. Pure.

Steps are taken one after the other, however late the first one is: between two letters lie as many days as between their steps.
What is suspended was announced before, by a letter that has gone out, and not suspended before the day that the letter named;
a letter that went out late pushes that day on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from freehold.dunning.states import Outlook, Wording

MOST_STEPS = 6
MOST_DAYS = 180
SHORTEST_NOTICE_DAYS = 7  # from the letter that announces a suspension


@dataclass(frozen=True, slots=True)
class Step:
    """A letter so many days after an invoice was due."""

    days_after_due: int
    wording: Wording

    @property
    def suspends(self) -> bool:
        """Whether the orders on the invoice are suspended with it."""
        return self.wording is Wording.SUSPENSION


# What is proposed to a seller that has set none.
USUAL = (
    Step(5, Wording.FRIENDLY),
    Step(15, Wording.FIRM),
    Step(30, Wording.LAST),
)


@dataclass(frozen=True, slots=True)
class Written:
    """The last reminder of an invoice, and the day from which its letter announced a suspension, if it did."""

    days_after_due: int
    on: date
    announced_on: date | None
    sent_on: date | None  # when its letter went out; None while it waits, or when it was turned down


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next: nothing happens where there is no step."""

    outlook: Outlook
    step: Step | None = None
    on: date | None = None

    def is_due(self, today: date) -> bool:
        """Whether its day has come."""
        return self.on is not None and self.on <= today


def what_is_next(
    steps: Sequence[Step],
    written: Written | None,
    *,
    due_on: date,
    has_address: bool,
    barred: Outlook | None = None,
) -> Next:
    """What comes next about an open invoice, and when; nothing does where it is barred."""
    if barred is not None:
        return Next(barred)
    step = _step_after(steps, written)
    if step is None:
        return Next(Outlook.NOTHING)
    if not has_address:
        return Next(Outlook.NO_ADDRESS)
    on = due_on + timedelta(days=step.days_after_due)
    if written is not None:
        on = max(on, written.on + timedelta(days=step.days_after_due - written.days_after_due))
    return _suspension(step, written, on) if step.suspends else Next(Outlook.LETTER, step, on)


def _suspension(step: Step, written: Written | None, on: date) -> Next:
    if written is None or written.announced_on is None:
        return Next(Outlook.NOT_ANNOUNCED)
    if written.sent_on is None:
        return Next(Outlook.NOT_SENT)
    told_for = timedelta(days=step.days_after_due - written.days_after_due)
    return Next(Outlook.SUSPENSION, step, max(on, written.announced_on, written.sent_on + told_for))


def covered(items: Sequence[tuple[UUID, Decimal]], credit: Decimal) -> set[UUID]:
    """Those of a buyer's open invoices that a credit pays in full, when it is put to them in this order."""
    found = set()
    for invoice_id, is_open in items:
        if is_open > credit:
            break
        found.add(invoice_id)
        credit -= is_open
    return found


def suspension_announced(steps: Sequence[Step], step: Step, *, due_on: date, today: date) -> date | None:
    """The day that the letter of a step names, where a suspension comes next; written today."""
    following = _step_after(steps, Written(step.days_after_due, today, None, None))
    if following is None or not following.suspends:
        return None
    gap = timedelta(days=following.days_after_due - step.days_after_due)
    return max(due_on + timedelta(days=following.days_after_due), today + gap)


def _step_after(steps: Sequence[Step], written: Written | None) -> Step | None:
    left = [one for one in steps if written is None or one.days_after_due > written.days_after_due]
    return min(left, key=lambda one: one.days_after_due, default=None)


def fault_of_steps(steps: Sequence[Step]) -> str:
    """What is wrong with steps, by its code, or "": "too_many", "days", "same_day", "suspension_last", "not_announced"."""
    ordered = sorted(steps, key=lambda one: one.days_after_due)
    days = [one.days_after_due for one in ordered]
    if len(steps) > MOST_STEPS:
        return "too_many"
    if any(not 1 <= one <= MOST_DAYS for one in days):
        return "days"
    if len(set(days)) != len(days):
        return "same_day"
    if any(one.suspends for one in ordered[:-1]):
        return "suspension_last"
    if ordered and ordered[-1].suspends:
        before = days[-2] if len(days) > 1 else None
        if before is None or days[-1] - before < SHORTEST_NOTICE_DAYS:
            return "not_announced"
    return ""
