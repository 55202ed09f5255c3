"""Reports as CSV, for whoever goes on reckoning with them."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from freehold.kernel.money import rounded
from freehold.kernel.table import Cell, written
from freehold.provisioning.contract import OverDays
from freehold.reporting.queries.drift import Drift
from freehold.reporting.queries.margin import MarginReport
from freehold.reporting.queries.receivables import Receivables
from freehold.reporting.queries.statement import ServicePart, Statement
from freehold.reporting.states import Age
from freehold.reporting.words import WITHOUT, told_difference, written_plans

MARGIN = (
    "from",
    "to",
    "counted",
    "rows",
    "id",
    "name",
    "currency",
    "revenue",
    "cost",
    "margin",
    "margin_percent",
)
STATEMENT = ("month", "order", "plan", "what", "quantity", "unit", "days_measured", "days")
RECEIVABLES = ("on", "rows", "id", "name", "currency", *(age.value for age in Age), "open")
DRIFT = ("order", "customer", "plan", "between", "what", "from", "to", "expected", "found", "meter", "told")


def margin_table(report: MarginReport) -> bytes:
    """Each row of a report, with what it was asked for; `to` is the first day that is not in it."""
    asked = report.asked
    return written(
        MARGIN,
        [
            (
                asked.since.isoformat(), asked.until.isoformat(), asked.counted.value, asked.by.value, row.key,
                row.name or str(WITHOUT[asked.by]), report.currency,
                *(rounded(one, report.currency) for one in (row.earned.revenue, row.earned.cost, row.earned.margin)),
                row.earned.percent,
            )
            for row in report.rows
        ],
    )  # fmt: skip


def statement_table(statement: Statement) -> bytes:
    """A line for each thing that was got or charged; the quantity is empty where nobody measured it."""
    month = statement.month.start.strftime("%Y-%m")
    rows: list[tuple[Cell, ...]] = []
    for part in statement.parts:
        rows += [(month, part.order.number, written_plans(part.plans), *cells) for cells in _cells(part)]
    for one in statement.documents:
        rows.append((month, "", "", one.number, one.gross.amount, one.gross.currency, None, None))
    return written(STATEMENT, rows)


def _cells(part: ServicePart) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for got in part.got:
        what = (
            got.meter.name
            if got.meter.over_days is OverDays.SUM
            else _("%(meter)s (average)") % {"meter": got.meter.name}
        )
        rows.append((what, got.quantity, got.meter.unit, Decimal(got.days_read), Decimal(got.days)))
    if part.availability is not None:
        whole = part.availability.whole
        rows += [
            ("availability", whole.percent, "P1", None, None),
            ("minutes_asked", Decimal(whole.asked), "MIN", None, None),
            ("minutes_up", Decimal(whole.up), "MIN", None, None),
        ]
    charged, before = part.charged, part.charged_before_credit
    if before is not None:
        rows.append((_("charged, without tax"), before.amount, before.currency, None, None))
    if part.credit is not None:
        credit = part.credit.amount
        what = _("credited for a missed promise, without tax")
        rows.append((what, -credit.amount, credit.currency, None, None))
        if charged is not None:
            rows.append((_("in all, without tax"), charged.amount, charged.currency, None, None))
    return rows


def drift_table(drifts: Iterable[Drift]) -> bytes:
    """Each difference with its days; `to` is the first day after it."""
    return written(
        DRIFT,
        [
            (
                one.number, one.customer, one.plan, one.difference.kind.value, one.difference.what.value,
                one.difference.days.start.isoformat(), one.difference.days.end.isoformat(), one.difference.expected,
                one.difference.found, one.difference.meter, told_difference(one.difference),
            )
            for one in drifts
        ],
    )  # fmt: skip


def receivables_table(found: Receivables) -> bytes:
    """Each row of what is owed, by how long it has been due."""
    return written(
        RECEIVABLES,
        [
            (
                found.on.isoformat(), found.by.value, row.key, row.name, found.currency,
                *(row.owed.of(age) for age in Age), row.owed.open,
            )
            for row in found.rows
        ],
    )  # fmt: skip
