"""What stands on documents of an order, as whoever issues them knows it. Filled at start by `config`."""

from collections.abc import Callable, Sequence
from uuid import UUID

from freehold.kernel.standing import Standing

Reader = Callable[[UUID], Sequence[Standing]]

_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Say who knows what was billed of an order, in the scope of its seller or its buyer."""
    _readers[:] = [reader]


def standing_of(subscription_id: UUID) -> list[Standing]:
    """All lines that runs have billed and credited of an order, with what is left of each."""
    return [line for read in _readers for line in read(subscription_id)]
