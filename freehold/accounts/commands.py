"""People from the host's own shell, through the same actions as the pages."""

from typing import Annotated
from uuid import UUID

import typer

from freehold.accounts.actions.deactivate_person import deactivate_person
from freehold.accounts.actions.invite_person import invite_person
from freehold.accounts.actions.resend_invitation import resend_invitation
from freehold.accounts.actions.reset_second_factor import reset_second_factor
from freehold.accounts.invitations import invitation_link
from freehold.accounts.queries.people import people_of
from freehold.kernel.actor import Role, Via, platform_actor
from freehold.tenants.row_security import scope

app = typer.Typer()
people = typer.Typer(help="People who sign in.", no_args_is_help=True)
app.add_typer(people, name="people")

Tenant = Annotated[UUID, typer.Argument(help="The tenant's id.", show_default=False)]
Person = Annotated[UUID, typer.Argument(help="The person's id.", show_default=False)]


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
    typer.echo(f"{invited.person_id}\t{invitation_link(invited.secret)}")


@people.command("resend")
def resend(tenant: Tenant, person: Person) -> None:
    """Send an invited person a new link, and print it."""
    with scope(tenant):
        secret = resend_invitation(person, actor=platform_actor(tenant, via=Via.COMMAND))
    typer.echo(invitation_link(secret))


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
