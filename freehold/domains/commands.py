"""`freehold domains`: claims, checks, records and publishing, through the same actions as the pages."""

from typing import Annotated
from uuid import UUID

import typer

from freehold.domains.actions.ask_for_check import ask_for_check
from freehold.domains.actions.claim_domain import claim_domain
from freehold.domains.actions.publish_records import publish_records
from freehold.domains.actions.release_domain import release_domain
from freehold.domains.queries import domains_of, get_domain, get_domain_named, records_of, zone_of
from freehold.domains.rules.names import parse_domain
from freehold.tenants.shell import JsonOption, acting_in, print_list

app = typer.Typer()
domains = typer.Typer(no_args_is_help=True, help="A tenant's domains: claims, proofs and DNS records.")
app.add_typer(domains, name="domains")

Tenant = Annotated[UUID, typer.Argument(help="The tenant's id.")]
Name = Annotated[str, typer.Argument(help="The domain, such as acme-dental.example.")]
DOMAIN = ("unicode_name", "state", "proof_state", "checked_at")
RECORD = ("name", "type", "publish", "state", "found")
MOST = 10_000


@domains.command("list")
def list_domains(tenant: Tenant, as_json: JsonOption = False) -> None:
    """Print a tenant's domains by name."""
    with acting_in(tenant) as actor:
        found = domains_of(actor, limit=MOST)
    print_list(found, DOMAIN, as_json=as_json)


@domains.command()
def claim(tenant: Tenant, name: Name) -> None:
    """Claim a domain for a tenant, and print the proof to publish."""
    with acting_in(tenant) as actor:
        domain = get_domain(actor, claim_domain(name, actor=actor))
    typer.echo(f'{domain.proof_name}. IN TXT "{domain.proof_value}"')


@domains.command()
def check(tenant: Tenant, name: Name) -> None:
    """Ask for a look into DNS; a worker looks within seconds, and `records` shows what it found."""
    with acting_in(tenant) as actor:
        ask_for_check(get_domain_named(actor, parse_domain(name).name).id, actor=actor)


@domains.command()
def records(tenant: Tenant, name: Name, as_json: JsonOption = False) -> None:
    """Print the records to publish, each with what was last seen of it."""
    with acting_in(tenant) as actor:
        found = records_of(actor, get_domain_named(actor, parse_domain(name).name).id)
    print_list(found, RECORD, as_json=as_json)


@domains.command()
def zone(tenant: Tenant, name: Name) -> None:
    """Print the records to publish as a zone file."""
    with acting_in(tenant) as actor:
        typer.echo(zone_of(actor, get_domain_named(actor, parse_domain(name).name).id), nl=False)


@domains.command()
def publish(tenant: Tenant, name: Name) -> None:
    """Have the records published by RFC 2136, with the tenant's key or, once proven, the instance's."""
    with acting_in(tenant) as actor:
        publish_records(get_domain_named(actor, parse_domain(name).name).id, actor=actor)


@domains.command()
def release(tenant: Tenant, name: Name) -> None:
    """Let go of a domain."""
    with acting_in(tenant) as actor:
        release_domain(get_domain_named(actor, parse_domain(name).name).id, actor=actor)
