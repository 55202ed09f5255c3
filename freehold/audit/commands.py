"""`freehold audit`: a tenant's log, and whether it verifies."""

from typing import Annotated
from uuid import UUID

import typer

from freehold.audit.queries import read_log, verify_own_log
from freehold.tenants.shell import JsonOption, acting_in, print_list

app = typer.Typer()
audit = typer.Typer(no_args_is_help=True, help="A tenant's log, and whether it verifies.")
app.add_typer(audit, name="audit")

Tenant = Annotated[UUID, typer.Argument(help="The tenant's id.")]
LINE = ("at", "actor_name", "action", "subject_kind", "subject_id", "sealed")
DOES_NOT_HOLD = 1


@audit.command()
def show(
    tenant: Tenant,
    action: Annotated[str, typer.Option(help="How the act's name begins.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    as_json: JsonOption = False,
) -> None:
    """Print what was done, the newest first."""
    with acting_in(tenant) as actor:
        found = read_log(actor, action=action, limit=limit)
    print_list(found, LINE, as_json=as_json)


@audit.command()
def verify(tenant: Tenant) -> None:
    """Recompute the whole log; exit code 1 and each fault when an entry is not as it was recorded."""
    with acting_in(tenant) as actor:
        verdict = verify_own_log(actor)
    typer.echo(f"{verdict.sealed} of {verdict.entries} entries are sealed; root {verdict.root_hash}")
    for fault in verdict.faults:
        typer.echo(fault, err=True)
    if not verdict.holds:
        raise typer.Exit(DOES_NOT_HOLD)
    typer.echo("The log verifies.")
