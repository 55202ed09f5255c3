"""`freehold customers`, `freehold partners` and `freehold grants`."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer

from freehold.delegation.actions.answer_support import choose_support, decline_support
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.actions.give_grant import give_grant
from freehold.delegation.actions.set_up_customer import set_up_customer, set_up_partner
from freehold.delegation.queries import grants_given, grants_held
from freehold.kernel.actor import Role
from freehold.tenants.queries import buyers_of
from freehold.tenants.shell import JsonOption, TenantOption, acting_in, print_list
from freehold.tenants.states import TenantKind

app = typer.Typer()
customers = typer.Typer(no_args_is_help=True, help="A seller's customers.")
partners = typer.Typer(no_args_is_help=True, help="A seller's partners.")
grants = typer.Typer(no_args_is_help=True, help="Who may act in a tenant, as what, until when.")
app.add_typer(customers, name="customers")
app.add_typer(partners, name="partners")
app.add_typer(grants, name="grants")

Name = Annotated[str, typer.Argument(help="As it stands on an invoice.")]
Reference = Annotated[str, typer.Option(help="What the seller calls it in its own books.")]
Country = Annotated[str, typer.Option(help="ISO 3166-1 alpha-2.")]
Search = Annotated[str, typer.Option(help="Part of a name or a reference.")]

BUYER = ("tenant_id", "name", "reference", "since")
GRANT = ("id", "tenant_name", "holder_name", "kind", "roles", "ends_at", "in_force")
MOST = 10_000


@customers.command("create")
def create_customer(
    name: Name, tenant: TenantOption = None, reference: Reference = "", country: Country = "DE"
) -> None:
    """Make a customer of the tenant, with a set-up grant of 30 days, and print its id."""
    with acting_in(tenant) as actor:
        typer.echo(set_up_customer(name, reference=reference, country=country, actor=actor))


@customers.command("list")
def list_customers(tenant: TenantOption = None, search: Search = "", as_json: JsonOption = False) -> None:
    """Print the tenant's own customers by name."""
    with acting_in(tenant) as actor:
        found = buyers_of(actor, kind=TenantKind.CUSTOMER, search=search, limit=MOST)
    print_list(found, BUYER, as_json=as_json)


@partners.command("create")
def create_partner(
    name: Name, tenant: TenantOption = None, reference: Reference = "", country: Country = "DE"
) -> None:
    """Make a partner of the tenant, with a set-up grant of 30 days, and print its id."""
    with acting_in(tenant) as actor:
        typer.echo(set_up_partner(name, reference=reference, country=country, actor=actor))


@partners.command("list")
def list_partners(tenant: TenantOption = None, search: Search = "", as_json: JsonOption = False) -> None:
    """Print the tenant's own partners by name."""
    with acting_in(tenant) as actor:
        found = buyers_of(actor, kind=TenantKind.PARTNER, search=search, limit=MOST)
    print_list(found, BUYER, as_json=as_json)


@grants.command("list")
def list_grants(
    tenant: TenantOption = None,
    held: Annotated[bool, typer.Option("--held", help="Those that the tenant holds elsewhere.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Print who may act in the tenant, or could: the newest first."""
    with acting_in(tenant) as actor:
        found = grants_held(actor) if held else grants_given(actor)
    print_list(found, GRANT, as_json=as_json)


@grants.command("give")
def give(
    roles: Annotated[list[Role], typer.Argument(help="What the tenant's seller may do there.")],
    tenant: TenantOption = None,
    hours: Annotated[int | None, typer.Option(help="Until then; standing support unless given.")] = None,
    reason: Annotated[str, typer.Option(help="Why, for both logs.")] = "",
) -> None:
    """Let the tenant's seller act in it, and print the grant's id."""
    lasts = None if hours is None else timedelta(hours=hours)
    with acting_in(tenant) as actor:
        typer.echo(give_grant(frozenset(roles), lasts=lasts, reason=reason, actor=actor))


@grants.command("answer-support")
def answer_support(
    roles: Annotated[
        list[Role] | None, typer.Argument(help="What the seller may do there, until ended; none: no.")
    ] = None,
    tenant: TenantOption = None,
) -> None:
    """Answer for a customer whether its seller shall look after things, as it is asked at set-up."""
    with acting_in(tenant) as actor:
        if roles:
            typer.echo(choose_support(frozenset(roles), actor=actor))
        else:
            decline_support(actor=actor)


@grants.command("end")
def end(grant_id: UUID, tenant: TenantOption = None) -> None:
    """End a grant at once. The tenant is one of its two ends."""
    with acting_in(tenant) as actor:
        end_grant(grant_id, actor=actor)
