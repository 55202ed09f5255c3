"""The demo's own DNS: a small authoritative server for the zones in a folder, with signed updates.

Not for production: it serves a laboratory that must not depend on the world's DNS, and the tests. Each `ORIGIN.zone`
in the folder is a master file (RFC 1035, 5), read again when it changes. `keys.json` beside them names the TSIG keys
that may update (RFC 2136, RFC 8945): `{"name": {"algorithm": "hmac-sha256", "secret": "base64", "zones": ["…"]}}`,
where a zone stands for itself and all below it.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import os
import signal
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.serial
import dns.tsig
import dns.update
import dns.zone

LOG = logging.getLogger(__name__)
KEYS = "keys.json"
LONGEST_CHAIN = 8
UDP_SAFE_BYTES = 1232
IDLE_SECONDS = 10


@dataclass(slots=True)
class Zones:
    """The zones and keys of a folder, as fresh as its files."""

    folder: Path
    zones: dict[dns.name.Name, dns.zone.Zone] = field(default_factory=dict)
    keys: dict[dns.name.Name, dns.tsig.Key] = field(default_factory=dict)
    reach: dict[dns.name.Name, tuple[dns.name.Name, ...]] = field(default_factory=dict)
    _seen: dict[Path, int] = field(default_factory=dict)

    def refresh(self) -> None:
        """Read what has changed. A broken file keeps what was read of it before, and is named in the log."""
        present = {path: path.stat().st_mtime_ns for path in self.folder.glob("*.zone")}
        keys = self.folder / KEYS
        if keys.exists():
            present[keys] = keys.stat().st_mtime_ns
        for path in self._seen.keys() - present.keys():
            self.zones.pop(dns.name.from_text(path.stem), None)
        for path, changed in present.items():
            if self._seen.get(path) != changed:
                self._read(path)
        self._seen = present

    def origin_of(self, name: dns.name.Name) -> dns.name.Name | None:
        """The origin of the closest zone that holds a name."""
        while name != dns.name.root:
            if name in self.zones:
                return name
            name = name.parent()
        return None

    def may_update(self, key: dns.name.Name | None, origin: dns.name.Name) -> bool:
        """Whether a key that signed rightly may change this zone."""
        return key is not None and any(origin.is_subdomain(above) for above in self.reach.get(key, ()))

    def write(self, origin: dns.name.Name) -> None:
        """Write a zone back, whole or not at all."""
        zone = self.zones[origin]
        path = self.folder / f"{origin.to_text(omit_final_dot=True)}.zone"
        draft = path.with_suffix(".draft")
        zone.to_file(str(draft), relativize=False, want_origin=True)
        draft.replace(path)
        self._seen[path] = path.stat().st_mtime_ns

    def _read(self, path: Path) -> None:
        try:
            if path.name == KEYS:
                self._read_keys(path)
                return
            origin = dns.name.from_text(path.stem)
            self.zones[origin] = dns.zone.from_file(str(path), origin=origin, relativize=False)
        except (dns.exception.DNSException, OSError, ValueError, KeyError, TypeError) as error:
            LOG.warning("%s cannot be read: %s", path.name, error)

    def _read_keys(self, path: Path) -> None:
        facts = json.loads(path.read_text())
        self.keys = {
            dns.name.from_text(name): dns.tsig.Key(name, fact["secret"], fact["algorithm"])
            for name, fact in facts.items()
        }
        self.reach = {
            dns.name.from_text(name): tuple(dns.name.from_text(zone) for zone in fact["zones"])
            for name, fact in facts.items()
        }


def answer(zones: Zones, wire: bytes, *, limit: int | None) -> bytes | None:
    """The answer to one message; None where none is due. `limit` is the most bytes that UDP takes."""
    zones.refresh()
    try:
        query = dns.message.from_wire(wire, keyring=zones.keys)
    except (dns.message.UnknownTSIGKey, dns.tsig.BadTime, dns.tsig.BadSignature, dns.tsig.PeerError):
        return _refusal(wire, dns.rcode.NOTAUTH)
    except (dns.exception.DNSException, ValueError):
        return _refusal(wire, dns.rcode.FORMERR)
    if query.flags & dns.flags.QR:
        return None
    reply = dns.message.make_response(query, recursion_available=True)
    if isinstance(query, dns.update.UpdateMessage):
        reply.set_rcode(_update(zones, query))
    elif query.opcode() != dns.opcode.QUERY or len(query.question) != 1:
        reply.set_rcode(dns.rcode.NOTIMP)
    else:
        _look_up(zones, query.question[0], reply)
    most = min(max(query.payload or 512, 512), limit) if limit else 65_535
    return reply.to_wire(max_size=most, prefer_truncation=True)


def _refusal(wire: bytes, code: dns.rcode.Rcode) -> bytes | None:
    if len(wire) < 12:
        return None
    identity, flags = struct.unpack("!HH", wire[:4])
    if flags & dns.flags.QR:
        return None
    return struct.pack("!HHHHHH", identity, dns.flags.QR | (flags & 0x7800) | code, 0, 0, 0, 0)


def _look_up(zones: Zones, question: dns.rrset.RRset, reply: dns.message.Message) -> None:
    name = question.name
    for _ in range(LONGEST_CHAIN):
        origin = zones.origin_of(name)
        if origin is None:
            reply.set_rcode(dns.rcode.NXDOMAIN)
            return
        reply.flags |= dns.flags.AA
        alias = _add_answer(zones.zones[origin], name, question.rdtype, reply)
        if alias is None:
            break
        name = alias
    if not reply.answer and (origin := zones.origin_of(name)):
        soa = zones.zones[origin].find_rdataset(origin, dns.rdatatype.SOA)
        reply.authority.append(dns.rrset.from_rdata_list(origin, soa.ttl, list(soa)))


def _add_answer(
    zone: dns.zone.Zone, name: dns.name.Name, wanted: dns.rdatatype.RdataType, reply: dns.message.Message
) -> dns.name.Name | None:
    """Add what stands at a name; the name to go on with when it is an alias."""
    node = zone.get_node(name)
    if node is None:
        if not any(other.is_subdomain(name) for other in zone.nodes):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return None
    found = [data for data in node if wanted in {data.rdtype, dns.rdatatype.ANY}]
    alias = node.get_rdataset(dns.rdataclass.IN, dns.rdatatype.CNAME)
    for data in found or ([alias] if alias else []):
        reply.answer.append(dns.rrset.from_rdata_list(name, data.ttl, list(data)))
    return None if found or alias is None else alias[0].target


def _update(zones: Zones, message: dns.update.UpdateMessage) -> dns.rcode.Rcode:
    if len(message.zone) != 1 or message.prerequisite:
        return dns.rcode.NOTIMP
    origin = message.zone[0].name
    if origin not in zones.zones:
        return dns.rcode.NOTAUTH
    if not message.had_tsig or not zones.may_update(message.keyname, origin):
        return dns.rcode.REFUSED
    if not all(change.name.is_subdomain(origin) for change in message.update):
        return dns.rcode.NOTZONE
    try:
        with zones.zones[origin].writer() as draft:
            for change in message.update:
                _apply(draft, change, apex=origin)
            draft.update_serial(name=origin)
    except (dns.exception.DNSException, ValueError) as error:
        LOG.warning("an update of %s was not taken: %s", origin, error)
        return dns.rcode.SERVFAIL
    zones.write(origin)
    return dns.rcode.NOERROR


def _apply(draft: dns.zone.Transaction, change: dns.rrset.RRset, *, apex: dns.name.Name) -> None:
    """One change. Source: RFC 2136, 3.4.2; the SOA and NS of the zone itself are never taken away."""
    guarded = change.name == apex and change.rdtype in {dns.rdatatype.SOA, dns.rdatatype.NS}
    if change.deleting is None:
        if not guarded:
            draft.add(change)
    elif guarded or (change.name == apex and change.rdtype == dns.rdatatype.ANY):
        return
    elif change.deleting == dns.rdataclass.NONE:
        kept = draft.get(change.name, change.rdtype)
        if kept and any(gone in kept for gone in change):
            draft.delete(change)
    elif change.rdtype == dns.rdatatype.ANY:
        if draft.name_exists(change.name):
            draft.delete(change.name)
    elif draft.get(change.name, change.rdtype):
        draft.delete(change.name, change.rdtype)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, zones: Zones) -> None:
        self.zones = zones
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        reply = answer(self.zones, data, limit=UDP_SAFE_BYTES)
        if reply is not None and self.transport is not None:
            self.transport.sendto(reply, addr)


async def serve(folder: Path, *, address: str, port: int) -> None:
    """Answer on UDP and TCP until SIGTERM or SIGINT."""
    zones = Zones(folder)
    zones.refresh()

    async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, TimeoutError, ConnectionError):
            while True:
                head = await asyncio.wait_for(reader.readexactly(2), IDLE_SECONDS)
                wire = await asyncio.wait_for(reader.readexactly(struct.unpack("!H", head)[0]), IDLE_SECONDS)
                reply = answer(zones, wire, limit=None)
                if reply is None:
                    break
                writer.write(struct.pack("!H", len(reply)) + reply)
                await writer.drain()
        writer.close()

    loop = asyncio.get_running_loop()
    datagrams, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(zones), local_addr=(address, port))
    streams = await asyncio.start_server(stream, address, port)
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    await stopping.wait()
    datagrams.close()
    streams.close()


def write_zone(folder: Path, origin: str, lines: str = "") -> None:
    """Begin a zone with its SOA and NS, unless it is there; `lines` are further records of a master file."""
    path = folder / f"{origin}.zone"
    if path.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"$ORIGIN {origin}.\n$TTL 60\n"
        "@ IN SOA ns hostmaster 1 3600 600 604800 5\n"
        "@ IN NS ns\n"
        "ns IN A 127.0.0.1\n"
        f"{lines.rstrip()}\n"
    )


def write_keys(folder: Path, keys: dict[str, tuple[str, list[str]]]) -> None:
    """Write the TSIG keys: name to (secret in base64, zones). Readable by the owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = {
        name: {"algorithm": "hmac-sha256", "secret": secret, "zones": zones}
        for name, (secret, zones) in keys.items()
    }
    draft = folder / "keys.draft"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(facts, file, indent=1)
    draft.replace(folder / KEYS)


def main() -> None:
    """`python -m freehold.host.dns FOLDER --port N`."""
    parser = argparse.ArgumentParser(description="Serve the zones of a folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    wanted = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    asyncio.run(serve(wanted.folder, address=wanted.address, port=wanted.port))


if __name__ == "__main__":
    main()
