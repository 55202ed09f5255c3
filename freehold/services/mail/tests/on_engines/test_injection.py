"""The port on loopback: the platform's own notices are signed there, an answer of Sieve is, and nothing else."""

import smtplib
from email.message import EmailMessage

import dkim
import pytest

from freehold.host.engines.rspamd import SELECTOR
from freehold.kernel.errors import Refused
from freehold.notices.engine import deliver
from freehold.services.mail.tests.on_engines.conftest import NOTICES_KEY, World

NOTICES = "no-reply@mail.test"


def letter(sender: str, to: str, subject: str, **headers: str) -> EmailMessage:
    """A message as any process of this host can write one."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Hello.")
    return message


def inject(world: World, message: EmailMessage, *, envelope: str, to: str) -> None:
    """Hand it to the port on loopback, where nobody signs in."""
    with smtplib.SMTP("127.0.0.1", world.engines.settings.ports.inject) as smtp:
        smtp.sendmail(envelope, [to], message.as_bytes())


def test_a_notice_is_signed_for_the_platforms_own_domain(world: World, settings) -> None:
    settings.INJECTION = ("127.0.0.1", world.engines.settings.ports.inject)

    deliver(letter(f"Alder IT <{NOTICES}>", world.bob.address, "You are invited"))

    raw = world.bob.find_raw("You are invited")
    published = {f"{SELECTOR}._domainkey.mail.test.".encode(): NOTICES_KEY.public_txt.encode()}
    assert dkim.verify(raw, dnsfunc=lambda name, timeout=5: published.get(name))


def test_who_writes_as_the_platform_says_so_in_the_message(world: World) -> None:
    forged = letter(f"Ada <{world.alice.address}>", world.bob.address, "forged by the platform")

    with pytest.raises(smtplib.SMTPDataError) as refusal:
        inject(world, forged, envelope=NOTICES, to=world.bob.address)

    assert refusal.value.smtp_code == 554


@pytest.mark.parametrize("envelope", ["alice@acme-dental.example", ""])
def test_what_any_process_of_the_host_writes_as_somebody_is_not_signed(world: World, envelope: str) -> None:
    subject = f"as Alice from {envelope or 'nobody'}"

    inject(
        world,
        letter(world.alice.address, world.bob.address, subject),
        envelope=envelope,
        to=world.bob.address,
    )

    assert b"DKIM-Signature" not in world.bob.find_raw(subject)


def test_an_answer_of_sieve_is_signed_for_its_person(world: World) -> None:
    answer = letter(
        world.alice.address, world.bob.address, "I am away", Auto_Submitted="auto-replied (vacation)"
    )

    inject(world, answer, envelope="", to=world.bob.address)

    assert b"d=acme-dental.example" in world.bob.find_raw("I am away")


def test_a_brands_own_address_is_signed_for_its_domain_while_it_is_listed(world: World, settings) -> None:
    settings.INJECTION = ("127.0.0.1", world.engines.settings.ports.inject)
    senders = world.engines.settings.keys / "senders"
    wanted = letter("Acme <hello@acme-dental.example>", world.bob.address, "in the brand's name")
    kept = senders.read_text() if senders.exists() else ""
    senders.write_text("hello@acme-dental.example\n")
    try:
        deliver(wanted)
        with pytest.raises(Refused):
            deliver(letter("Acme <other@acme-dental.example>", world.bob.address, "of another"))
    finally:
        senders.write_text(kept)

    raw = world.bob.find_raw("in the brand's name")
    assert b"d=acme-dental.example" in raw
    assert b"Return-Path: <no-reply@mail.test>" in raw
    with pytest.raises(Refused):
        deliver(wanted)
