"""`freehold plans`: a seller's catalog, through the same actions as the pages."""

import json
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.create_offering import create_offering
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.end_discount import end_discount
from freehold.catalog.actions.give_discount import give_discount
from freehold.catalog.actions.promise_level import promise_level
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.actions.retire_plan import retire_plan
from freehold.catalog.queries import plans as plans_of
from freehold.catalog.queries import plans_offered
from freehold.kernel import clock
from freehold.kernel.period import Interval
from freehold.kernel.pricing import Terms, terms_from
from freehold.kernel.service_levels import Step
from freehold.tenants.shell import JsonOption, TenantOption, acting_in, print_list

app = typer.Typer()
plans = typer.Typer(no_args_is_help=True, help="Offerings, plans and price lists of a seller.")
app.add_typer(plans, name="plans")

Name = Annotated[str, typer.Argument(help="As buyers read it.")]
Description = Annotated[str, typer.Option(help="What buyers read of it.")]
TrialDays = Annotated[int, typer.Option(help="Free days at the start.")]
PLAN = ("id", "name", "offering_name", "prices", "is_retired")
DEFAULTS = {
    "interval": "month",
    "anchor": "calendar",
    "timing": "advance",
    "minimum": "0",
    "discount_percent": "0",
}
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
    given: Annotated[
        list[str] | None, typer.Argument(help="PLAN=AMOUNT for each plan: a seat's price a month.")
    ] = None,
    tenant: TenantOption = None,
    currency: Annotated[str, typer.Option(help="ISO 4217.")] = "EUR",
    valid_from: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A UTC day; today unless given.")
    ] = None,
    terms: Annotated[
        Path | None,
        typer.Option(
            help="A file of JSON with any terms: an object of plans, each with a list as the API takes it."
        ),
    ] = None,
) -> None:
    """Publish the next price list, and print its version. A plan that is left out has no price from then on."""
    day = valid_from.date() if valid_from else clock.today()
    with acting_in(tenant) as actor:
        version = publish_price_list(
            dict(_price(one) for one in given or ()),
            terms=_terms(terms, currency) if terms else {},
            currency=currency,
            valid_from=day,
            actor=actor,
        )
    typer.echo(version)


@plans.command()
def promise(
    plan: Annotated[UUID, typer.Argument(help="The plan's id.")],
    steps: Annotated[
        list[str] | None,
        typer.Argument(help="BELOW=CREDIT in percent, such as 99.9=10; none promises nothing."),
    ] = None,
    tenant: TenantOption = None,
) -> None:
    """Promise how much of a month the service is there. What has been ordered keeps what it was promised."""
    with acting_in(tenant) as actor:
        promise_level(plan, [_step(one) for one in steps or ()], actor=actor)


@plans.command()
def retire(plan: Annotated[UUID, typer.Argument(help="The plan's id.")], tenant: TenantOption = None) -> None:
    """Take a plan out of sale. What was ordered goes on."""
    with acting_in(tenant) as actor:
        retire_plan(plan, actor=actor)


@plans.command()
def discount(
    percent: Annotated[str, typer.Argument(help="How much is taken off.")],
    tenant: TenantOption = None,
    buyer: Annotated[UUID | None, typer.Option(help="For this buyer alone.")] = None,
    plan: Annotated[UUID | None, typer.Option(help="For this plan alone.")] = None,
    interval: Annotated[Interval | None, typer.Option(help="For this term alone.")] = None,
) -> None:
    """Take a part off what is ordered from today on, and print the discount's id."""
    try:
        part = Decimal(percent)
    except InvalidOperation as error:
        raise typer.BadParameter(f"{percent!r} is no number") from error
    with acting_in(tenant) as actor:
        made = give_discount(
            part, buyer_id=buyer, plan_id=plan, interval=interval, valid_from=clock.today(), actor=actor
        )
    typer.echo(made)


@plans.command("end-discount")
def no_discount(
    discount: Annotated[UUID, typer.Argument(help="The discount's id.")], tenant: TenantOption = None
) -> None:
    """Give a discount to nobody any more. What was ordered with it keeps it."""
    with acting_in(tenant) as actor:
        end_discount(discount, actor=actor)


def _terms(file: Path, currency: str) -> dict[UUID, list[Terms]]:
    try:
        read = json.loads(file.read_text())
        return {
            UUID(plan): [terms_from({**DEFAULTS, **one, "currency": currency}) for one in found]
            for plan, found in read.items()
        }
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise typer.BadParameter(str(error), param_hint="--terms") from error


def _step(given: str) -> Step:
    below, _sign, credit = given.partition("=")
    try:
        return Step(Decimal(below), Decimal(credit))
    except InvalidOperation as error:
        raise typer.BadParameter(f"{given!r} is not BELOW=CREDIT") from error


def _price(given: str) -> tuple[UUID, Decimal]:
    plan, _sign, amount = given.partition("=")
    try:
        return UUID(plan), Decimal(amount)
    except (ValueError, InvalidOperation) as error:
        raise typer.BadParameter(f"{given!r} is not PLAN=AMOUNT") from error
