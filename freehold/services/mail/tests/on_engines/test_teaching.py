"""Moving mail teaches the filter of the person's own tenant, from any mail program, and never another's."""

import re
import socket
import sqlite3
from base64 import b64encode
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from freehold.services.mail.tests.on_engines import clients
from freehold.services.mail.tests.on_engines.clients import arrives, written
from freehold.services.mail.tests.on_engines.conftest import World, wait_for
from freehold.services.mail.tests.on_engines.test_inbox import browser_of, our_engines, page, waiting_for

pytestmark = pytest.mark.engines
__all__ = ["our_engines"]
ENOUGH = 10  # of each kind, before the filter concludes anything
SPAM = "Cheap pills and a casino bonus jackpot for the lucky winner, order now with discount number {}.\n"
HAM = "Minutes of the project meeting, the patient chair, our agenda and the budget table, number {}.\n"


def taught(world: World, tenant_id: UUID) -> tuple[int, int]:
    """How many messages of each kind a tenant's filter was taught: spam, ham."""
    path: Path = world.engines.settings.state / "rspamd" / "taught" / f"{tenant_id}.sqlite"
    if not path.exists():
        return 0, 0
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        row = database.execute("select spam, ham from taught").fetchone()
    return (row[0], row[1]) if row else (0, 0)


def move(person: clients.Person, text: str, numbers: range, source: str, target: str) -> None:
    """Put messages into one folder and move them to another, as a mail program does."""
    with person.imap() as client:
        for number in numbers:
            raw = written(
                f"x{number}@elsewhere.example", person.address, f"About {number}", text.format(number)
            )
            assert client.append(source, "", None, raw.as_bytes())[0] == "OK"
        client.select(source)
        found = client.search(None, "SUBJECT", "About")[1][0].decode().replace(" ", ",")
        assert client._simple_command("MOVE", found, target)[0] == "OK"


def score(person: clients.Person, subject: str, folder: str) -> float:
    """What the filter thought of a message."""
    found = re.search(r"score=(-?[\d.]+)", str(person.find(subject, folder)["X-Spam-Verdict"]))
    assert found
    return float(found[1])


def test_moved_mail_teaches_the_tenants_own_filter_and_nobody_elses(world: World) -> None:
    acme, cedar = world.acme.tenant_id, world.cedar.tenant_id
    before = taught(world, cedar)
    outside = "stranger@elsewhere.example"

    def comes(person: clients.Person, subject: str) -> None:
        message = written(outside, person.address, subject, SPAM.format(77))
        arrives(world.engines.settings.ports, outside, person.address, message)

    move(world.alice, SPAM, range(1), "INBOX", "Junk")
    comes(world.bob, "Little was taught by now")
    assert world.bob.find("Little was taught by now", "INBOX")
    move(world.alice, SPAM, range(1, ENOUGH), "INBOX", "Junk")
    move(world.bob, HAM, range(ENOUGH), "Junk", "INBOX")

    spam, ham = taught(world, acme)
    assert spam >= ENOUGH
    assert ham >= ENOUGH
    comes(world.bob, "Jackpot for Acme")
    comes(world.carol, "Jackpot for Cedar")
    assert score(world.bob, "Jackpot for Acme", "Junk") - score(world.carol, "Jackpot for Cedar", "INBOX") > 5
    assert taught(world, cedar) == before


def test_the_same_message_teaches_each_tenant_that_moves_it(world: World) -> None:
    for person in (world.alice, world.carol):
        spam, ham = taught(world, person.actor.tenant_id)

        move(person, "The very same words about a watch {}.\n", range(500, 502), "INBOX", "Junk")

        assert taught(world, person.actor.tenant_id) == (spam + 2, ham)


