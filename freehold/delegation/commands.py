"""`freehold customers`, `partners`, `grants` and `break-glass`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer
from django.db import transaction

from freehold.accounts.second_factor import Shown
from freehold.delegation.actions.answer_support import choose_support, decline_support
from freehold.delegation.actions.approve_request import approve_request
from freehold.delegation.actions.ask_for_grant import ask_for_grant
from freehold.delegation.actions.ask_in_emergency import ask_in_emergency
from freehold.delegation.actions.break_glass import break_glass
from freehold.delegation.actions.choose_answerer import choose_answerer
from freehold.delegation.actions.decline_request import decline_request
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.actions.give_grant import give_grant
from freehold.delegation.actions.set_up_customer import set_up_customer, set_up_partner
from freehold.delegation.actions.withdraw_request import withdraw_request
from freehold.delegation.asking import requests_made, requests_of_customers, requests_received
from freehold.delegation.emergencies import list_emergencies
from freehold.delegation.queries import enter_person, grants_given, grants_held
from freehold.kernel.actor import Actor, Role, Via
from freehold.kernel.errors import NotFound
from freehold.tenants.queries import buyers_of
from freehold.tenants.runtime_role import check_runtime_role
from freehold.tenants.shell import JsonOption, TenantOption, acting_in, print_list
from freehold.tenants.states import TenantKind

app = typer.Typer()
customers = typer.Typer(no_args_is_help=True, help="A seller's customers.")
partners = typer.Typer(no_args_is_help=True, help="A seller's partners.")
grants = typer.Typer(no_args_is_help=True, help="Who may act in a tenant, as what, until when.")
app.add_typer(customers, name="customers")
app.add_typer(partners, name="partners")
app.add_typer(grants, name="grants")
emergencies = typer.Typer(
    no_args_is_help=True, help="Break glass: two people of the operator, each with the code of their app."
)
app.add_typer(emergencies, name="break-glass")

Name = Annotated[str, typer.Argument(help="As it stands on an invoice.")]
Reference = Annotated[str, typer.Option(help="What the seller calls it in its own books.")]
Country = Annotated[str, typer.Option(help="ISO 3166-1 alpha-2.")]
Search = Annotated[str, typer.Option(help="Part of a name or a reference.")]

BUYER = ("tenant_id", "name", "reference", "since")
REQUEST = ("id", "tenant_name", "asker_name", "roles", "lasts_hours", "state", "expires_at")
EMERGENCY = ("id", "reference", "asked_by", "approved_by", "roles", "lasts_hours", "state", "asked_at")
GRANT = ("id", "tenant_name", "holder_name", "kind", "roles", "ends_at", "in_force")
MOST = 10_000

Roles = Annotated[list[Role], typer.Argument(help="What is to be done there.")]
Hours = Annotated[int, typer.Option(help="For how long.")]
Reason = Annotated[str, typer.Option(help="Why, for the logs of all concerned.")]
Ticket = Annotated[str, typer.Option(help="The number of a ticket.")]
Person = Annotated[UUID, typer.Option(help="The id of the person of the operator who does this.")]
Code = Annotated[
    str,
    typer.Option(prompt="Code of your authenticator app", hide_input=True, help="Asked for unless given."),
]


class RequestSide(StrEnum):
    """From which side one looks."""

    RECEIVED = "received"
    MADE = "made"
    OF_CUSTOMERS = "of-customers"


LISTS = {
    RequestSide.RECEIVED: requests_received,
    RequestSide.MADE: requests_made,
    RequestSide.OF_CUSTOMERS: requests_of_customers,
}


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


@grants.command("ask")
def ask(
    reference: Annotated[str, typer.Argument(help="The id of an own buyer, or a pseudonym on an own order.")],
    roles: Roles,
    hours: Hours,
    reason: Reason,
    tenant: TenantOption = None,
    ticket: Ticket = "",
) -> None:
    """Ask another tenant for access, and print the request's id."""
    with acting_in(tenant) as actor:
        typer.echo(
            ask_for_grant(
                reference,
                roles=frozenset(roles),
                lasts=timedelta(hours=hours),
                reason=reason,
                ticket=ticket,
                actor=actor,
            )
        )


@grants.command("requests")
def list_requests(
    tenant: TenantOption = None,
    side: Annotated[RequestSide, typer.Option(help="From which side one looks.")] = RequestSide.RECEIVED,
    as_json: JsonOption = False,
) -> None:
    """Print requests for access: the newest first."""
    with acting_in(tenant) as actor:
        found = LISTS[side](actor, limit=MOST)
    print_list(found, REQUEST, as_json=as_json)


@grants.command("approve")
def approve(
    request_id: UUID,
    roles: Annotated[
        list[Role] | None, typer.Argument(help="Some of the roles asked for; all unless given.")
    ] = None,
    hours: Annotated[int | None, typer.Option(help="No more than asked for; as asked unless given.")] = None,
    tenant: TenantOption = None,
) -> None:
    """Let the one who asked in, for a tenant that was asked, and print the grant's id."""
    with acting_in(tenant) as actor:
        typer.echo(
            approve_request(
                request_id,
                roles=frozenset(roles) if roles else None,
                lasts=None if hours is None else timedelta(hours=hours),
                actor=actor,
            )
        )


@grants.command("decline")
def decline(request_id: UUID, tenant: TenantOption = None) -> None:
    """Decline a request for access."""
    with acting_in(tenant) as actor:
        decline_request(request_id, actor=actor)


@grants.command("withdraw")
def withdraw(request_id: UUID, tenant: TenantOption = None) -> None:
    """Take back what the tenant asked for."""
    with acting_in(tenant) as actor:
        withdraw_request(request_id, actor=actor)


@grants.command("let-partner-answer")
def let_partner_answer(
    tenant: TenantOption = None,
    no_longer: Annotated[bool, typer.Option("--no-longer", help="The tenant answers alone again.")] = False,
) -> None:
    """Let a customer's partner answer requests as well, but for its own."""
    with acting_in(tenant) as actor:
        choose_answerer(seller_answers=not no_longer, actor=actor)


@emergencies.command("list")
def list_broken(as_json: JsonOption = False) -> None:
    """Print every broken glass, and those that wait or that nobody approved: the newest first."""
    with acting_in(None) as actor:
        found = list_emergencies(actor, limit=MOST)
    print_list(found, EMERGENCY, as_json=as_json)


@emergencies.command("ask")
def ask_to_break(
    reference: Annotated[str, typer.Argument(help="A tenant's id, or a pseudonym on an own order.")],
    roles: Roles,
    *,
    hours: Hours,
    reason: Reason,
    person: Person,
    code: Code,
    ticket: Ticket = "",
) -> None:
    """Ask, as the first of two people, and print the emergency's id."""
    with _acting_as(person) as actor:
        typer.echo(
            ask_in_emergency(
                reference,
                roles=frozenset(roles),
                lasts=timedelta(hours=hours),
                reason=reason,
                ticket=ticket,
                shown=Shown(code=code),
                actor=actor,
            )
        )


@emergencies.command("approve")
def approve_breaking(emergency_id: UUID, person: Person, code: Code) -> None:
    """Approve, as the second one within the hour, and print the grant's id."""
    with _acting_as(person) as actor:
        typer.echo(break_glass(emergency_id, shown=Shown(code=code), actor=actor))


@contextmanager
def _acting_as(person_id: UUID) -> Iterator[Actor]:
    check_runtime_role()
    with transaction.atomic():
        entered = enter_person(person_id, grant_id=None, via=Via.COMMAND)
        if entered is None:
            raise NotFound
        yield entered.actor
