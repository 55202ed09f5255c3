"""Which documents go out by mail. Pure."""

from datetime import date, timedelta

OLDEST = timedelta(days=30)


def is_still_news(issued_on: date, *, today: date) -> bool:
    """Whether a document is young enough to be sent by itself; an older one goes out when a person wants it."""
    return issued_on >= today - OLDEST