def test_what_the_message_says_of_its_recipient_has_no_say_in_whom_it_teaches(world: World) -> None:
    before, mine = taught(world, world.cedar.tenant_id), taught(world, world.acme.tenant_id)
    raw = written(
        "x@elsewhere.example", world.carol.address, "About a forgery", "Words that poison.\n",
        Taught_By=str(world.cedar.tenant_id), Delivered_To=world.carol.address, Taught_As="ham",
    )  # fmt: skip

    with world.alice.imap() as client:
        client.append("INBOX", "", None, raw.as_bytes())
        client.select("INBOX")
        found = client.search(None, "SUBJECT", '"About a forgery"')[1][0].decode()
        client._simple_command("MOVE", found, "Junk")

    assert taught(world, world.acme.tenant_id) == (mine[0] + 1, mine[1])
    assert taught(world, world.cedar.tenant_id) == before


def test_spam_and_its_release_in_the_browser_teach_and_unteach(world: World) -> None:
    with world.bob.imap() as client:
        raw = written(
            "friend@elsewhere.example", world.bob.address, "Judged twice", "A letter from a friend.\n"
        )
        client.append("INBOX", "", None, raw.as_bytes())
    spam, ham = taught(world, world.acme.tenant_id)
    bob = browser_of(world.bob)

    def act(folder: str, name: str) -> None:
        key = waiting_for(bob, "Judged twice", folder).rstrip("/").rpartition("/")[2]
        bob.post(f"/inbox/in/{folder}/change/", {"act": name, "key": key})

    act("INBOX", "junk")
    assert taught(world, world.acme.tenant_id) == (spam + 1, ham)
    act("Junk", "inbox")
    assert taught(world, world.acme.tenant_id) == (spam, ham + 1), (
        "the second word counts, and the first no more"
    )
    assert "Judged twice" in page(bob, "/inbox/")


def test_spam_that_goes_to_trash_says_nothing(world: World) -> None:
    before = taught(world, world.acme.tenant_id)

    move(world.bob, "Off to trash {}.\n", range(600, 601), "Junk", "Trash")

    assert taught(world, world.acme.tenant_id) == before


def test_what_a_tenant_taught_goes_with_its_last_domain(world: World) -> None:
    move(world.bob, "To be kept {}.\n", range(800, 801), "INBOX", "Junk")
    settings = world.engines.settings
    folder: Path = settings.state / "rspamd" / "taught"
    gone = folder / f"{uuid4()}.sqlite"
    gone.write_bytes(b"")
    domains = settings.keys / "domains"

    with domains.open("a") as file:  # what the worker does when a domain comes or goes
        file.write("\n")

    wait_for(lambda: not gone.exists())
    assert (folder / f"{world.acme.tenant_id}.sqlite").exists()


def test_a_move_works_while_the_filter_is_away(world: World) -> None:
    world.engines.stop("rspamd")
    try:
        move(world.bob, "Nobody learns this {}.\n", range(700, 701), "INBOX", "Junk")
        assert world.bob.has("About 700", "Junk")
    finally:
        (world.engines.settings.run / "rspamd" / "in").unlink(missing_ok=True)
        world.engines.start("rspamd")


def test_a_person_may_not_run_programs_by_sieve(world: World) -> None:
    """The extensions that teaching needs are the platform's alone."""
    ports = world.engines.settings.ports
    token = b64encode(f"\0{world.bob.address}\0{world.bob.secret}".encode()).decode()
    script = 'require ["vnd.dovecot.pipe"]; pipe "teach" ["spam", "x@y"];'
    with socket.create_connection(("127.0.0.1", ports.sieve), timeout=20) as plain:
        lines = plain.makefile("rb")
        assert any(line.startswith(b"OK") for line in lines), "the greeting"
        plain.sendall(b"STARTTLS\r\n")
        assert any(line.startswith(b"OK") for line in lines)
        with clients.UNCHECKED.wrap_socket(plain) as tls:
            tls.sendall(f'AUTHENTICATE "PLAIN" "{token}"\r\n'.encode())
            tls.sendall(f'PUTSCRIPT "evil" {{{len(script)}+}}\r\n{script}\r\nLOGOUT\r\n'.encode())
            answer = b"".join(iter(lambda: tls.recv(4096), b""))

    assert b"vnd.dovecot.pipe" in answer
    assert re.search(rb"^NO", answer, re.MULTILINE)
