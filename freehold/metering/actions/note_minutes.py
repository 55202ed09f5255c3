"""Keep whether a service's doors answered, minute by minute."""

from collections.abc import Mapping
from datetime import date

from django.db import connection, transaction


@transaction.atomic
def note_minutes(kind: str, day: date, asked: Mapping[int, Mapping[str, bool]]) -> None:
    """Add minutes of a UTC day to each door, and to the whole service, which answers when all of its doors do.

    `asked` says by minute of the day, from 0, which doors answered. Each minute counts once, however many workers ask in it: what
    was kept of a minute stands, and of any before it.
    """
    if not asked:
        return
    minutes = [{"": all(answers.values()), **answers} for answers in asked.values()]
    doors = list({door: None for answers in minutes for door in answers})
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into metering_doorday as d (kind, day, door, minutes_asked, minutes_up, last_minute)
            select %(kind)s, %(day)s, door, asked, up, %(last)s
            from unnest(%(doors)s::text[], %(asked)s::int[], %(up)s::int[]) as given (door, asked, up)
            on conflict (kind, day, door) do update set
                minutes_asked = d.minutes_asked + excluded.minutes_asked, minutes_up = d.minutes_up + excluded.minutes_up,
                last_minute = excluded.last_minute
            where d.last_minute < %(first)s
            """,
            {
                "kind": kind,
                "day": day,
                "first": min(asked),
                "last": max(asked),
                "doors": doors,
                "asked": [sum(door in answers for answers in minutes) for door in doors],
                "up": [sum(answers.get(door, False) for answers in minutes) for door in doors],
            },
        )
