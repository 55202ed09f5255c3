"""Keep whether a service's doors answered in a minute."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import connection, transaction


@transaction.atomic
def note_minute(kind: str, answers: Mapping[str, bool], *, at: datetime) -> None:
    """Add the minute to each door's day, and to the whole service's, which answers when all of its doors do.

    Each minute counts once, however many workers ask in it: the first one's word stands.
    """
    at = at.astimezone(UTC)
    doors = {"": all(answers.values()), **answers}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into metering_doorday as d (kind, day, door, minutes_asked, minutes_up, last_minute)
            select %s, %s, door, 1, up, %s from unnest(%s::text[], %s::int[]) as given (door, up)
            on conflict (kind, day, door) do update set
                minutes_asked = d.minutes_asked + 1, minutes_up = d.minutes_up + excluded.minutes_up,
                last_minute = excluded.last_minute
            where d.last_minute < excluded.last_minute
            """,
            [kind, at.date(), at.hour * 60 + at.minute, list(doors), [int(up) for up in doors.values()]],
        )
