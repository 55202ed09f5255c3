"""`freehold audit`: a tenant's log, and whether it verifies."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from freehold.audit.log_files import log_file_lines
from freehold.audit.proofs import newest_checkpoint, prove_consistency, prove_inclusion, read_checkpoint
from freehold.audit.queries import read_log, verify_own_log
from freehold.audit.rules.log_file import LONGEST_LINE, verify_lines
from freehold.audit.rules.note import LONGEST
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
    """Print the newest signed checkpoint, to be kept elsewhere."""
    with acting_in(tenant) as actor:
        typer.echo(newest_checkpoint(actor).note, nl=False)


@audit.command("file")
def log_file(tenant: Tenant) -> None:
    """Print the whole log as a file, which `freehold audit verify` checks anywhere."""
    with acting_in(tenant) as actor:
        for lines in log_file_lines(actor):
            typer.echo(lines, nl=False)


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
def check(
    tenant: Tenant,
    checkpoint: Annotated[
        Path | None,
        typer.Option(help="A checkpoint that was kept: does the log still begin with it?", exists=True),
    ] = None,
) -> None:
    """Recompute a log in the database; exit code 1 and each fault when an entry is not as it was recorded."""
    kept = read_checkpoint(checkpoint.read_text()) if checkpoint else None
    with acting_in(tenant) as actor:
        verdict = verify_own_log(actor, kept=kept)
    typer.echo(f"{verdict.sealed} of {verdict.entries} entries are sealed; root {verdict.root_hash}")
    _say(verdict.faults)
    if kept:
        typer.echo(f"It still begins with the {kept.size} entries of {kept.at}.")
    typer.echo("The log verifies.")


@audit.command()
def verify(
    log: Annotated[Path, typer.Argument(help="The file of a log.", exists=True, dir_okay=False)],
    checkpoints: Annotated[
        list[Path] | None,
        typer.Argument(metavar="CHECKPOINT...", help="What was kept of it.", exists=True, dir_okay=False),
    ] = None,
    key: Annotated[
        list[str] | None, typer.Option(help="A verifier key from elsewhere, instead of those in the file.")
    ] = None,
) -> None:
    """Prove, without any platform, that a log is as it was recorded; exit code 1 and each fault when it is not."""
    kept = [read_checkpoint(_start_of(path)) for path in checkpoints or ()]
    with log.open(encoding="utf-8", errors="replace", newline="\n") as file:
        lines = iter(lambda: file.readline(LONGEST_LINE + 1), "")
        try:
            verdict = verify_lines(lines, kept, trusted=key or ())
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--key") from error
    typer.echo(f"Log {verdict.log}: {verdict.entries} entries; root {verdict.root_hash}")
    if verdict.erased:
        typer.echo(f"Of {verdict.erased} entries the content was erased; their hashes are in their places.")
    _say(verdict.faults)
    typer.echo(f"{verdict.checkpoints} checkpoints in the file hold, and {verdict.kept} that you kept.")
    typer.echo("Nothing was changed, removed or cut off.")


def _start_of(path: Path) -> str:
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(LONGEST + 1)


def _say(faults: Sequence[str]) -> None:
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        raise typer.Exit(DOES_NOT_HOLD)
