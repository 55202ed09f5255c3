"""`freehold mailboxes`: people's and shared ones, their addresses, and who may use them."""

import csv
from typing import Annotated
from uuid import UUID

import typer

from freehold.accounts.invitations import invitation_link
from freehold.kernel.actor import Role
from freehold.services.mail.actions.add_alias import add_alias as add_alias_now
from freehold.services.mail.actions.change_quota import change_quota
from freehold.services.mail.actions.close_mailbox import close_mailbox
from freehold.services.mail.actions.create_mailbox import create_mailbox
from freehold.services.mail.actions.create_shared_mailbox import create_shared_mailbox
from freehold.services.mail.actions.freeze_sender import freeze_sender
from freehold.services.mail.actions.give_access import give_access as give_access_now
from freehold.services.mail.actions.remove_alias import remove_alias as remove_alias_now
from freehold.services.mail.actions.rename_mailbox import rename_mailbox
from freehold.services.mail.actions.take_access import take_access as take_access_now
from freehold.services.mail.actions.unfreeze_sender import unfreeze_sender
from freehold.services.mail.actions.welcome_people import Newcomer, welcome_people
from freehold.services.mail.actions.welcome_person import welcome_person
from freehold.services.mail.queries.access import access_to
from freehold.services.mail.queries.mailboxes import mailbox_at
from freehold.services.mail.queries.mailboxes import mailboxes as mailboxes_of
from freehold.services.mail.states import MailboxKind
from freehold.tenants.shell import JsonOption, acting_in, print_list

app = typer.Typer()
mailboxes = typer.Typer(no_args_is_help=True, help="Mailboxes, their addresses, and who may use them.")
app.add_typer(mailboxes, name="mailboxes")

Tenant = Annotated[UUID, typer.Argument(help="The tenant's id.")]
Box = Annotated[str, typer.Argument(metavar="MAILBOX", help="One of the mailbox's own addresses.")]
Address = Annotated[str, typer.Argument(help="An address in a domain that the tenant has proven.")]
Person = Annotated[str, typer.Argument(metavar="PERSON", help="An address of the person's own mailbox.")]
ShownName = Annotated[str, typer.Option("--name", help="What stands before the address in letters.")]
Gigabytes = Annotated[float, typer.Option("--gb", help="What it may hold, in GB; the plan's unless given.")]
SHOWN = ("address", "aliases", "kind", "display_name", "quota_bytes")
ACCESS = ("grantee_address", "full_access", "send_as")
GB = 10**9
MOST = 10_000


