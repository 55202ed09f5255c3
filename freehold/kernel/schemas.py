"""What every operation of the API shares: how it takes input, pages through lists, and says that a reply bears a secret."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import wraps
from typing import Annotated, Generic, TypeVar, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused

Item = TypeVar("Item")
Place = TypeVar("Place")
Operation = TypeVar("Operation", bound=Callable[..., object])

PAGE = 50
LONGEST_PAGE = 200

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Cursor = Annotated[str, Query(description="`next` of the page before; empty for the first", max_length=1000)]
Limit = Annotated[int, Query(description="how many items at most", ge=1, le=LONGEST_PAGE)]


class ApiRequest(HttpRequest):
    """A request that the API's sign-in has let through."""

    actor: Actor
    bears_secret: bool


class Input(Schema):
    """What a caller sends: a field that we do not know is a mistake, and is said to be one."""

    model_config = ConfigDict(extra="forbid", str_max_length=100_000)


class Page(Schema, Generic[Item]):
    """A part of a list."""

    items: list[Item]
    next: str | None = Field(description="the cursor of the next page; null on the last")


class MoneyOut(Schema):
    """An exact amount; never a float."""

    amount: Decimal = Field(description="as text")
    currency: str = Field(description="ISO 4217")


class Made(Schema):
    """What came into being."""

    id: UUID


@dataclass(frozen=True, slots=True)
class Part(Generic[Item]):
    """A part of a list before it is written as JSON."""

    items: Sequence[Item]
    next: str | None


def part_of(found: Sequence[Item], *, limit: int, place: Callable[[Item], object]) -> Part[Item]:
    """The first `limit` of `found`, which holds one more when there is a next page.

    `place` gives what the query needs to go on after an item, as plain values.
    """
    items = found[:limit]
    return Part(items=items, next=cursor_of(place(items[-1])) if len(found) > limit else None)


def part_of_all(found: Sequence[Item], *, cursor: str, limit: int) -> Part[Item]:
    """A part of a list that is reckoned as a whole; its cursor is how many came before. Raises: Refused("bad_cursor")."""
    start = max(0, read_cursor(cursor, int) or 0)
    end = start + limit
    return Part(items=found[start:end], next=cursor_of(end) if len(found) > end else None)


def cursor_of(place: object) -> str:
    """A place in a list as an opaque word."""
    return base64.urlsafe_b64encode(TypeAdapter(object).dump_json(place)).decode().rstrip("=")


def read_cursor(cursor: str, kind: type[Place]) -> Place | None:
    """The place that a cursor means; None for the beginning. Raises: Refused("bad_cursor")."""
    if not cursor:
        return None
    try:
        plain = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        if b"\\u0000" in plain:  # no text of ours holds the zero character, and PostgreSQL stores none
            raise ValueError(cursor)
        return TypeAdapter(kind).validate_json(plain)
    except (ValidationError, binascii.Error, ValueError) as error:
        raise Refused("bad_cursor", _("Take `next` of the page before as it is."), field="cursor") from error


def bears_secret(operation: Operation) -> Operation:
    """Mark an operation whose reply shows a secret once: it is never kept for a replay."""

    @wraps(operation)
    def marked(request: ApiRequest, *args: object, **kwargs: object) -> object:
        request.bears_secret = True
        return operation(request, *args, **kwargs)

    return cast(Operation, marked)
