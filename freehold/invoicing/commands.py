"""`freehold invoices`: running, reading and crediting invoices, through the same actions as the pages."""

import json
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.actions.set_seller_profile import set_seller_profile
from freehold.invoicing.actions.start_run import start_run
from freehold.invoicing.documents.forms import Form
from freehold.invoicing.queries.documents import render_document
from freehold.invoicing.queries.lists import InvoiceSide, find_issued, list_invoices
from freehold.invoicing.queries.runs import list_runs, parked_buyers
from freehold.invoicing.rules.parties import BuyerFacts
from freehold.invoicing.schemas import BuyerProfileIn, SellerProfileIn
from freehold.invoicing.states import Standing
from freehold.tenants.shell import JsonOption, acting_in, print_list

app = typer.Typer()
invoices = typer.Typer(no_args_is_help=True, help="Invoices, as their seller or their buyer.")
app.add_typer(invoices, name="invoices")

Tenant = Annotated[UUID, typer.Argument(help="The id of the seller or buyer, in whose name this is done.")]
Number = Annotated[str, typer.Argument(help="The number of an invoice that the tenant has issued.")]
Facts = Annotated[
    Path, typer.Argument(help="A JSON file with the profile, as the API takes it; - reads it from here.")
]
SHOWN = ("number", "other_name", "issued_on", "due_on", "gross", "standing", "open")
RUNS = ("cut_off", "began_at", "finished_at", "chunks", "chunks_done", "documents", "parked")
MOST = 10_000


@invoices.command("list")
def list_all(
    tenant: Tenant,
    received: Annotated[bool, typer.Option("--received", help="Those to the tenant itself.")] = False,
    search: Annotated[str, typer.Option(help="Part of a number, a note or a buyer's name.")] = "",
    standing: Annotated[list[Standing] | None, typer.Option(help="Invoices that stand so alone.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Print what the tenant has issued, the newest first."""
    with acting_in(tenant) as actor:
        side = InvoiceSide.RECEIVED if received else InvoiceSide.ISSUED
        found = list_invoices(actor, side=side, search=search, standings=standing or (), limit=MOST)
    print_list(found, SHOWN, as_json=as_json)


@invoices.command()
def run(
    tenant: Tenant,
    cut_off: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The last day that counts; today unless given."),
    ] = None,
) -> None:
    """Bill what is due, and print the run's id; workers do it."""
    with acting_in(tenant) as actor:
        begun = start_run(cut_off=cut_off.date() if cut_off else None, actor=actor)
    typer.echo(str(begun))


@invoices.command()
def runs(tenant: Tenant, as_json: JsonOption = False) -> None:
    """Print the newest runs."""
    with acting_in(tenant) as actor:
        found = list_runs(actor)
    print_list(found, RUNS, as_json=as_json)


@invoices.command()
def parked(tenant: Tenant, as_json: JsonOption = False) -> None:
    """Print whom the newest run passed over, and why."""
    with acting_in(tenant) as actor:
        found = parked_buyers(actor)
    print_list(found, ("buyer_id", "buyer_name", "reason", "detail"), as_json=as_json)


@invoices.command()
def credit(
    tenant: Tenant,
    number: Number,
    reason: Annotated[str, typer.Option(help="The buyer reads it.")],
    net: Annotated[str, typer.Option(help="A part of it, net; all that is left unless given.")] = "",
) -> None:
    """Credit an invoice, and print the credit note's number."""
    with acting_in(tenant) as actor:
        amount = Decimal(net) if net else None
        typer.echo(credit_invoice(find_issued(actor, number), net=amount, reason=reason, actor=actor))


@invoices.command()
def save(
    tenant: Tenant,
    number: Number,
    file: Annotated[Path, typer.Argument(help="Where it is written.")],
    form: Annotated[Form, typer.Option(help="In which form.")] = Form.PDF,
) -> None:
    """Write an invoice into a file."""
    with acting_in(tenant) as actor:
        rendered = render_document(actor, find_issued(actor, number), form)
    file.write_bytes(rendered.content)


@invoices.command()
def seller(tenant: Tenant, facts: Facts) -> None:
    """Say how the tenant stands on its invoices, and print the version."""
    given = SellerProfileIn.model_validate(_read(facts)).told()
    with acting_in(tenant) as actor:
        typer.echo(str(set_seller_profile(given, actor=actor)))


@invoices.command()
def buyer(
    tenant: Tenant,
    facts: Facts,
    of: Annotated[
        UUID | None, typer.Option(help="A buyer of the tenant; the tenant itself unless given.")
    ] = None,
) -> None:
    """Say how a buyer stands on invoices, and print the version."""
    given = BuyerFacts(**BuyerProfileIn.model_validate(_read(facts)).model_dump())
    with acting_in(tenant) as actor:
        typer.echo(str(set_buyer_profile(given, buyer_id=of, actor=actor)))


def _read(file: Path) -> object:
    return json.loads(sys.stdin.read() if str(file) == "-" else file.read_text())
