"""A DNS world of the tests' own: a real server, and one that answers as badly as it can."""

import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rrset
import pytest
from pytest_django import Settings

from freehold.domains.actions.claim_domain import claim_domain
from freehold.domains.contract import Record, RecordKind, RecordType
from freehold.domains.jobs import check_domain
from freehold.domains.queries import get_domain
from freehold.host.database import free_port
from freehold.host.dns import write_keys, write_zone
from freehold.kernel.actor import Actor
from freehold.tenants.row_security import scope

SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ="
DOMAIN = "acme-dental.example"


def records_for(domain: str) -> list[Record]:
    """What a service of the tests needs in a domain."""
    return [
        Record(RecordKind.MX, domain, RecordType.MX, "10 mail.test."),
        Record(RecordKind.SPF, domain, RecordType.TXT, "v=spf1 include:mail.test ~all"),
        Record(RecordKind.DKIM, f"s1._domainkey.{domain}", RecordType.TXT, f"v=DKIM1; k=rsa; p={'A' * 400}"),
        Record(RecordKind.DMARC, f"_dmarc.{domain}", RecordType.TXT, "v=DMARC1; p=quarantine"),
        Record(RecordKind.AUTOCONFIG, f"autoconfig.{domain}", RecordType.CNAME, "mail.test."),
        Record(RecordKind.SRV, f"_imaps._tcp.{domain}", RecordType.SRV, "0 1 993 mail.test."),
    ]


def uses_of(domain: str) -> list[str]:
    """A service that uses one domain."""
    return ["3 addresses"] if domain == "used.example" else []


@dataclass(frozen=True, slots=True)
class World:
    """A running server: its folder and port."""

    folder: Path
    port: int

    def zone(self, origin: str, *lines: str) -> None:
        """Begin a zone anew."""
        (self.folder / f"{origin}.zone").unlink(missing_ok=True)
        write_zone(self.folder, origin, "\n".join(lines))

    def values(self, name: str, type_: str) -> list[str]:
        """What the server says."""
        query = dns.message.make_query(name, type_)
        reply = dns.query.udp_with_fallback(query, "127.0.0.1", port=self.port, timeout=5)[0]
        return [rdata.to_text() for rrset in reply.answer for rdata in rrset]


@pytest.fixture(scope="session")
def dns_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One server for all tests; each test writes its own zones."""
    folder = tmp_path_factory.mktemp("dns")
    write_zone(folder, "mail.test")
    write_keys(folder, {"tests": (SECRET, ["example"])})
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "freehold.host.dns", str(folder), "--port", str(port)])
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield World(folder, port)
    process.terminate()
    process.wait(10)


@pytest.fixture
def world(dns_server: World, settings: Settings) -> World:
    """The server as this instance's resolver, with an empty zone of Acme's."""
    settings.RESOLVER = f"127.0.0.1:{dns_server.port}"
    settings.DOMAIN_RECORDS = ["freehold.domains.tests.conftest.records_for"]
    settings.DOMAIN_USES = ["freehold.domains.tests.conftest.uses_of"]
    settings.DOMAIN_NEEDS = []
    dns_server.zone(DOMAIN)
    return dns_server


class Hostile(socketserver.BaseRequestHandler):
    """Answers by the first label of the name: each in another bad way."""

    def handle(self) -> None:
        """One datagram."""
        data, peer = self.request
        query = dns.message.from_wire(data)
        name = query.question[0].name
        reply = dns.message.make_response(query)
        label = name.labels[-3].decode()
        if label == "silent":
            return
        if label == "failing":
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif label == "garbage":
            peer.sendto(data[:2] + b"\xff" * 60, self.client_address)
            return
        elif label == "looping":
            reply.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", name.to_text()))
        elif label == "huge":
            texts = [" ".join(f'"{"x" * 255}"' for _ in range(20)) for _ in range(8)]
            reply.answer.append(dns.rrset.from_text_list(name, 60, "IN", "TXT", texts))
        elif label == "binary":
            texts = ['"\\000\\001\\255\\254"', '"<script>alert(1)</script>"', '"\\226\\128\\174evil"']
            reply.answer.append(dns.rrset.from_text_list(name, 60, "IN", "TXT", texts))
        peer.sendto(reply.to_wire(max_size=65_000), self.client_address)


@pytest.fixture
def hostile(settings: Settings) -> Iterator[None]:
    """A resolver that answers badly."""
    settings.DOMAIN_RECORDS = ["freehold.domains.tests.conftest.records_for"]
    settings.DOMAIN_NEEDS = []
    server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Hostile)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.RESOLVER = f"127.0.0.1:{server.server_address[1]}"
    yield
    server.shutdown()
    server.server_close()
    thread.join()


def claim(actor: Actor, name: str = DOMAIN) -> UUID:
    """A claim of the actor's tenant."""
    with scope(actor.tenant_id):
        return claim_domain(name, actor=actor)


def look_at(actor: Actor, domain_id: UUID) -> None:
    """Run the job as the worker does."""
    check_domain(str(actor.tenant_id), str(domain_id))


def prove(actor: Actor, world: World, name: str = DOMAIN) -> UUID:
    """Claim a name, publish its proof, and let the platform look."""
    domain_id = claim(actor, name)
    with scope(actor.tenant_id):
        proof = get_domain(actor, domain_id).proof_value
    world.zone(name, f'_freehold-challenge TXT "{proof}"')
    look_at(actor, domain_id)
    return domain_id
