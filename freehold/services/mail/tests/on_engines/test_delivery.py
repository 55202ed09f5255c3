"""Mail between people, and what the engines answer to what is wrong."""

import imaplib
import smtplib

import psutil
import pytest

from freehold.services.mail.tests.on_engines.clients import arrives, written
from freehold.services.mail.tests.on_engines.conftest import World, wait_for

pytestmark = pytest.mark.engines
OUTSIDE = "friend@elsewhere.example"


def test_a_person_writes_to_somebody_elses_customer_who_answers(world: World) -> None:
    world.alice.send(world.carol.address, "a question")
    received = world.carol.find("a question")
    world.carol.send(world.alice.address, "an answer")

    assert received["DKIM-Signature"].split("d=")[1].startswith("acme-dental.example")
    assert world.alice.find("an answer")["From"] == world.carol.address


def test_a_wrong_password_is_refused_by_both_protocols(world: World) -> None:
    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"), world.alice.imap(secret="wrong"):
        pass
    with pytest.raises(imaplib.IMAP4.error), world.alice.imap(secret=world.bob.secret):
        pass
    with smtplib.SMTP("127.0.0.1", world.engines.settings.ports.submission) as smtp:
        smtp.starttls()
        with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
            smtp.login(world.alice.address, "wrong")
    assert refused.value.smtp_code == 535


def test_a_wrong_password_is_refused_while_the_right_one_is_cached(world: World) -> None:
    for _ in range(2):
        with world.alice.imap():
            pass

    with pytest.raises(imaplib.IMAP4.error), world.alice.imap(secret="wrong"):
        pass
    with world.alice.imap() as client:
        assert client.noop()[0] == "OK"


@pytest.mark.parametrize(
    "hostile",
    ["x' or '1'='1", "'; drop table mail_mailbox; --", "%u%r\\'", "ö@acme-dental.example", "a" * 900],
)
def test_hostile_names_and_passwords_sign_nobody_in(world: World, hostile: str) -> None:
    client = imaplib.IMAP4("127.0.0.1", world.engines.settings.ports.imap)
    client.starttls()
    for login, secret in ((hostile, hostile), (world.alice.address, hostile)):
        with pytest.raises(imaplib.IMAP4.error):
            client.authenticate("PLAIN", lambda _, n=login, s=secret: f"\0{n}\0{s}".encode())
    client.shutdown()
    assert world.alice.folders()


def test_an_unknown_recipient_is_refused(world: World) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        arrives(
            world.engines.settings.ports,
            OUTSIDE,
            "nobody@acme-dental.example",
            written(OUTSIDE, "nobody", "lost"),
        )
    code, words = refused.value.recipients["nobody@acme-dental.example"]
    assert code == 550
    assert words.startswith(b"5.1.1")


def test_nobody_relays_through_the_public_port(world: World) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        arrives(world.engines.settings.ports, OUTSIDE, "x@elsewhere.example", written(OUTSIDE, "x", "relay"))
    assert refused.value.recipients["x@elsewhere.example"][0] == 554


def test_a_forged_envelope_on_submission_is_refused(world: World) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        world.alice.send(world.bob.address, "forged", sender=world.carol.address)
    assert refused.value.recipients[world.bob.address][0] == 553


def test_a_forged_from_header_on_submission_is_refused(world: World) -> None:
    with pytest.raises(smtplib.SMTPDataError) as refused:
        world.alice.send(world.bob.address, "forged header", header_from=world.carol.address)
    assert refused.value.smtp_code == 554


def test_a_forged_local_sender_on_the_public_port_is_refused(world: World) -> None:
    with pytest.raises(smtplib.SMTPDataError) as refused:
        arrives(
            world.engines.settings.ports,
            world.alice.address,
            world.bob.address,
            written(world.alice.address, world.bob.address, "forged at the door"),
        )
    assert refused.value.smtp_code == 554


def test_a_filter_that_was_forked_anew_signs_and_refuses_what_is_forged(world: World) -> None:
    filters = psutil.Process(world.engines.running["rspamd"].pid)
    killed = {child.pid for child in filters.children() if "rspamd_proxy" in " ".join(child.cmdline())}
    assert killed

    for pid in killed:
        psutil.Process(pid).kill()
    wait_for(lambda: {child.pid for child in filters.children()}.isdisjoint(killed))
    wait_for(lambda: sum("rspamd_proxy" in " ".join(child.cmdline()) for child in filters.children()) == 2)

    world.alice.send(world.bob.address, "after the fork")
    assert "d=acme-dental.example" in world.bob.find("after the fork")["DKIM-Signature"]
    forged = written(world.alice.address, world.bob.address, "forged after the fork")
    with pytest.raises(smtplib.SMTPDataError) as refused:
        arrives(world.engines.settings.ports, world.alice.address, world.bob.address, forged)
    assert refused.value.smtp_code == 554


def test_our_domain_in_the_from_header_alone_goes_to_junk(world: World) -> None:
    message = written(world.alice.address, world.bob.address, "forged from")
    arrives(world.engines.settings.ports, OUTSIDE, world.bob.address, message)

    assert world.bob.find("forged from", "Junk")["X-Spam-Verdict"].startswith("forged")


def test_a_domain_that_says_reject_is_obeyed(world: World) -> None:
    with pytest.raises(smtplib.SMTPDataError) as refused:
        arrives(
            world.engines.settings.ports,
            "boss@strict.example",
            world.bob.address,
            written("boss@strict.example", world.bob.address, "not from strict"),
        )
    assert refused.value.smtp_code == 554


def test_mail_from_outside_comes_with_its_checks(world: World) -> None:
    arrives(
        world.engines.settings.ports,
        OUTSIDE,
        world.bob.address,
        written(OUTSIDE, world.bob.address, "hello bob"),
    )

    received = world.bob.find("hello bob")
    assert "spf=pass" in received["Authentication-Results"]
    assert received["X-Spam-Verdict"].startswith("clean; proven")


def test_25_megabytes_pass_and_60_do_not(world: World) -> None:
    line = "y" * 76 + "\n"
    world.alice.send(world.bob.address, "large", text=line * (25 * 1024 * 1024 // 77))

    assert world.bob.find("large", seconds=60)
    with pytest.raises((smtplib.SMTPSenderRefused, smtplib.SMTPDataError)) as refused:
        world.alice.send(world.bob.address, "too large", text=line * (60 * 1024 * 1024 // 77))
    assert refused.value.smtp_code == 552
