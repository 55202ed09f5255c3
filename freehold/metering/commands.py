"""`freehold usage`: what an order used, by month."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

import typer

from freehold.kernel import clock
from freehold.metering.queries import usage_by_month
from freehold.subscriptions.queries import get_subscription
from freehold.tenants.shell import JsonOption, TenantOption, acting_in, print_list

app = typer.Typer()
SHOWN = ("month", "meter", "quantity", "corrected")


@dataclass(frozen=True, slots=True)
class Line:
    """A meter's quantity of a month."""

    month: date
    meter: str
    quantity: Decimal
    corrected: Decimal


@app.command()
def usage(
    order: Annotated[str, typer.Argument(help="The order's number, such as SUB-7K3QM2XA.")],
    tenant: TenantOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print what an order used, by month and meter, as its buyer or its seller."""
    with acting_in(tenant) as actor:
        subscription = get_subscription(actor, order)
        months = usage_by_month(actor, subscription, today=clock.today())
    lines = [
        Line(month.period.start, meter, quantity, month.corrections.get(meter, Decimal(0)))
        for month in months
        for meter, quantity in sorted(month.quantities.items())
    ]
    print_list(lines, SHOWN, as_json=as_json)
