"""Reports as CSV, for whoever goes on reckoning with them."""

from freehold.invoicing.documents.table import written
from freehold.reporting.queries.margin import MarginReport
from freehold.reporting.words import FOR_ONESELF

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


def margin_table(report: MarginReport) -> bytes:
    """Each row of a report, with what it was asked for; `to` is the first day that is not in it."""
    asked = report.asked
    return written(
        MARGIN,
        [
            (
                asked.since.isoformat(), asked.until.isoformat(), asked.counted.value, asked.by.value, row.key,
                row.name or str(FOR_ONESELF), report.currency, row.earned.revenue, row.earned.cost, row.earned.margin,
                row.earned.percent,
            )
            for row in report.rows
        ],
    )  # fmt: skip
