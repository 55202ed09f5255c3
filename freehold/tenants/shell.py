"""What the commands of all packages share: who acts from a shell on the host, and how lists are printed."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from typing import Annotated
from uuid import UUID

import typer
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.kernel.errors import NotFound
from freehold.tenants.queries import find_operator
from freehold.tenants.row_security import scope
from freehold.tenants.runtime_role import check_runtime_role

TenantOption = Annotated[
    UUID | None, typer.Option("--tenant", help="The id of the tenant to act in; the operator unless given.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@contextmanager
def acting_in(tenant_id: UUID | None) -> Iterator[Actor]:
    """Open a tenant's scope for one command, with the platform as its actor.

    Raises: NotFound("no_operator"), Refused("runtime_role").
    """
    check_runtime_role()
    chosen = tenant_id or find_operator()
    if chosen is None:
        raise NotFound(
            "no_operator", _("This instance has no operator yet. Make one: freehold operator create NAME")
        )
    with scope(chosen):
        yield platform_actor(chosen, via=Via.COMMAND, name="Command line")


def print_list(rows: Sequence[object], columns: Sequence[str], *, as_json: bool) -> None:
    """Print dataclasses as a table of some of their fields, or all of them as JSON."""
    if as_json:
        plain = [asdict(row) for row in rows if is_dataclass(row) and not isinstance(row, type)]
        typer.echo(json.dumps(plain, cls=DjangoJSONEncoder, indent=2))
        return
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(_shown(getattr(row, column)) for column in columns))
    Console().print(table)


def _shown(value: object) -> str:
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(str(part) for part in value)
    return "" if value is None else str(value)
