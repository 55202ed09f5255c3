"""`freehold mail-groups`: distribution lists."""

from typing import Annotated

import typer

from freehold.services.mail.actions.create_group import create_group
from freehold.services.mail.actions.remove_group import remove_group
from freehold.services.mail.actions.set_group_members import set_group_members
from freehold.services.mail.commands.mailboxes import Address, Tenant
from freehold.services.mail.queries.addresses import group_at, own_and_outside
from freehold.services.mail.queries.addresses import groups as groups_of
from freehold.tenants.shell import JsonOption, acting_in, print_list

app = typer.Typer()
groups = typer.Typer(no_args_is_help=True, help="Distribution lists: addresses that reach several people.")
app.add_typer(groups, name="mail-groups")

Group = Annotated[str, typer.Argument(metavar="GROUP", help="The group's address.")]
SHOWN = ("address", "name", "internal_only", "member_addresses")


@groups.command("list")
def list_groups(
    tenant: Tenant,
    search: Annotated[str, typer.Option(help="Part of a name or an address.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Print a tenant's distribution lists by name."""
    with acting_in(tenant) as actor:
        found = groups_of(actor, search=search)
    print_list(found, SHOWN, as_json=as_json)


@groups.command()
def create(
    tenant: Tenant,
    address: Address,
    name: Annotated[str, typer.Argument(help="As people read it.")],
    internal_only: Annotated[
        bool, typer.Option("--internal-only", help="Only the tenant's own people may write to it.")
    ] = False,
) -> None:
    """Make a distribution list without members, and print its id."""
    with acting_in(tenant) as actor:
        typer.echo(create_group(address, name=name, internal_only=internal_only, actor=actor))


@groups.command()
def members(
    tenant: Tenant,
    group: Group,
    addresses: Annotated[list[str] | None, typer.Argument(help="All members, here and elsewhere.")] = None,
) -> None:
    """Replace the members by these."""
    with acting_in(tenant) as actor:
        own, outside = own_and_outside(actor, addresses or ())
        set_group_members(group_at(actor, group).id, mailbox_ids=own, outside=outside, actor=actor)


@groups.command()
def remove(tenant: Tenant, group: Group) -> None:
    """Remove a distribution list; mail to it is then refused, or goes to the catch-all."""
    with acting_in(tenant) as actor:
        remove_group(group_at(actor, group).id, actor=actor)
