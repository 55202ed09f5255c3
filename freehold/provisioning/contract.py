"""What a service is. Every service imports this; `conformance.py` is the definition that each one passes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from freehold.provisioning.states import InstanceState


class Options(BaseModel):
    """What a plan may set. A service's own subclass names each option with its default; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an instance should be. `options` is of the service's own class."""

    tenant_id: UUID
    instance_id: UUID
    state: InstanceState
    seats: int
    options: Options
    version: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in the engine after applying. `facts` are counts for people, such as mailboxes and bytes."""

    state: InstanceState
    seats_used: int = 0
    facts: Mapping[str, int | str] = field(default_factory=dict)


class Service(Protocol):
    """A hosted service, as provisioning knows it."""

    @property
    def kind(self) -> str:
        """The word for it in tables and addresses, such as `mail`."""

    @property
    def title(self) -> str:
        """Its name for people."""

    @property
    def options(self) -> type[Options]:
        """What a plan of it may set."""

    def apply(self, wanted: Wanted) -> Reading:
        """Bring the instance to the wanted state, and say what is there now. May be run any number of times.

        Called by the worker outside any transaction: open `scope(wanted.tenant_id)` for rows, and hold no
        lock while a network is waited for. A reading that is not yet as wanted is asked for again.
        Raises: Unreachable and Refused, whose sentence a person reads on the instance's page.
        """
