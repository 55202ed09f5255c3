"""`freehold reminders`: what is overdue and was written, through the same actions as the pages."""

from typing import Annotated
from uuid import UUID

import typer

from freehold.dunning.actions.allow_reminders import allow_reminders
from freehold.dunning.actions.block_reminders import block_reminders
from freehold.dunning.actions.send_document import send_document
from freehold.dunning.actions.set_practice import set_practice
from freehold.dunning.queries import list_letters, list_overdue, own_practice
from freehold.dunning.rules.steps import Step
from freehold.dunning.states import Wording
from freehold.invoicing.queries.lists import find_issued
from freehold.tenants.shell import JsonOption, acting_in, print_list

app = typer.Typer()
reminders = typer.Typer(no_args_is_help=True, help="Invoices by mail, and reminders of a seller.")
app.add_typer(reminders, name="reminders")

Seller = Annotated[UUID, typer.Argument(help="The id of the seller, in whose name this is done.")]
Number = Annotated[str, typer.Argument(help="The number of a document that the seller has issued.")]
LETTERS = ("number", "buyer_name", "to", "state", "written_at", "last_error")
OVERDUE = ("number", "buyer_name", "due_on", "open", "last_on", "outlook", "letter", "next_on")
MOST = 10_000


@reminders.command("list")
def list_all(tenant: Seller, as_json: JsonOption = False) -> None:
    """Print what is overdue, the oldest first, and what comes next about each."""
    with acting_in(tenant) as actor:
        found = list_overdue(actor)
    print_list(found, OVERDUE, as_json=as_json)


@reminders.command()
def letters(
    tenant: Seller,
    unsent: Annotated[
        bool, typer.Option("--unsent", help="What could not go out, and has not since.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Print the documents that went out by mail, the newest first."""
    with acting_in(tenant) as actor:
        found = list_letters(actor, is_unsent=unsent, limit=MOST)
    print_list(found, LETTERS, as_json=as_json)


@reminders.command()
def send(tenant: Seller, number: Number) -> None:
    """Send a document by mail, if need be again, and print the address that it goes to."""
    with acting_in(tenant) as actor:
        typer.echo(send_document(find_issued(actor, number), actor=actor))


@reminders.command()
def block(
    tenant: Seller,
    number: Number,
    reason: Annotated[str, typer.Option(help="The seller's own people read it.")],
) -> None:
    """Stop reminders about an invoice."""
    with acting_in(tenant) as actor:
        block_reminders(find_issued(actor, number), reason=reason, actor=actor)


@reminders.command()
def allow(tenant: Seller, number: Number) -> None:
    """Let reminders about an invoice go on."""
    with acting_in(tenant) as actor:
        allow_reminders(find_issued(actor, number), actor=actor)


@reminders.command()
def steps(
    tenant: Seller,
    step: Annotated[
        list[str] | None,
        typer.Option(help="Days after an invoice was due and a letter, such as 5:friendly; may be repeated."),
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="Have no steps.")] = False,
) -> None:
    """Set the steps of reminders, if any are given, and print them."""
    with acting_in(tenant) as actor:
        known = own_practice(actor)
        if step or none:
            given = [_read(one) for one in step or ()]
            set_practice(mails_documents=known.mails_documents, steps=given, actor=actor)
        found = own_practice(actor).steps
    for one in found:
        typer.echo(f"{one.days_after_due}:{one.wording}")


def _read(text: str) -> Step:
    days, _colon, wording = text.partition(":")
    if not days.isdecimal() or wording not in list(Wording):
        raise typer.BadParameter(
            f"{text!r} is not days and a letter, such as 5:friendly ({', '.join(Wording)})"
        )
    return Step(int(days), Wording(wording))
