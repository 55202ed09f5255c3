"""`freehold reports`: what was earned, through the same queries as the pages."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from freehold.kernel import clock
from freehold.reporting.queries.drift import Drift
from freehold.reporting.queries.drift import drift as drift_of
from freehold.reporting.queries.margin import Asked, last_months, whole_months
from freehold.reporting.queries.margin import margin as margin_of
from freehold.reporting.queries.receivables import receivables as owed_to
from freehold.reporting.states import By, Counted
from freehold.reporting.tables import drift_table, margin_table, receivables_table
from freehold.tenants.shell import acting_in

app = typer.Typer()
reports = typer.Typer(no_args_is_help=True, help="What a seller earned, and whether all agrees.")
app.add_typer(reports, name="reports")

Tenant = Annotated[UUID, typer.Argument(help="The id of the seller.")]
Month = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m"], help="The last month; the running one unless given.")
]
Months = Annotated[int, typer.Option(min=1, max=60, help="How many months.")]


@reports.command()
def margin(
    tenant: Tenant,
    by: Annotated[By, typer.Option(help="What the rows are.")] = By.CUSTOMER,
    counted: Annotated[Counted, typer.Option(help="In which month an amount counts.")] = Counted.SERVED,
    currency: Annotated[str, typer.Option(help="The one in which most is charged unless given.")] = "",
    last: Month = None,
    months: Months = 12,
) -> None:
    """Print revenue, cost and margin as CSV."""
    since, until = last_months(last.date() if last else clock.today(), months)
    with acting_in(tenant) as actor:
        report = margin_of(actor, Asked(since, until, by=by, counted=counted, currency=currency))
    typer.echo(margin_table(report).decode(), nl=False)


@reports.command()
def receivables(
    tenant: Tenant,
    by: Annotated[By, typer.Option(help="What the rows are; not end.")] = By.CUSTOMER,
    currency: Annotated[str, typer.Option(help="The one in which most is owed unless given.")] = "",
) -> None:
    """Print what is owed, by how long it has been due, as CSV."""
    with acting_in(tenant) as actor:
        found = owed_to(actor, by=by, currency=currency)
    typer.echo(receivables_table(found).decode(), nl=False)


@reports.command()
def drift(tenant: Tenant, last: Month = None, months: Months = 2) -> None:
    """Compare all orders on every day, and print as CSV what differs; it fails when anything does."""
    period = whole_months(*last_months(last.date() if last else clock.today(), months))
    found: list[Drift] = []
    after: UUID | None = None
    while True:
        with acting_in(tenant) as actor:
            checked = drift_of(actor, period, after=after)
        found += checked.drifts
        after = checked.next
        if after is None:
            break
    typer.echo(drift_table(found).decode(), nl=False)
    raise typer.Exit(1 if found else 0)