@mailboxes.command("list")
def list_mailboxes(
    tenant: Tenant,
    search: Annotated[str, typer.Option(help="Part of an address or a name.")] = "",
    kind: Annotated[MailboxKind | None, typer.Option(help="People's own, or shared ones.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Print a tenant's mailboxes by address."""
    with acting_in(tenant) as actor:
        found = mailboxes_of(actor, search=search, kind=kind, limit=MOST)
    print_list(found, SHOWN, as_json=as_json)


@mailboxes.command()
def show(tenant: Tenant, mailbox: Box, as_json: JsonOption = False) -> None:
    """Print one mailbox."""
    with acting_in(tenant) as actor:
        found = mailbox_at(actor, mailbox)
    print_list([found], SHOWN, as_json=as_json)


@mailboxes.command()
def welcome(
    tenant: Tenant,
    name: str,
    address: Address,
    contact_email: Annotated[str, typer.Option(help="Where the invitation goes, if not there.")] = "",
    role: Annotated[list[Role] | None, typer.Option(help="A role beyond member; may be repeated.")] = None,
) -> None:
    """Make somebody new with a mailbox on one seat; print their id and the link of their invitation."""
    with acting_in(tenant) as actor:
        made = welcome_person(
            name, address=address, contact_email=contact_email, roles=frozenset(role or ()), actor=actor
        )
    typer.echo(f"{made.person_id}\t{invitation_link(made.secret, tenant_id=tenant)}")


@mailboxes.command()
def welcome_many(
    tenant: Tenant,
    file: Annotated[typer.FileText, typer.Argument(help="Lines of name,address (CSV); - is standard input.")],
) -> None:
    """Make many new people with mailboxes, all or none, and print the mailboxes' ids; nobody is invited yet."""
    rows = [row for row in csv.reader(file, skipinitialspace=True) if row]
    if not all(len(row) == 2 for row in rows):
        raise typer.BadParameter("each line is name,address", param_hint="FILE")
    with acting_in(tenant) as actor:
        made = welcome_people([Newcomer(name=name, address=address) for name, address in rows], actor=actor)
    typer.echo("\n".join(str(mailbox_id) for mailbox_id in made))


@mailboxes.command()
def create(
    tenant: Tenant,
    address: Address,
    person: Annotated[UUID, typer.Argument(help="The id of somebody without a mailbox.")],
    name: ShownName = "",
    gb: Gigabytes = 0,
) -> None:
    """Make a mailbox for a person on one seat, and print its id; it takes mail at once."""
    with acting_in(tenant) as actor:
        made = create_mailbox(
            address, person_id=person, display_name=name, quota_bytes=int(gb * GB) or None, actor=actor
        )
    typer.echo(made)


@mailboxes.command()
def create_shared(tenant: Tenant, address: Address, name: ShownName = "") -> None:
    """Make a mailbox that is nobody's own, without a seat, and print its id; people get to it by access."""
    with acting_in(tenant) as actor:
        typer.echo(create_shared_mailbox(address, display_name=name, actor=actor))


@mailboxes.command()
def rename(
    tenant: Tenant,
    mailbox: Box,
    address: Address,
    name: Annotated[str | None, typer.Option(help="Another name; the present one unless given.")] = None,
) -> None:
    """Give a mailbox another first address and name; the old address stays, and no mail moves."""
    with acting_in(tenant) as actor:
        found = mailbox_at(actor, mailbox)
        shown = found.display_name if name is None else name
        rename_mailbox(found.id, address=address, display_name=shown, actor=actor)


@mailboxes.command()
def quota(
    tenant: Tenant, mailbox: Box, gb: Annotated[float, typer.Argument(help="What it may hold, in GB.")]
) -> None:
    """Set what a mailbox may hold. Below what it holds, new mail is refused and nothing is deleted."""
    with acting_in(tenant) as actor:
        change_quota(mailbox_at(actor, mailbox).id, quota_bytes=int(gb * GB), actor=actor)


@mailboxes.command()
def close(tenant: Tenant, mailbox: Box) -> None:
    """Close a mailbox: no sign-in, no mail, its seat is free. What it holds stays until the mail is erased."""
    with acting_in(tenant) as actor:
        close_mailbox(mailbox_at(actor, mailbox).id, actor=actor)


@mailboxes.command()
def add_alias(tenant: Tenant, mailbox: Box, address: Address) -> None:
    """Let one more address lead to a mailbox; its person may sign in with it and send from it."""
    with acting_in(tenant) as actor:
        add_alias_now(mailbox_at(actor, mailbox).id, address=address, actor=actor)


@mailboxes.command()
def remove_alias(
    tenant: Tenant, mailbox: Box, address: Annotated[str, typer.Argument(help="The alias.")]
) -> None:
    """Remove an alias; mail to it is then refused, or goes to the catch-all."""
    with acting_in(tenant) as actor:
        remove_alias_now(mailbox_at(actor, mailbox).id, address=address, actor=actor)


@mailboxes.command()
def access(tenant: Tenant, mailbox: Box, as_json: JsonOption = False) -> None:
    """Print who may use a shared mailbox."""
    with acting_in(tenant) as actor:
        found = access_to(actor, mailbox_at(actor, mailbox).id)
    print_list(found, ACCESS, as_json=as_json)


@mailboxes.command()
def give_access(
    tenant: Tenant,
    mailbox: Box,
    person: Person,
    full_access: Annotated[bool, typer.Option(help="Read, file and delete there.")] = True,
    send_as: Annotated[bool, typer.Option(help="Send in its name.")] = True,
) -> None:
    """Let a person use a shared mailbox. Given again, the rights are replaced."""
    with acting_in(tenant) as actor:
        shared, own = mailbox_at(actor, mailbox), mailbox_at(actor, person)
        give_access_now(shared.id, grantee_id=own.id, full_access=full_access, send_as=send_as, actor=actor)


@mailboxes.command()
def take_access(tenant: Tenant, mailbox: Box, person: Person) -> None:
    """End a person's access to a shared mailbox; open sessions end."""
    with acting_in(tenant) as actor:
        shared, own = mailbox_at(actor, mailbox), mailbox_at(actor, person)
        take_access_now(shared.id, grantee_id=own.id, actor=actor)


@mailboxes.command()
def freeze(
    tenant: Tenant,
    mailbox: Box,
    because: Annotated[str, typer.Argument(help="Its person and the administrators read it.")],
) -> None:
    """Let a mailbox send no more; it goes on receiving."""
    with acting_in(tenant) as actor:
        freeze_sender(mailbox_at(actor, mailbox).id, because=because, actor=actor)


@mailboxes.command()
def unfreeze(tenant: Tenant, mailbox: Box) -> None:
    """Let a mailbox send again; what it has sent in this hour is forgotten."""
    with acting_in(tenant) as actor:
        unfreeze_sender(mailbox_at(actor, mailbox).id, actor=actor)
