"""`freehold mail`: what is set for all mail of a tenant, what became of messages, and what waits."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from freehold.services.mail.actions.allow_sender import allow_sender
from freehold.services.mail.actions.block_sender import block_sender
from freehold.services.mail.actions.clear_catch_all import clear_catch_all as clear_catch_all_now
from freehold.services.mail.actions.delete_queued import delete_queued
from freehold.services.mail.actions.forget_sender import forget_sender
from freehold.services.mail.actions.retry_queued import retry_queued
from freehold.services.mail.actions.rotate_dkim_key import rotate_dkim_key
from freehold.services.mail.actions.set_catch_all import set_catch_all as set_catch_all_now
from freehold.services.mail.actions.set_limits import set_limits as set_limits_now
from freehold.services.mail.commands.mailboxes import MOST, Box, Tenant
from freehold.services.mail.queries.addresses import catch_alls as catch_alls_of
from freehold.services.mail.queries.limits import limits as limits_of
from freehold.services.mail.queries.mailboxes import mailbox_at
from freehold.services.mail.queries.senders import tenant_senders
from freehold.services.mail.queries.trace import queue as queue_of
from freehold.services.mail.queries.trace import trace as trace_of
from freehold.services.mail.states import Delivery
from freehold.tenants.shell import JsonOption, acting_in, print_list

app = typer.Typer()
mail = typer.Typer(no_args_is_help=True, help="A tenant's mail as a whole: senders, limits, trace and queue.")
app.add_typer(mail, name="mail")

Domain = Annotated[str, typer.Argument(help="A domain that the tenant has proven.")]
Sender = Annotated[str, typer.Argument(help="An address, or a whole domain as @example.org.")]
OfBox = Annotated[
    str, typer.Option("--mailbox", help="One of a mailbox's own addresses; the whole tenant unless given.")
]
QueueId = Annotated[str, typer.Argument(help="As `queue` prints it.")]
CATCH_ALL = ("domain", "mailbox_address")
SENDER = ("sender", "verdict")
LIMITS = ("hourly_per_person", "hourly_per_tenant", "postmaster_id", "allowed_by_plan")
EVENT = ("at", "direction", "delivery", "sender", "recipient", "verdict", "reply", "queue_id")


@mail.command()
def catch_alls(tenant: Tenant, as_json: JsonOption = False) -> None:
    """Print where the mail goes that no address takes, by domain."""
    with acting_in(tenant) as actor:
        found = catch_alls_of(actor)
    print_list(found, CATCH_ALL, as_json=as_json)


@mail.command()
def set_catch_all(tenant: Tenant, domain: Domain, mailbox: Box) -> None:
    """Lead what no address of a domain takes to a mailbox."""
    with acting_in(tenant) as actor:
        set_catch_all_now(domain, mailbox_id=mailbox_at(actor, mailbox).id, actor=actor)


@mail.command()
def clear_catch_all(tenant: Tenant, domain: Domain) -> None:
    """Let mail for unknown addresses of a domain be refused again."""
    with acting_in(tenant) as actor:
        clear_catch_all_now(domain, actor=actor)


@mail.command()
def senders(tenant: Tenant, as_json: JsonOption = False) -> None:
    """Print the senders that the whole tenant allows or blocks."""
    with acting_in(tenant) as actor:
        found = tenant_senders(actor)
    print_list(found, SENDER, as_json=as_json)


@mail.command()
def allow(tenant: Tenant, sender: Sender, mailbox: OfBox = "") -> None:
    """Keep a sender's proven mail out of Junk."""
    with acting_in(tenant) as actor:
        box = mailbox_at(actor, mailbox).id if mailbox else None
        allow_sender(sender, mailbox_id=box, actor=actor)


@mail.command()
def block(tenant: Tenant, sender: Sender, mailbox: OfBox = "") -> None:
    """Put a sender's mail into Junk."""
    with acting_in(tenant) as actor:
        box = mailbox_at(actor, mailbox).id if mailbox else None
        block_sender(sender, mailbox_id=box, actor=actor)


@mail.command()
def forget(tenant: Tenant, sender: Sender, mailbox: OfBox = "") -> None:
    """Neither allow nor block a sender any more."""
    with acting_in(tenant) as actor:
        box = mailbox_at(actor, mailbox).id if mailbox else None
        forget_sender(sender, mailbox_id=box, actor=actor)


@mail.command()
def limits(tenant: Tenant, as_json: JsonOption = False) -> None:
    """Print how many recipients may be written to within an hour, and who reads postmaster@."""
    with acting_in(tenant) as actor:
        found = limits_of(actor)
    print_list([found], LIMITS, as_json=as_json)


@mail.command()
def set_limits(
    tenant: Tenant,
    per_person: Annotated[int, typer.Argument(help="Recipients within an hour, each person.")],
    per_tenant: Annotated[int, typer.Argument(help="Recipients within an hour, all together.")],
    postmaster: Annotated[
        str, typer.Option(help="The mailbox of postmaster@ and abuse@; the administrators' unless given.")
    ] = "",
) -> None:
    """Set how much may be sent, and who reads postmaster@ and abuse@."""
    with acting_in(tenant) as actor:
        set_limits_now(
            hourly_per_person=per_person,
            hourly_per_tenant=per_tenant,
            postmaster_id=mailbox_at(actor, postmaster).id if postmaster else None,
            actor=actor,
        )


@mail.command()
def rotate_key(tenant: Tenant, domain: Domain) -> None:
    """Sign a domain's mail with a new key, and print its selector: publish its record at once."""
    with acting_in(tenant) as actor:
        typer.echo(rotate_dkim_key(domain, actor=actor))


@mail.command()
def trace(
    tenant: Tenant,
    address: Annotated[str, typer.Option(help="Part of a sender's or a recipient's address.")] = "",
    delivery: Annotated[Delivery | None, typer.Option(help="How far it came.")] = None,
    since: Annotated[datetime | None, typer.Option(help="UTC.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Print what became of messages, one line for each recipient, the newest first."""
    with acting_in(tenant) as actor:
        found = trace_of(
            actor,
            address=address,
            delivery=delivery,
            since=since.replace(tzinfo=UTC) if since else None,
            limit=MOST,
        )
    print_list(found, EVENT, as_json=as_json)


@mail.command()
def queue(tenant: Tenant, as_json: JsonOption = False) -> None:
    """Print what waits to be delivered, with the reply that made it wait."""
    with acting_in(tenant) as actor:
        found = queue_of(actor)
    print_list(found, EVENT, as_json=as_json)


@mail.command()
def retry(tenant: Tenant, queue_id: QueueId) -> None:
    """Have a waiting message of the tenant's own sender tried at once."""
    with acting_in(tenant) as actor:
        retry_queued(queue_id, actor=actor)


@mail.command()
def delete(tenant: Tenant, queue_id: QueueId) -> None:
    """Take a waiting message of the tenant's own sender out of the queue, for all its recipients, unsent."""
    with acting_in(tenant) as actor:
        delete_queued(queue_id, actor=actor)
