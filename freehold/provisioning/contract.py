"""What a service is. Every service imports this; `conformance.py` is the definition that each one passes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise
from pydantic import BaseModel, ConfigDict

from freehold.provisioning.states import InstanceState


class Options(BaseModel):
    """What a plan may set. A service's own subclass names each option with its default; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an instance should be. `options` is of the service's own class.

    `supplier_id` is the tenant at the top of its chain of sellers: whose engines run it, or who buys it elsewhere.
    """

    tenant_id: UUID
    instance_id: UUID
    supplier_id: UUID | None
    state: InstanceState
    seats: int
    options: Options
    version: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found after applying. `facts` are counts for people, such as mailboxes and bytes.

    `waits_until` is set while people still have to do something, and is the day by which they promised it: then
    the instance is not as wanted yet, and nothing is wrong either.
    """

    state: InstanceState
    seats_used: int | None = 0  # None where nobody here can tell
    facts: Mapping[str, int | str] = field(default_factory=dict)
    waits_until: date | None = None


class OverDays(StrEnum):
    """How the days of a period make its quantity."""

    SUM = "sum"  # what happened on each day, such as messages
    AVERAGE = (
        "average"  # what stood there, over all days of the period; a day that nobody read counts as nothing
    )


# UN/ECE Recommendation 20, in the letters that people write; what is counted in ones has none.
WRITTEN_UNITS = {"C62": "", "E34": "GB"}


@dataclass(frozen=True, slots=True)
class Meter:
    """What a service counts. A price can be put on it, unless it is for its customer alone to read."""

    name: str  # the same in tables, prices, the API and invoices
    title: str | Promise  # for people
    unit: str  # UN/ECE Recommendation 20: C62 one, E34 gigabyte
    over_days: OverDays
    is_priced: bool = True  # what is not never leaves the customer's own readings

    @property
    def written_unit(self) -> str:
        """The letters behind a quantity of it; none where it is counted in ones."""
        return WRITTEN_UNITS.get(self.unit, "")


@dataclass(frozen=True, slots=True)
class Door:
    """Where people's programs reach a service; asked once a minute whether it answers."""

    name: str  # the same in tables and the API
    title: str | Promise  # for people


class Service(Protocol):
    """A hosted service, as provisioning knows it."""

    @property
    def kind(self) -> str:
        """The word for it in tables and addresses, such as `mail`."""

    @property
    def title(self) -> str:
        """Its name for people."""

    @property
    def runs_here(self) -> bool:
        """Whether engines of the operator run it. If not, each seller may offer it by itself, and supplies it then."""

    @property
    def options(self) -> type[Options]:
        """What a plan of it may set."""

    def promises(self, options: Options) -> Sequence[str]:
        """What a plan with these options promises, in sentences that a buyer reads before it orders."""

    @property
    def meters(self) -> Sequence[Meter]:
        """What it counts, in the order in which people read it."""

    @property
    def facts(self) -> Mapping[str, str | Promise]:
        """What the facts of its readings are called for people, by name."""

    @property
    def doors(self) -> Sequence[Door]:
        """Where it is reached; none where nothing of it runs here, and then its availability is not measured."""

    def answers(self, door: str) -> bool:
        """Whether a door answers now, as a program outside would find it.

        Called by the worker outside any transaction, once a minute; says no after ten seconds, and raises nothing.
        """

    def measure(self, tenant_id: UUID, instance_id: UUID, day: date) -> Mapping[str, Decimal]:
        """What an instance's meters say of a UTC day that is over, the same each time it is asked.

        Each quantity is nothing or more. A meter is left out where nobody can tell any more; it is never guessed.
        Called by the worker outside any transaction, as `apply` is.
        Raises: Refused("day_not_over"), Unreachable.
        """

    def apply(self, wanted: Wanted) -> Reading:
        """Bring the instance to the wanted state, and say what is there now. May be run any number of times.

        Called by the worker outside any transaction: open `scope(wanted.tenant_id)` for rows, and hold no
        lock while a network is waited for. A reading that is not yet as wanted is asked for again; one that
        waits for people is so rarely, since their own act has the instance looked at.
        Raises: Unreachable and Refused, whose sentence a person reads on the instance's page.
        """
