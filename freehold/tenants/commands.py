"""`freehold operator`: the root of the tree. `freehold walls`: what a tier above can see."""

from typing import Annotated

import typer

from freehold.tenants.actions.create_operator import create_operator
from freehold.tenants.visibility import upper_tiers_page

app = typer.Typer()
operator = typer.Typer(no_args_is_help=True, help="The operator of this instance.")
app.add_typer(operator, name="operator")


@operator.command()
def create(
    name: Annotated[str, typer.Argument(help="As it stands on an invoice.")],
    support_email: Annotated[str, typer.Option(help="Where partners ask.")] = "",
) -> None:
    """Make the operator, once, and print its id."""
    typer.echo(create_operator(name, support_email=support_email))


@app.command()
def walls() -> None:
    """Print what a tier above a seller can see of that seller's customers, from the database's own policies."""
    typer.echo(upper_tiers_page(), nl=False)
