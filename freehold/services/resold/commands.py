"""`freehold vendors`: what is to be done with vendors and what they charge, through the same actions as the pages."""

from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from freehold.kernel import clock
from freehold.services.resold.actions.check_bill import check_bill
from freehold.services.resold.actions.do_task import do_task
from freehold.services.resold.actions.take_bill import take_bill
from freehold.services.resold.queries.bills import list_bills, supplier_costs, try_bill
from freehold.services.resold.queries.matching import matches_on
from freehold.services.resold.queries.tasks import list_tasks
from freehold.services.resold.rules.table import MOST_BYTES
from freehold.services.resold.states import TaskState
from freehold.services.resold.words import FAULTS
from freehold.tenants.shell import JsonOption, acting_in, print_list

app = typer.Typer()
vendors = typer.Typer(no_args_is_help=True, help="Vendors of resold services: tasks, bills, costs.")
app.add_typer(vendors, name="vendors")

Tenant = Annotated[UUID, typer.Argument(help="The id of the seller that supplies what vendors make.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A UTC day; today unless given.")]
MOST = 10_000


@vendors.command()
def tasks(
    tenant: Tenant,
    state: Annotated[TaskState, typer.Option(help="Which ones.")] = TaskState.OPEN,
    as_json: JsonOption = False,
) -> None:
    """Print what is to be done with vendors, by its day."""
    with acting_in(tenant) as actor:
        found = list_tasks(actor, today=clock.today(), states=(state,), limit=MOST)
    print_list(found, ("id", "told", "customer", "vendor", "due_on", "assignee"), as_json=as_json)


@vendors.command()
def done(
    tenant: Tenant,
    task: Annotated[UUID, typer.Argument(help="The task's id.")],
    reference: Annotated[str, typer.Option(help="The vendor's name of the order.")] = "",
    note: Annotated[str, typer.Option(help="For the seller's own people.")] = "",
) -> None:
    """Note a task as done."""
    with acting_in(tenant) as actor:
        do_task(task, reference=reference, note=note, actor=actor)


@vendors.command()
def bills(tenant: Tenant, as_json: JsonOption = False) -> None:
    """Print the bills of vendors, the newest first."""
    with acting_in(tenant) as actor:
        found = list_bills(actor, limit=MOST)
    print_list(found, ("id", "vendor", "file_name", "state", "lines", "total"), as_json=as_json)


@vendors.command()
def read(
    tenant: Tenant,
    vendor: Annotated[str, typer.Argument(help="The vendor's name, as the plans have it.")],
    file: Annotated[Path, typer.Argument(help="Its bill as CSV.", exists=True, dir_okay=False)],
) -> None:
    """Read a bill for a trial with the vendor's columns, say what it would do, and print its id. Nothing counts yet."""
    with file.open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    with acting_in(tenant) as actor:
        bill_id = check_bill(vendor, content, file_name=file.name, actor=actor)
        trial = try_bill(actor, bill_id, today=clock.today())
    if trial.fault is not None:
        typer.echo(f"column of {trial.fault}: to be chosen on the page or by the API", err=True)
    for row, fault in trial.faults:
        typer.echo(f"line {row}: {FAULTS[fault]}", err=True)
    typer.echo(
        f"{len(trial.new)} new ({trial.total}), {trial.unmatched} of them without an order, {trial.known} known, "
        f"{len(trial.repeated)} repeated, {len(trial.changed)} changed, {len(trial.otherwise)} read otherwise before, "
        f"{len(trial.faults)} unreadable",
        err=True,
    )
    typer.echo(str(bill_id))


@vendors.command()
def take(
    tenant: Tenant,
    bill: Annotated[UUID, typer.Argument(help="The bill's id.")],
    leave_out: Annotated[bool, typer.Option("--leave-out", help="Lines that cannot be read.")] = False,
) -> None:
    """Take a bill in, and print how many lines count now."""
    with acting_in(tenant) as actor:
        typer.echo(str(take_bill(bill, today=clock.today(), leave_out=leave_out, actor=actor)))


@vendors.command()
def matching(tenant: Tenant, day: Day = None, as_json: JsonOption = False) -> None:
    """Print seats sold beside those that vendors hold and charge, what disagrees first."""
    with acting_in(tenant) as actor:
        found = matches_on(actor, day.date() if day else clock.today())
    print_list(
        found,
        ("customer", "number", "vendor", "reference", "sold", "held", "billed", "verdict"),
        as_json=as_json,
    )


@vendors.command()
def costs(
    tenant: Tenant,
    since: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="A day of the first month.")],
    until: Annotated[
        datetime, typer.Argument(formats=["%Y-%m-%d"], help="The first day after the last one.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Print what vendors charge, by order and month."""
    with acting_in(tenant) as actor:
        found = supplier_costs(actor, since.date(), until.date())
    print_list(
        found, ("buyer_id", "subscription_id", "plan_id", "month", "currency", "amount"), as_json=as_json
    )
