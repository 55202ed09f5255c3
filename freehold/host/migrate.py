"""Brings the database up to date, as its owner: migrations, then the files of functions and views."""

from django.core.management import call_command

from freehold.tenants.schema_files import apply_schema_files


def migrate() -> None:
    """Run what has not been run yet; may be run any number of times."""
    call_command("migrate", verbosity=1, interactive=False)
    apply_schema_files()
