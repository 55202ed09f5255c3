"""Where a page of a list begins, as it stands in the address; anything malformed is the first page."""

from datetime import datetime
from uuid import UUID


def address_cursor(text: str) -> tuple[str, UUID] | None:
    """`id:address` of the last mailbox seen."""
    mailbox_id, _, address = text.partition(":")
    try:
        return address, UUID(mailbox_id)
    except ValueError:
        return None


def time_cursor(text: str) -> tuple[datetime, UUID] | None:
    """`instant,id` of the last event seen."""
    at, _, event_id = text.partition(",")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(event_id)) if moment.tzinfo else None
    except ValueError:
        return None
