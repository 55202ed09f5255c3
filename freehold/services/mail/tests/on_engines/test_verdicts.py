"""What the filter says of mail from outside, in the header, in the folder it lands in, and in the trace."""

import smtplib
from collections.abc import Callable

import dkim
import pytest
from cryptography.hazmat.primitives import serialization

from freehold.services.mail.queries.trace import EventFacts, trace
from freehold.services.mail.rules.dkim import NewKey, new_key
from freehold.services.mail.tests.on_engines.clients import arrives, written
from freehold.services.mail.tests.on_engines.conftest import World, wait_for
from freehold.tenants.row_security import scope

pytestmark = pytest.mark.engines
SIGNED, CAREFUL, OUTSIDE = "boss@signed.example", "boss@careful.example", "friend@elsewhere.example"
GTUBE = (
    "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"  # spam to every filter, for tests
)


@pytest.fixture(scope="module")
def key(made_world: World) -> NewKey:
    """The key of a domain elsewhere, and what that domain and a careful one say of themselves in DNS."""
    made = new_key()
    made_world.engines.zone.publish(
        {
            ("s1._domainkey.signed.example", "TXT"): made.public_txt,
            ("careful.example", "TXT"): "v=spf1 -all",
            ("_dmarc.careful.example", "TXT"): "v=DMARC1; p=quarantine",
        }
    )
    return made


def signed(key: NewKey, subject: str, recipient: str) -> bytes:
    """A message with the signature of a server elsewhere."""
    message = written(SIGNED, recipient, subject).as_bytes()
    private = serialization.load_pem_private_key(key.private_pem.encode(), None).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return bytes(dkim.sign(message, b"s1", b"signed.example", private)) + message


def test_a_signature_from_elsewhere_is_verified(world: World, key: NewKey) -> None:
    ports, bob = world.engines.settings.ports, world.bob.address
    whole = signed(key, "signed elsewhere", bob)
    arrives(ports, SIGNED, bob, whole)
    arrives(ports, SIGNED, bob, signed(key, "changed on the way", bob).replace(b"Hello.", b"Hallo."))

    sound, changed = world.bob.find("signed elsewhere"), world.bob.find("changed on the way")
    assert "dkim=pass header.d=signed.example" in sound["Authentication-Results"]
    assert sound["X-Spam-Verdict"].startswith("clean; proven")
    assert "dkim=fail" in changed["Authentication-Results"]
    assert changed["X-Spam-Verdict"].startswith("clean; unproven")


def test_a_domain_that_says_quarantine_is_obeyed(world: World, key: NewKey) -> None:
    message = written(CAREFUL, world.bob.address, "not from careful")
    arrives(world.engines.settings.ports, CAREFUL, world.bob.address, message)

    received = world.bob.find("not from careful", "Junk")
    assert not world.bob.has("not from careful")
    assert "dmarc=fail" in received["Authentication-Results"]
    assert received["X-Spam-Verdict"].startswith("junk; unproven")


def test_spam_is_refused_at_the_door(world: World) -> None:
    ports, bob = world.engines.settings.ports, world.bob.address

    with pytest.raises(smtplib.SMTPDataError) as refused:
        arrives(ports, OUTSIDE, bob, written(OUTSIDE, bob, "surely spam", f"{GTUBE}\n"))

    assert refused.value.smtp_code == 554
    assert not world.bob.has("surely spam", "Junk")


def test_the_verdict_stands_in_the_trace(world: World, key: NewKey, follow: Callable[[], None]) -> None:
    ports, bob = world.engines.settings.ports, world.bob.address
    arrives(ports, CAREFUL, bob, written(CAREFUL, bob, "probably spam"))
    arrives(ports, OUTSIDE, bob, written(OUTSIDE, bob, "no spam at all"))
    arrives(ports, OUTSIDE, bob, written(world.alice.address, bob, "in our name"))
    ids = {
        subject: world.bob.find(subject, folder)["Message-ID"]
        for subject, folder in (
            ("probably spam", "Junk"),
            ("no spam at all", "INBOX"),
            ("in our name", "Junk"),
        )
    }

    def events() -> dict[str, EventFacts]:
        follow()
        with scope(world.acme.tenant_id):
            found = {event.message_id: event for event in trace(world.acme, address=bob, limit=20)}
        return found if set(ids.values()) <= set(found) else {}

    traced = wait_for(events)
    assert {subject: traced[message_id].verdict for subject, message_id in ids.items()} == {
        "probably spam": "junk", "no spam at all": "clean", "in our name": "forged",
    }  # fmt: skip
