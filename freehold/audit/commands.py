"""`freehold audit`: a tenant's log, and whether it verifies."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from freehold.audit.proofs import newest_checkpoint, prove_consistency, prove_inclusion, read_checkpoint
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
def checkpoint(tenant: Tenant) -> None:
    """Print the newest signed checkpoint and its key, to be kept elsewhere."""
    with acting_in(tenant) as actor:
        typer.echo(newest_checkpoint(actor).as_text(), nl=False)


@audit.command()
def prove(tenant: Tenant, entry: Annotated[UUID, typer.Argument(help="The entry's id.")]) -> None:
    """Print the proof that an entry stands in the log, with the newest checkpoint."""
    with acting_in(tenant) as actor:
        typer.echo(json.dumps(asdict(prove_inclusion(entry, actor=actor)), indent=1))


@audit.command("prove-consistency")
def consistency(tenant: Tenant, first_size: Annotated[int, typer.Argument(help="Of a checkpoint.")]) -> None:
    """Print the proof that the log of so many entries is the beginning of today's."""
    with acting_in(tenant) as actor:
        typer.echo(json.dumps(asdict(prove_consistency(first_size, actor=actor)), indent=1))


@audit.command()
def verify(
    tenant: Tenant,
    checkpoint: Annotated[
        Path | None,
        typer.Option(help="A checkpoint that was kept: does the log still begin with it?", exists=True),
    ] = None,
) -> None:
    """Recompute the whole log; exit code 1 and each fault when an entry is not as it was recorded."""
    kept = read_checkpoint(checkpoint.read_text()) if checkpoint else None
    with acting_in(tenant) as actor:
        verdict = verify_own_log(actor, kept=kept)
    typer.echo(f"{verdict.sealed} of {verdict.entries} entries are sealed; root {verdict.root_hash}")
    for fault in verdict.faults:
        typer.echo(fault, err=True)
    if not verdict.holds:
        raise typer.Exit(DOES_NOT_HOLD)
    if kept:
        typer.echo(f"It still begins with the {kept.tree_size} entries of {kept.sealed_at}.")
    typer.echo("The log verifies.")
