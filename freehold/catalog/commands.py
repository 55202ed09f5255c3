"""`freehold plans`: a seller's catalog, through the same actions as the pages."""

import json
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated
from uuid import UUID

import typer

from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.create_offering import create_offering
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.actions.retire_plan import retire_plan
from freehold.catalog.queries import plans as plans_of
from freehold.catalog.queries import plans_offered
from freehold.kernel import clock
from freehold.tenants.shell import JsonOption, TenantOption, acting_in, print_list

app = typer.Typer()
plans = typer.Typer(no_args_is_help=True, help="Offerings, plans and price lists of a seller.")
app.add_typer(plans, name="plans")

Name = Annotated[str, typer.Argument(help="As buyers read it.")]
Description = Annotated[str, typer.Option(help="What buyers read of it.")]
TrialDays = Annotated[int, typer.Option(help="Free days at the start.")]
PLAN = ("id", "name", "offering_name", "prices", "is_retired")
OFFERED = ("id", "name", "offering_name", "price")


@plans.command("list")
def list_plans(tenant: TenantOption = None, as_json: JsonOption = False) -> None:
    """Print the seller's own plans with their prices of today."""
    with acting_in(tenant) as actor:
        found = plans_of(actor, on=clock.today())
    print_list(found, PLAN, as_json=as_json)


@plans.command()
def offered(tenant: TenantOption = None, as_json: JsonOption = False) -> None:
    """Print what the tenant's own seller offers it."""
    with acting_in(tenant) as actor:
        found = plans_offered(actor)
    print_list(found, OFFERED, as_json=as_json)


@plans.command("offering")
def new_offering(
    name: Name,
    kind: Annotated[str, typer.Option(help="The service, such as mail.")],
    tenant: TenantOption = None,
    description: Description = "",
) -> None:
    """Make an offering of the operator, and print its id."""
    with acting_in(tenant) as actor:
        typer.echo(create_offering(name, kind=kind, description=description, actor=actor))


@plans.command("create")
def new_plan(
    offering: Annotated[UUID, typer.Argument(help="The offering's id.")],
    name: Name,
    tenant: TenantOption = None,
    description: Description = "",
    options: Annotated[str, typer.Option(help="What the service lets a plan set, as JSON.")] = "{}",
    trial_days: TrialDays = 0,
) -> None:
    """Make a plan of the operator, and print its id."""
    try:
        chosen = json.loads(options)
    except json.JSONDecodeError as error:
        raise typer.BadParameter(str(error), param_hint="--options") from error
    if not isinstance(chosen, dict):
        raise typer.BadParameter("give an object, such as {}", param_hint="--options")
    with acting_in(tenant) as actor:
        made = create_plan(
            offering, name=name, description=description, options=chosen, trial_days=trial_days, actor=actor
        )
    typer.echo(made)


@plans.command()
def adopt(
    source: Annotated[UUID, typer.Argument(help="The id of the seller's plan.")],
    name: Name,
    tenant: TenantOption = None,
    description: Description = "",
    trial_days: TrialDays = 0,
) -> None:
    """Resell a plan of the own seller under a name of one's own, and print its id."""
    with acting_in(tenant) as actor:
        typer.echo(adopt_plan(source, name=name, description=description, trial_days=trial_days, actor=actor))


@plans.command()
def prices(
    given: Annotated[list[str], typer.Argument(help="PLAN=AMOUNT for each plan: a seat's price a month.")],
    tenant: TenantOption = None,
    currency: Annotated[str, typer.Option(help="ISO 4217.")] = "EUR",
    valid_from: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A UTC day; today unless given.")
    ] = None,
) -> None:
    """Publish the next price list, and print its version. A plan that is left out has no price from then on."""
    day = valid_from.date() if valid_from else clock.today()
    with acting_in(tenant) as actor:
        version = publish_price_list(
            dict(_price(one) for one in given), currency=currency, valid_from=day, actor=actor
        )
    typer.echo(version)


@plans.command()
def retire(plan: Annotated[UUID, typer.Argument(help="The plan's id.")], tenant: TenantOption = None) -> None:
    """Take a plan out of sale. What was ordered goes on."""
    with acting_in(tenant) as actor:
        retire_plan(plan, actor=actor)


def _price(given: str) -> tuple[UUID, Decimal]:
    plan, _sign, amount = given.partition("=")
    try:
        return UUID(plan), Decimal(amount)
    except (ValueError, InvalidOperation) as error:
        raise typer.BadParameter(f"{given!r} is not PLAN=AMOUNT") from error
