"""The demo's DNS server: it answers from its files, follows aliases, and takes updates signed with its keys alone."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.resolver
import dns.tsig
import dns.update
import pytest

from freehold.host.database import free_port
from freehold.host.dns import write_keys, write_zone

SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ="
LINES = """
@ MX 10 mail
mail A 192.0.2.25
www CNAME mail
loop1 CNAME loop2
loop2 CNAME loop1
a.b TXT "deep"
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A server of the test's own."""

    folder: Path
    port: int

    def ask(self, name: str, rdtype: str) -> dns.message.Message:
        """One question over UDP."""
        return dns.query.udp(dns.message.make_query(name, rdtype), "127.0.0.1", port=self.port, timeout=5)

    def update(self, message: dns.update.UpdateMessage) -> dns.rcode.Rcode:
        """One update over TCP."""
        return dns.query.tcp(message, "127.0.0.1", port=self.port, timeout=5).rcode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("dns")
    write_zone(folder, "acme.example", LINES)
    write_zone(folder, "cedar.example")
    write_keys(folder, {"alder": (SECRET, ["acme.example"])})
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "freehold.host.dns", str(folder), "--port", str(port)])
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield Running(folder, port)
    process.terminate()
    assert process.wait(10) == 0


def keyring(secret: str = SECRET, name: str = "alder") -> dict[str, str]:
    return dns.tsig.Key(name, secret, "hmac-sha256")


def change(
    zone: str = "acme.example", *, secret: str = SECRET, name: str = "alder"
) -> dns.update.UpdateMessage:
    return dns.update.UpdateMessage(zone, keyring=keyring(secret, name))


def test_it_answers_from_its_files(server: Running) -> None:
    (mx,) = server.ask("acme.example", "MX").answer

    assert mx[0].to_text() == "10 mail.acme.example."


def test_an_alias_is_followed_and_a_loop_ends(server: Running) -> None:
    assert [rrset.rdtype.name for rrset in server.ask("www.acme.example", "A").answer] == ["CNAME", "A"]
    assert server.ask("loop1.acme.example", "A").rcode() == dns.rcode.NOERROR


def test_unknown_names_and_empty_ones_are_told_apart(server: Running) -> None:
    assert server.ask("nothing.acme.example", "A").rcode() == dns.rcode.NXDOMAIN
    assert server.ask("elsewhere.example", "A").rcode() == dns.rcode.NXDOMAIN
    between = server.ask("b.acme.example", "TXT")
    assert (between.rcode(), between.answer) == (dns.rcode.NOERROR, [])


def test_a_signed_update_is_served_at_once_and_written_down(server: Running) -> None:
    message = change()
    message.add("_proof.acme.example.", 60, "TXT", '"one"')
    assert server.update(message) == dns.rcode.NOERROR

    (txt,) = server.ask("_proof.acme.example", "TXT").answer
    assert txt[0].strings == (b"one",)
    assert "one" in (server.folder / "acme.example.zone").read_text()

    message = change()
    message.delete("_proof.acme.example.", "TXT", '"one"')
    message.delete("acme.example.", "SOA")
    assert server.update(message) == dns.rcode.NOERROR
    assert server.ask("_proof.acme.example", "TXT").rcode() == dns.rcode.NXDOMAIN
    assert server.ask("acme.example", "SOA").answer


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (dns.update.UpdateMessage("acme.example"), dns.rcode.REFUSED),
        (change("cedar.example"), dns.rcode.REFUSED),
    ],
)
def test_an_update_without_the_right_key_changes_nothing(
    server: Running, message: dns.update.UpdateMessage, code: dns.rcode.Rcode
) -> None:
    message.add("evil", 60, "TXT", '"evil"')

    assert server.update(message) == code
    assert "evil" not in (server.folder / "acme.example.zone").read_text()


@pytest.mark.parametrize("message", [change(secret="d3Jvbmc="), change(name="nobody")])
def test_a_wrong_secret_and_an_unknown_key_are_refused(
    server: Running, message: dns.update.UpdateMessage
) -> None:
    message.add("evil", 60, "TXT", '"evil"')

    with pytest.raises(
        dns.exception.DNSException
    ):  # the refusal of a key that is not known bears no signature
        server.update(message)
    assert "evil" not in (server.folder / "acme.example.zone").read_text()


def test_a_changed_file_is_read_again(server: Running) -> None:
    write_zone(server.folder, "fresh.example", "@ TXT new")
    assert server.ask("fresh.example", "TXT").answer

    (server.folder / "fresh.example.zone").unlink()
    assert server.ask("fresh.example", "TXT").rcode() == dns.rcode.NXDOMAIN


def test_noise_does_not_stop_it(server: Running) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as noise:
        for data in (b"", b"\x00", b"\xff" * 12, b"\x12\x34\x00\x00" + b"\xff" * 500):
            noise.sendto(data, ("127.0.0.1", server.port))

    assert server.ask("acme.example", "MX").answer
