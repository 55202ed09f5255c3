"""`freehold payments`: recording what came in and reading bank statements, through the same actions as the pages."""

import os
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from freehold.invoicing.accounting import journal_of
from freehold.invoicing.actions.record_payment import record_payment
from freehold.invoicing.ledger import buyer_credits, list_payments, open_invoices
from freehold.invoicing.queries.lists import find_issued
from freehold.invoicing.states import PaymentKind
from freehold.kernel import clock
from freehold.kernel.errors import FreeholdError
from freehold.payments.actions.collect_invoices import collect_invoices
from freehold.payments.actions.fetch_collection import fetch_collection
from freehold.payments.actions.import_statement import import_statement
from freehold.payments.actions.return_debit import return_debit
from freehold.payments.actions.take_back_payment import take_back_payment
from freehold.payments.collecting import debits_in, list_collections
from freehold.payments.queries import list_bookings
from freehold.payments.states import EntryState, Scheme
from freehold.tenants.shell import JsonOption, acting_in, print_list

app = typer.Typer()
payments = typer.Typer(no_args_is_help=True, help="What buyers paid, and bank statements.")
app.add_typer(payments, name="payments")

Seller = Annotated[UUID, typer.Argument(help="The id of the seller, in whose name this is done.")]
MOST = 10_000


@payments.command("list")
def list_all(tenant: Seller, as_json: JsonOption = False) -> None:
    """Print what came in and went back, the newest first."""
    with acting_in(tenant) as actor:
        found = list_payments(actor, limit=MOST)
    print_list(found, ("id", "buyer_name", "received_on", "amount", "left"), as_json=as_json)


@payments.command("open")
def list_open(tenant: Seller, as_json: JsonOption = False) -> None:
    """Print what buyers still owe, what is due first, first."""
    with acting_in(tenant) as actor:
        found = open_invoices(actor)
    print_list(found, ("number", "buyer_name", "due_on", "gross", "open"), as_json=as_json)


@payments.command("credits")
def list_credits(tenant: Seller, as_json: JsonOption = False) -> None:
    """Print what buyers have as credit."""
    with acting_in(tenant) as actor:
        found = buyer_credits(actor)
    print_list(found, ("source_id", "kind", "buyer_name", "name", "left"), as_json=as_json)


@payments.command("record")
def record_one(  # noqa: PLR0917 - typer reads arguments and options from it
    tenant: Seller,
    buyer: Annotated[UUID, typer.Argument(help="The id of the buyer who paid.")],
    amount: Annotated[str, typer.Argument(help="How much, such as 17.85.")],
    invoice: Annotated[
        list[str] | None, typer.Option(help="The number of an invoice that it is for; may be repeated.")
    ] = None,
    currency: Annotated[str, typer.Option(help="ISO 4217.")] = "EUR",
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When it came; today unless given.")
    ] = None,
    kind: Annotated[PaymentKind, typer.Option(help="How it came.")] = PaymentKind.TRANSFER,
    reference: Annotated[str, typer.Option(help="What the buyer wrote with it.")] = "",
) -> None:
    """Record what a buyer paid, and print the payment's id."""
    try:
        value = Decimal(amount)
    except InvalidOperation as error:
        raise typer.BadParameter(f"{amount!r} is no amount") from error
    with acting_in(tenant) as actor:
        typer.echo(
            record_payment(
                buyer,
                amount=value,
                currency=currency,
                received_on=on.date() if on else clock.today(),
                kind=kind,
                reference=reference,
                invoice_ids=[find_issued(actor, number) for number in invoice or ()],
                actor=actor,
            )
        )


@payments.command("undo")
def undo_one(
    tenant: Seller,
    payment: Annotated[UUID, typer.Argument(help="The payment's id.")],
    reason: Annotated[str, typer.Option(help="Why, in one line.")],
) -> None:
    """Undo a payment: its invoices are open again."""
    with acting_in(tenant) as actor:
        typer.echo(take_back_payment(payment, reason=reason, actor=actor))


@payments.command("read")
def read_statement(
    tenant: Seller, file: Annotated[Path, typer.Argument(help="A bank statement in the format camt.053.")]
) -> None:
    """Read a bank statement in, and print what came of it."""
    content = file.read_bytes()
    with acting_in(tenant) as actor:
        done = import_statement(content, file_name=file.name, actor=actor)
    print_list([done], ("matched", "waiting", "known", "passed_over"), as_json=False)


@payments.command("bookings")
def bookings(
    tenant: Seller,
    state: Annotated[
        list[EntryState] | None, typer.Option(help="In this state alone; may be repeated.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Print what came in on bank statements, the newest first."""
    with acting_in(tenant) as actor:
        found = list_bookings(actor, states=state or (), limit=MOST)
    print_list(found, ("id", "booked_on", "other_name", "amount", "state", "why"), as_json=as_json)


@payments.command("collect")
def collect(
    tenant: Seller,
    scheme: Annotated[Scheme, typer.Option(help="By which rules.")] = Scheme.CORE,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first possible day unless given.")
    ] = None,
) -> None:
    """Collect all that is due by then of buyers with a mandate, and print the collection's id."""
    with acting_in(tenant) as actor:
        typer.echo(collect_invoices(scheme=scheme, collect_on=on.date() if on else None, actor=actor))


@payments.command("collections")
def collections(tenant: Seller, as_json: JsonOption = False) -> None:
    """Print the newest collections and how far they are."""
    with acting_in(tenant) as actor:
        found = list_collections(actor)
    print_list(
        found,
        ("id", "scheme", "collect_on", "amount", "fetched_at", "pending", "collected", "returned"),
        as_json=as_json,
    )


@payments.command("returned")
def returned(
    tenant: Seller,
    debit: Annotated[UUID, typer.Argument(help="The debit's id.")],
    reason: Annotated[str, typer.Option(help="Why, in one line.")],
) -> None:
    """Say that the bank did not pay a debit, or took it back: its invoice is open again."""
    with acting_in(tenant) as actor:
        return_debit(debit, reason=reason, actor=actor)


@payments.command("debits")
def debits(
    tenant: Seller,
    collection: Annotated[UUID, typer.Argument(help="The collection's id.")],
    as_json: JsonOption = False,
) -> None:
    """Print the debits of a collection and what became of each."""
    with acting_in(tenant) as actor:
        found = debits_in(actor, collection)
    print_list(found, ("id", "buyer_name", "invoice_number", "amount", "state", "note"), as_json=as_json)


@payments.command("save")
def save(
    tenant: Seller,
    collection: Annotated[UUID, typer.Argument(help="The collection's id.")],
    file: Annotated[Path, typer.Argument(help="Where it is written; readable by its owner alone.")],
) -> None:
    """Write the file of a collection for the bank (pain.008). It names accounts."""
    try:
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except OSError as error:
        raise typer.BadParameter(
            f"{file} cannot be made: {error.strerror}. Name a file that is not there yet."
        ) from error
    with os.fdopen(handle, "wb") as made:
        try:
            with acting_in(tenant) as actor:
                made.write(fetch_collection(collection, actor=actor))
        except FreeholdError:
            file.unlink()
            raise


@payments.command("journal")
def journal(
    tenant: Seller,
    since: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The first day.")],
    until: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The last day.")],
    file: Annotated[Path, typer.Argument(help="Where it is written.")],
) -> None:
    """Write all that was issued and came in, in double entry, into a CSV file."""
    with acting_in(tenant) as actor:
        found = journal_of(actor, since=since.date(), until=until.date())
    file.write_bytes(found.content)
