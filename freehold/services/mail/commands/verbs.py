"""All verbs of mail."""

import typer

from freehold.services.mail.commands import groups, mailboxes, own_settings, sending

app = typer.Typer()
for part in (mailboxes, own_settings, groups, sending):
    app.add_typer(part.app)
