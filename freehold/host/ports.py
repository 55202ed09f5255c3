"""The one table of ports. Each may be moved together with all others by `--port-offset N`."""

import socket
from dataclasses import dataclass

from freehold.kernel.errors import Refused

HIGHEST_OFFSET = 40_000
HIGHEST_DRAWN = (
    24_000  # web stays below 32,768, where a connection may hold any port. Source: ip(7), ip_local_port_range
)


@dataclass(frozen=True, slots=True)
class Port:
    """A port: its name in papers and in `demo.json`, its number without offset, and who it is for."""

    name: str
    number: int
    about: str


TABLE = (
    Port("web", 8000, "the pages and the API, plain http; a proxy in front adds https"),
    Port("database", 5433, "the embedded PostgreSQL, on loopback"),
    Port("smtp", 1025, "mail from other servers: the public port"),
    Port("submission", 1587, "mail from people, STARTTLS"),
    Port("submissions", 1465, "mail from people, TLS from the first byte"),
    Port("imap", 1143, "IMAP, STARTTLS"),
    Port("imaps", 1993, "IMAP, TLS from the first byte"),
    Port("sieve", 1190, "ManageSieve, STARTTLS"),
    Port("inject", 1026, "the platform's own mail and Sieve's answers, on loopback"),
    Port("doveadm", 1080, "Dovecot's HTTP API, on loopback"),
    Port("stats", 1081, "Dovecot's figures, on loopback"),
    Port("probes", 8001, "the worker's probes and figures, on loopback"),
    Port("dns", 1053, "the demo's own DNS server, on loopback"),
)


def ports(offset: int) -> dict[str, int]:
    """Every port by its name, moved by `offset`. Raises: Refused."""
    if not 0 <= offset <= HIGHEST_OFFSET:
        raise Refused("port_offset", f"--port-offset takes a whole number from 0 to {HIGHEST_OFFSET}.")
    return {port.name: port.number + offset for port in TABLE}


def refuse_busy(wanted: dict[str, int]) -> None:
    """Make sure that nobody holds these ports now. Raises: Refused with one sentence that names them."""
    busy = busy_ports(wanted)
    if busy:
        some = "port" if len(busy) == 1 else "ports"
        listed = ", ".join(f"{number} ({name})" for name, number in busy.items())
        raise Refused(
            "port_busy",
            f"Another program holds {some} {listed}: stop it, or choose others with --port-offset.",
        )


def busy_ports(wanted: dict[str, int]) -> dict[str, int]:
    """Those of `wanted` that somebody holds now."""
    return {name: number for name, number in wanted.items() if _is_busy(number)}


def _is_busy(number: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            return True
    return False
