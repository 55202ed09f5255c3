"""People from the host's own shell, through the same actions as the pages."""

from typing import Annotated
from uuid import UUID

import typer

from freehold.accounts.actions.add_member import add_member
from freehold.accounts.actions.change_group import change_group
from freehold.accounts.actions.change_person import change_person
from freehold.accounts.actions.change_roles import change_roles
from freehold.accounts.actions.create_group import create_group
from freehold.accounts.actions.deactivate_person import deactivate_person
from freehold.accounts.actions.delete_group import delete_group
from freehold.accounts.actions.invite_person import invite_person
from freehold.accounts.actions.reactivate_person import reactivate_person
from freehold.accounts.actions.remove_member import remove_member
from freehold.accounts.actions.require_second_factor import (
    require_second_factor,
    stop_requiring_second_factor,
)
from freehold.accounts.actions.resend_invitation import resend_invitation
from freehold.accounts.actions.reset_second_factor import reset_second_factor
from freehold.accounts.invitations import invitation_link
from freehold.accounts.queries.groups import get_group, groups_of, members_of
from freehold.accounts.queries.people import get_person, people_of
from freehold.kernel.actor import Role, Via, platform_actor
from freehold.tenants.row_security import scope
from freehold.tenants.shell import JsonOption, acting_in, print_list

app = typer.Typer()
people = typer.Typer(help="People who sign in.", no_args_is_help=True)
groups = typer.Typer(help="People who belong together, and share roles.", no_args_is_help=True)
app.add_typer(people, name="people")
app.add_typer(groups, name="groups")

Tenant = Annotated[UUID, typer.Argument(help="The tenant's id.", show_default=False)]
Person = Annotated[UUID, typer.Argument(help="The person's id.", show_default=False)]
Group = Annotated[UUID, typer.Argument(help="The group's id.", show_default=False)]
Roles = Annotated[list[Role] | None, typer.Option("--role", help="May be repeated; none unless given.")]
GROUP = ("id", "name", "roles", "members")
MEMBER = ("id", "email", "name", "roles", "state")


@people.command("list")
def list_people(tenant: Tenant, search: str = "") -> None:
    """List the people of a tenant: id, address, name, roles and state."""
    with scope(tenant):
        for person in people_of(platform_actor(tenant, via=Via.COMMAND), search=search, limit=10_000):
            typer.echo(
                f"{person.id}\t{person.email}\t{person.name}\t{','.join(person.roles)}\t{person.state}"
            )


@people.command("invite")
def invite(
    tenant: Tenant,
    name: str,
    email: str,
    contact_email: Annotated[str, typer.Option(help="Where the invitation goes, if not there.")] = "",
    role: Annotated[list[Role] | None, typer.Option(help="A role beyond member; may be repeated.")] = None,
) -> None:
    """Invite somebody, and print the link that was sent to them: it works once, for seven days."""
    with scope(tenant):
        invited = invite_person(
            name,
            email=email,
            contact_email=contact_email,
            roles=frozenset(role or ()),
            actor=platform_actor(tenant, via=Via.COMMAND),
        )
    typer.echo(f"{invited.person_id}\t{invitation_link(invited.secret, tenant_id=tenant)}")


@people.command("resend")
def resend(tenant: Tenant, person: Person) -> None:
    """Send an invited person a new link, and print it."""
    with scope(tenant):
        secret = resend_invitation(person, actor=platform_actor(tenant, via=Via.COMMAND))
    typer.echo(invitation_link(secret, tenant_id=tenant))


@people.command("deactivate")
def deactivate(tenant: Tenant, person: Person) -> None:
    """Let somebody leave: sessions, tokens, app passwords and invitations end at once."""
    with scope(tenant):
        deactivate_person(person, actor=platform_actor(tenant, via=Via.COMMAND))
    typer.echo("They can no longer sign in anywhere.")


@people.command("reset-second-factor")
def reset_factor(tenant: Tenant, person: Person) -> None:
    """Remove somebody's lost second factor: they sign in with their password and set up a new one."""
    with scope(tenant):
        reset_second_factor(person, actor=platform_actor(tenant, via=Via.COMMAND))
    typer.echo("Their second factor is removed, and a message tells them.")


@people.command("change")
def change(
    tenant: Tenant,
    person: Person,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    email: Annotated[str | None, typer.Option(help="Another address to sign in with.")] = None,
    contact_email: Annotated[str | None, typer.Option(help="Where they are written to.")] = None,
) -> None:
    """Change somebody's name or addresses; what is not given stays."""
    with acting_in(tenant) as actor:
        now = get_person(actor, person)
        change_person(
            person,
            name=now.name if name is None else name,
            email=now.email if email is None else email,
            contact_email=now.contact_email if contact_email is None else contact_email,
            version=now.version,
            actor=actor,
        )


@people.command("roles")
def roles(tenant: Tenant, person: Person, role: Roles = None) -> None:
    """Give somebody exactly these roles; member is always one."""
    with acting_in(tenant) as actor:
        version = get_person(actor, person).version
        change_roles(person, roles=frozenset(role or ()), version=version, actor=actor)


@people.command("reactivate")
def reactivate(tenant: Tenant, person: Person) -> None:
    """Invite somebody who left anew, and print the link: it works once, for seven days."""
    with acting_in(tenant) as actor:
        secret = reactivate_person(person, actor=actor)
    typer.echo(invitation_link(secret, tenant_id=tenant))


@people.command("require-second-factor")
def require_factor(
    tenant: Tenant,
    stop: Annotated[bool, typer.Option("--stop", help="Leave it to everybody again.")] = False,
) -> None:
    """Have everybody in a tenant set up a second factor before anything else."""
    act = stop_requiring_second_factor if stop else require_second_factor
    with acting_in(tenant) as actor:
        act(actor=actor)


@groups.command("list")
def list_groups(tenant: Tenant, as_json: JsonOption = False) -> None:
    """Print a tenant's groups by name."""
    with acting_in(tenant) as actor:
        found = groups_of(actor)
    print_list(found, GROUP, as_json=as_json)


@groups.command("create")
def new_group(tenant: Tenant, name: str, role: Roles = None) -> None:
    """Make a group whose members share these roles, and print its id."""
    with acting_in(tenant) as actor:
        typer.echo(create_group(name, roles=frozenset(role or ()), actor=actor))


@groups.command("change")
def other_group(
    tenant: Tenant,
    group: Group,
    role: Roles = None,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
) -> None:
    """Give a group exactly these roles, and another name where one is given."""
    with acting_in(tenant) as actor:
        shown = get_group(actor, group).name if name is None else name
        change_group(group, name=shown, roles=frozenset(role or ()), actor=actor)


@groups.command("delete")
def no_group(tenant: Tenant, group: Group) -> None:
    """Delete a group; its people stay."""
    with acting_in(tenant) as actor:
        delete_group(group, actor=actor)


@groups.command("members")
def members(tenant: Tenant, group: Group, as_json: JsonOption = False) -> None:
    """Print the people in a group, by name."""
    with acting_in(tenant) as actor:
        found = members_of(actor, group)
    print_list(found, MEMBER, as_json=as_json)


@groups.command("add")
def add(tenant: Tenant, group: Group, person: Person) -> None:
    """Add somebody to a group."""
    with acting_in(tenant) as actor:
        add_member(group, person_id=person, actor=actor)


@groups.command("remove")
def remove(tenant: Tenant, group: Group, person: Person) -> None:
    """Take somebody out of a group."""
    with acting_in(tenant) as actor:
        remove_member(group, person_id=person, actor=actor)
