"""`freehold transfers` and `freehold customer-codes`: changing the provider, through the same actions as the pages."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer

from freehold.channel.actions.agree_to_handover import agree_to_handover
from freehold.channel.actions.agree_to_undo import agree_to_undo
from freehold.channel.actions.ask_transfer import ask_transfer
from freehold.channel.actions.declare_gone import declare_gone
from freehold.channel.actions.decline_handover import decline_handover
from freehold.channel.actions.make_code import make_code
from freehold.channel.actions.propose_handover import propose_handover
from freehold.channel.actions.withdraw_code import withdraw_code
from freehold.channel.actions.withdraw_declaration import withdraw_declaration
from freehold.channel.actions.withdraw_handover import withdraw_handover
from freehold.channel.actions.withdraw_transfer import withdraw_transfer
from freehold.channel.queries.codes import list_codes
from freehold.channel.queries.declarations import list_declarations
from freehold.channel.queries.handovers import list_handovers
from freehold.channel.queries.transfers import list_transfers
from freehold.channel.states import GoneReason
from freehold.kernel import clock
from freehold.tenants.shell import JsonOption, acting_in, print_list

app = typer.Typer()
codes = typer.Typer(no_args_is_help=True, help="A seller's invitations for customers of others.")
transfers = typer.Typer(no_args_is_help=True, help="Customers who change their provider.")
app.add_typer(codes, name="customer-codes")
app.add_typer(transfers, name="transfers")
handovers = typer.Typer(no_args_is_help=True, help="Many customers, handed over from one seller to another.")
app.add_typer(handovers, name="handovers")
declarations = typer.Typer(no_args_is_help=True, help="Partners who are declared gone.")
app.add_typer(declarations, name="declarations")

Seller = Annotated[UUID, typer.Argument(help="The id of the seller.")]
Customer = Annotated[UUID, typer.Argument(help="The id of the customer.")]
CODE = ("id", "code", "note", "is_for_one", "is_good", "expires_at")
TRANSFER = ("id", "side", "name", "moves_on", "state", "moved_on", "failure")
HANDOVER = ("id", "side", "other_name", "moves_on", "state", "customers", "told", "moved", "stayed", "failed")
DECLARATION = ("partner_id", "partner_name", "reason", "runs_until", "declared_at", "withdrawn_at")
MOST = 10_000


@codes.command("make")
def make(
    tenant: Seller,
    days: Annotated[int, typer.Option(help="How long it is good for.")] = 30,
    many: Annotated[bool, typer.Option("--many", help="For any number of customers.")] = False,
    note: Annotated[str, typer.Option(help="For whom; the seller alone reads it.")] = "",
) -> None:
    """Make a code, and print it."""
    with acting_in(tenant) as actor:
        typer.echo(make_code(actor=actor, lasts=timedelta(days=days), is_for_one=not many, note=note).code)


@codes.command("list")
def list_all_codes(tenant: Seller, as_json: JsonOption = False) -> None:
    """Print the seller's codes, the newest first."""
    with acting_in(tenant) as actor:
        found = list_codes(actor, limit=MOST)
    print_list(found, CODE, as_json=as_json)


@codes.command("withdraw")
def withdraw_one(tenant: Seller, code_id: UUID) -> None:
    """Let a code be good no longer."""
    with acting_in(tenant) as actor:
        withdraw_code(code_id, actor=actor)


@transfers.command("list")
def list_all(
    tenant: Annotated[UUID, typer.Argument(help="The id of the customer or of a seller.")],
    as_json: JsonOption = False,
) -> None:
    """Print the moves that concern a tenant, the newest first."""
    with acting_in(tenant) as actor:
        found = list_transfers(actor, limit=MOST)
    print_list(found, TRANSFER, as_json=as_json)


@transfers.command("ask")
def ask(
    tenant: Customer,
    code: Annotated[str, typer.Argument(help="The new provider's, such as JOIN-7K3QM2XA.")],
    on: Annotated[
        datetime | None,
        typer.Option(help="The first UTC day with it; today unless given.", formats=["%Y-%m-%d"]),
    ] = None,
) -> None:
    """Ask for a customer to move, each order to the plan most like its own; print the move's id."""
    with acting_in(tenant) as actor:
        typer.echo(ask_transfer(code, moves_on=on.date() if on else clock.today(), actor=actor).id)


@transfers.command("withdraw")
def withdraw(tenant: Customer, transfer_id: UUID) -> None:
    """Let the customer stay."""
    with acting_in(tenant) as actor:
        withdraw_transfer(transfer_id, actor=actor)


@transfers.command("agree-to-undo")
def agree(
    tenant: Annotated[UUID, typer.Argument(help="The id of the customer, or of one of the two sellers.")],
    transfer_id: UUID,
) -> None:
    """Agree for one of the three that a move is taken back."""
    with acting_in(tenant) as actor:
        agree_to_undo(transfer_id, actor=actor)


@handovers.command("list")
def list_all_handovers(tenant: Seller, as_json: JsonOption = False) -> None:
    """Print a seller's handovers with how far each has come, the newest first."""
    with acting_in(tenant) as actor:
        found = list_handovers(actor, limit=MOST)
    print_list(found, HANDOVER, as_json=as_json)


@handovers.command("propose")
def propose(
    tenant: Seller,
    code: Annotated[str, typer.Argument(help="Of the seller who is to receive them, such as JOIN-7K3QM2XA.")],
    on: Annotated[datetime, typer.Argument(help="The first UTC day with it.", formats=["%Y-%m-%d"])],
    customer: Annotated[
        list[UUID] | None, typer.Option(help="The id of one of them, any number of times; all unless given.")
    ] = None,
) -> None:
    """Propose to hand customers over, and print the handover's id."""
    with acting_in(tenant) as actor:
        typer.echo(propose_handover(code, moves_on=on.date(), customers=customer, actor=actor).id)


@handovers.command("agree")
def agree_to(tenant: Seller, handover_id: UUID) -> None:
    """Agree for the seller who is to receive them."""
    with acting_in(tenant) as actor:
        agree_to_handover(handover_id, actor=actor)


@handovers.command("decline")
def decline(tenant: Seller, handover_id: UUID) -> None:
    """Decline for the seller who was to receive them."""
    with acting_in(tenant) as actor:
        decline_handover(handover_id, actor=actor)


@handovers.command("withdraw")
def take_back_handover(tenant: Seller, handover_id: UUID) -> None:
    """Take it back for the seller who proposed it."""
    with acting_in(tenant) as actor:
        withdraw_handover(handover_id, actor=actor)


@declarations.command("list")
def list_all_declarations(tenant: Seller, as_json: JsonOption = False) -> None:
    """Print which partners a seller has declared gone."""
    with acting_in(tenant) as actor:
        found = list_declarations(actor)
    print_list(found, DECLARATION, as_json=as_json)


@declarations.command("gone")
def gone(
    tenant: Seller,
    partner_id: UUID,
    reason: Annotated[GoneReason, typer.Argument(help="Why.")],
    note: Annotated[str, typer.Option(help="For the record, which the partner reads.")] = "",
) -> None:
    """Declare that a partner has gone."""
    with acting_in(tenant) as actor:
        declare_gone(partner_id, reason=reason, note=note, actor=actor)


@declarations.command("back")
def back(tenant: Seller, partner_id: UUID) -> None:
    """Say that a partner is back."""
    with acting_in(tenant) as actor:
        withdraw_declaration(partner_id, actor=actor)
