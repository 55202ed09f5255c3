"""What services say to this package: how a person's device is set up to use them.

`settings.DEVICE_SETUPS` names functions `(actor: Actor) -> DeviceSetup | None`, called in the actor's scope. Only
`config` knows who they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from freehold.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Server:
    """One server that a device talks to; `what` is a word or two for people, such as "Incoming mail (IMAP)"."""

    what: str
    host: str
    port: int
    encryption: str


@dataclass(frozen=True, slots=True)
class DeviceSetup:
    """What a device asks for besides its password, and the address of a file by which a phone sets itself up."""

    login: str
    servers: Sequence[Server]
    profile_url: str


class DeviceSetupOf(Protocol):
    """How the actor's devices are set up for one service."""

    def __call__(self, actor: Actor) -> DeviceSetup | None:
        """None when this service has nothing for the actor."""
