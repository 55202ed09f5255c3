"""`freehold subscriptions`: ordering and what follows, through the same actions as the pages."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from freehold.kernel import clock
from freehold.kernel.period import Interval
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.change_plan import change_plan
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.actions.convert_trial import convert_trial
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.actions.resume import resume_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.actions.withdraw import withdraw_cancellation
from freehold.subscriptions.queries import Side, get_subscription, list_subscriptions
from freehold.subscriptions.states import SuspendReason
from freehold.tenants.shell import JsonOption, acting_in, print_list

app = typer.Typer()
subscriptions = typer.Typer(no_args_is_help=True, help="Orders, as their buyer or their seller.")
app.add_typer(subscriptions, name="subscriptions")

Tenant = Annotated[
    UUID, typer.Argument(help="The id of the buyer or the seller, in whose name this is done.")
]
Number = Annotated[str, typer.Argument(help="The order's number, such as SUB-7K3QM2XA.")]
Seats = Annotated[int, typer.Argument(help="One for each person.")]
SHOWN = {
    Side.SOLD: ("number", "customer", "plan_name", "seats", "price", "state", "ends_on"),
    Side.BOUGHT: ("number", "own_customer", "customer", "plan_name", "seats", "price", "state", "ends_on"),
}
MOST = 10_000


@subscriptions.command("list")
def list_all(
    tenant: Tenant,
    bought: Annotated[bool, typer.Option("--bought", help="What the tenant has ordered itself.")] = False,
    search: Annotated[str, typer.Option(help="Part of a customer's name, a number or a plan.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Print what the tenant sells, the newest first."""
    with acting_in(tenant) as actor:
        side = Side.BOUGHT if bought else Side.SOLD
        found = list_subscriptions(actor, side=side, search=search, limit=MOST)
    print_list(found, SHOWN[side], as_json=as_json)


@subscriptions.command()
def show(tenant: Tenant, number: Number, as_json: JsonOption = False) -> None:
    """Print one order."""
    with acting_in(tenant) as actor:
        found = get_subscription(actor, number)
    print_list([found], SHOWN[found.side], as_json=as_json)


@subscriptions.command()
def order(
    tenant: Tenant,
    plan: Annotated[UUID, typer.Argument(help="The id of a plan of the seller.")],
    seats: Seats = 1,
    buyer: Annotated[
        UUID | None, typer.Option(help="For which buyer, where the tenant is its seller.")
    ] = None,
    reference: Annotated[str, typer.Option(help="What stands on the invoice.")] = "",
    interval: Annotated[
        Interval | None, typer.Option(help="The term; monthly where there is such a price.")
    ] = None,
) -> None:
    """Order a plan, and print the order's number."""
    with acting_in(tenant) as actor:
        made = order_subscription(
            plan, seats=seats, buyer_id=buyer, reference=reference, interval=interval, actor=actor
        )
    typer.echo(made.number)


@subscriptions.command()
def seats(tenant: Tenant, number: Number, seats: Seats) -> None:
    """Change the number of seats."""
    with acting_in(tenant) as actor:
        change_seats(number, seats, actor=actor)


@subscriptions.command()
def plan(
    tenant: Tenant,
    number: Number,
    plan: Annotated[UUID, typer.Argument(help="The id of another plan of the same service.")],
) -> None:
    """Change the plan."""
    with acting_in(tenant) as actor:
        change_plan(number, plan, actor=actor)


@subscriptions.command()
def suspend(
    tenant: Tenant,
    number: Number,
    reason: Annotated[SuspendReason, typer.Option(help="The other side reads it.")] = SuspendReason.ASKED,
) -> None:
    """Stop the service; nothing is deleted."""
    with acting_in(tenant) as actor:
        suspend_subscription(number, reason=reason, actor=actor)


@subscriptions.command()
def resume(tenant: Tenant, number: Number) -> None:
    """Let the service run again."""
    with acting_in(tenant) as actor:
        resume_subscription(number, actor=actor)


@subscriptions.command()
def cancel(
    tenant: Tenant,
    number: Number,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The first UTC day without service; today unless given."),
    ] = None,
) -> None:
    """End the order as of a day; its data is kept for the retrieval period."""
    with acting_in(tenant) as actor:
        cancel_subscription(number, ends_on=on.date() if on else clock.today(), actor=actor)


@subscriptions.command()
def withdraw(tenant: Tenant, number: Number) -> None:
    """Take back a cancellation."""
    with acting_in(tenant) as actor:
        withdraw_cancellation(number, actor=actor)


@subscriptions.command()
def convert(tenant: Tenant, number: Number) -> None:
    """Turn a trial into an order."""
    with acting_in(tenant) as actor:
        convert_trial(number, actor=actor)
