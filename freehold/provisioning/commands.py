"""`freehold instances`: what is wanted of a tenant's services, and what was observed."""

from typing import Annotated
from uuid import UUID

import typer

from freehold.provisioning.actions.try_again import try_again as try_now
from freehold.provisioning.queries import instances as instances_of
from freehold.tenants.shell import JsonOption, acting_in, print_list

app = typer.Typer()
instances = typer.Typer(no_args_is_help=True, help="A tenant's services: wanted and observed.")
app.add_typer(instances, name="instances")

Tenant = Annotated[UUID, typer.Argument(help="The tenant's id.")]
SHOWN = ("id", "title", "wanted_state", "observed_state", "last_error")


@instances.command("list")
def list_instances(tenant: Tenant, as_json: JsonOption = False) -> None:
    """Print a tenant's services, the newest first."""
    with acting_in(tenant) as actor:
        found = instances_of(actor)
    print_list(found, SHOWN, as_json=as_json)


@instances.command()
def try_again(tenant: Tenant, instance: Annotated[UUID, typer.Argument(help="The instance's id.")]) -> None:
    """Have the worker look at once, instead of at the next try."""
    with acting_in(tenant) as actor:
        try_now(instance, actor=actor)
