"""How tasks are told to people."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from freehold.services.resold.rules.bill import Dates, Decimals, LineFault
from freehold.services.resold.rules.matching import Verdict
from freehold.services.resold.rules.table import TableFault
from freehold.services.resold.states import BillState, Held, TaskKind, TaskState

STATES: dict[TaskState, str | Promise] = {
    TaskState.OPEN: gettext_lazy("To do"),
    TaskState.DONE: gettext_lazy("Done"),
    TaskState.WITHDRAWN: gettext_lazy("Not wanted any more"),
}
HELD: dict[Held, str | Promise] = {
    Held.ACTIVE: gettext_lazy("Active"),
    Held.SUSPENDED: gettext_lazy("Suspended"),
    Held.NOTHING: gettext_lazy("Nothing held"),
}

BILLS: dict[BillState, str | Promise] = {
    BillState.CHECKED: gettext_lazy("Not taken in yet"),
    BillState.TAKEN: gettext_lazy("Taken in"),
    BillState.DISCARDED: gettext_lazy("Discarded"),
}
DATES: dict[Dates, str | Promise] = {
    Dates.YEAR_FIRST: "2026-11-30",
    Dates.DAY_FIRST: "30.11.2026",
    Dates.MONTH_FIRST: "11/30/2026",
    Dates.MONTH: gettext_lazy("2026-11, a whole month"),
}
DECIMALS: dict[Decimals, str | Promise] = {
    Decimals.POINT: "1,234.50",
    Decimals.COMMA: "1.234,50",
}
VERDICTS: dict[Verdict, str | Promise] = {
    Verdict.AGREES: gettext_lazy("Agrees"),
    Verdict.WAITS: gettext_lazy("There is a task for it"),
    Verdict.SOLD_MORE: gettext_lazy("Sold more than the vendor holds"),
    Verdict.HELD_MORE: gettext_lazy("The vendor holds more than was sold"),
    Verdict.BILLED_MORE: gettext_lazy("Billed for more than the vendor holds"),
    Verdict.BILLED_LESS: gettext_lazy("Billed for fewer than the vendor holds"),
    Verdict.NOT_BILLED: gettext_lazy("Not on the vendor's bill"),
    Verdict.UNKNOWN: gettext_lazy("Billed, and no order has this reference"),
}
NO_TABLE: dict[TableFault, str | Promise] = {
    TableFault.EMPTY: gettext_lazy("The file has no lines below its head."),
    TableFault.TOO_LARGE: gettext_lazy("The file is larger than 5 MB. Split it, each part with its head."),
    TableFault.TOO_MANY_ROWS: gettext_lazy(
        "The file has more than 20,000 lines. Split it, each part with its head."
    ),
    TableFault.TOO_MANY_COLUMNS: gettext_lazy("The file has more than 100 columns."),
    TableFault.SPREADSHEET: gettext_lazy("This is a spreadsheet. Save it as CSV first."),
    TableFault.NOT_TEXT: gettext_lazy("This is no text file. Save it as CSV in UTF-8."),
    TableFault.NOT_CSV: gettext_lazy(
        "This is no CSV: a quotation mark is not closed, or a cell is too long."
    ),
    TableFault.ONE_COLUMN: gettext_lazy(
        "The first line must name the columns, parted by commas or semicolons."
    ),
}
FAULTS: dict[LineFault, str | Promise] = {
    LineFault.CELLS: gettext_lazy("It has more cells than there are columns."),
    LineFault.REFERENCE: gettext_lazy("It has no reference."),
    LineFault.AMOUNT: gettext_lazy("Its amount is no number, or one of more than 100 million."),
    LineFault.START: gettext_lazy("Its first day is no date, or far away."),
    LineFault.END: gettext_lazy("Its last day is no date, or far away."),
    LineFault.PERIOD: gettext_lazy("Its last day comes before its first, or years later."),
    LineFault.SEATS: gettext_lazy("Its seats are no number of 0 or more."),
    LineFault.CURRENCY: gettext_lazy("It is in another currency than the bill."),
    LineFault.DESCRIPTION: gettext_lazy("Its description is longer than 200 characters."),
    LineFault.LINE_ID: gettext_lazy("It has no id of its own."),
    LineFault.TWICE: gettext_lazy("Its id stands here twice, and says something else."),
}


def told_task(kind: TaskKind, *, seats: int, before: int, product: str) -> str:
    """What is to be done, in one phrase."""
    known: dict[str, object] = {"seats": seats, "before": before, "product": product}
    match kind:
        case TaskKind.SET_UP:
            told = ngettext(
                "Set up %(seats)s seat of %(product)s", "Set up %(seats)s seats of %(product)s", seats
            )
        case TaskKind.CHANGE_SEATS:
            told = ngettext(
                "Change %(product)s from %(before)s to %(seats)s seat",
                "Change %(product)s from %(before)s to %(seats)s seats",
                seats,
            )
        case TaskKind.CHANGE_PRODUCT:
            told = ngettext(
                "Change to %(product)s, %(seats)s seat", "Change to %(product)s, %(seats)s seats", seats
            )
        case TaskKind.SUSPEND:
            told = _("Suspend %(product)s; its data must stay")
        case TaskKind.RESUME:
            told = ngettext(
                "Resume %(product)s with %(seats)s seat", "Resume %(product)s with %(seats)s seats", seats
            )
        case TaskKind.END:
            told = _("End %(product)s for good, and erase its data")
    return told % known


def told_no_table(fault: TableFault, row: int) -> str:
    """Why a file cannot be read, and where that shows."""
    sentence = str(NO_TABLE[fault])
    return f"{sentence} {_('It shows in line %(row)s.') % {'row': row}}" if row else sentence
