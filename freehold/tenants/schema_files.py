"""SQL that is applied after the migrations, as often as one likes: definer functions and the engines' views."""

from pathlib import Path

from django.conf import settings
from django.db import connection, transaction


def apply_schema_files() -> None:
    """Apply each file of `settings.SCHEMA_FILES` in one transaction, as the owner.

    They use `create or replace`, so that mail flows on while they are applied.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for file in settings.SCHEMA_FILES:
            cursor.execute(Path(file).read_text())
