"""`freehold mail-settings`: what a person sets for a mailbox: forwarding, answers and rules."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import ValidationError

from freehold.services.mail.actions.clear_auto_reply import clear_auto_reply
from freehold.services.mail.actions.set_auto_reply import set_auto_reply
from freehold.services.mail.actions.set_forwarding import set_forwarding
from freehold.services.mail.actions.set_rules import set_rules as set_rules_now
from freehold.services.mail.commands.mailboxes import Box, Tenant
from freehold.services.mail.queries.mailboxes import mailbox_at
from freehold.services.mail.queries.settings import mailbox_settings
from freehold.services.mail.schemas import RulesIn, SettingsOut, rules_in, settings_out
from freehold.tenants.shell import acting_in

app = typer.Typer()
own_settings = typer.Typer(no_args_is_help=True, help="A mailbox's forwarding, out-of-office and rules.")
app.add_typer(own_settings, name="mail-settings")

TIMES = ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]


@own_settings.command()
def show(tenant: Tenant, mailbox: Box) -> None:
    """Print what is set, as JSON; `set-rules` takes rules of the same form."""
    with acting_in(tenant) as actor:
        found = mailbox_settings(actor, mailbox_at(actor, mailbox).id)
    typer.echo(SettingsOut.model_validate(settings_out(found)).model_dump_json(indent=2))


@own_settings.command()
def forward(
    tenant: Tenant,
    mailbox: Box,
    targets: Annotated[list[str] | None, typer.Argument(help="Addresses; none ends the forwarding.")] = None,
    keep_copy: Annotated[bool, typer.Option(help="Keep the mail here as well.")] = True,
) -> None:
    """Send everything but junk on to other addresses."""
    with acting_in(tenant) as actor:
        set_forwarding(mailbox_at(actor, mailbox).id, targets=targets or (), keep_copy=keep_copy, actor=actor)


@own_settings.command()
def answer(
    tenant: Tenant,
    mailbox: Box,
    subject: str,
    text: Annotated[typer.FileText, typer.Argument(help="A file with the text; - is standard input.")],
    from_at: Annotated[datetime | None, typer.Option("--from", formats=TIMES, help="UTC.")] = None,
    until_at: Annotated[datetime | None, typer.Option("--until", formats=TIMES, help="UTC.")] = None,
) -> None:
    """Answer each sender while somebody is away, once a week at most."""
    with acting_in(tenant) as actor:
        set_auto_reply(
            mailbox_at(actor, mailbox).id,
            subject=subject,
            text=text.read(),
            from_at=_in_utc(from_at),
            until_at=_in_utc(until_at),
            actor=actor,
        )


@own_settings.command()
def stop_answering(tenant: Tenant, mailbox: Box) -> None:
    """End the answer; without one nothing changes."""
    with acting_in(tenant) as actor:
        clear_auto_reply(mailbox_at(actor, mailbox).id, actor=actor)


@own_settings.command()
def set_rules(
    tenant: Tenant,
    mailbox: Box,
    file: Annotated[
        typer.FileText,
        typer.Argument(help='JSON such as {"rules": […]}, as the API takes it; - is standard input.'),
    ],
) -> None:
    """Replace the rules by these, in this order."""
    try:
        wanted = RulesIn.model_validate_json(file.read())
    except ValidationError as error:
        raise typer.BadParameter(str(error), param_hint="FILE") from error
    with acting_in(tenant) as actor:
        set_rules_now(mailbox_at(actor, mailbox).id, rules=rules_in(wanted), actor=actor)


def _in_utc(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None
