"""Bad days of a whole platform: parts killed while mail passes, no database, no room on the disk. No mail is lost."""

import errno
import imaplib
import os
import random
import shutil
import signal
import smtplib
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import psutil
import pytest

from freehold.host import guardian
from freehold.host.instance import start_detached
from freehold.host.supervisor import read_state
from tests.platform.clients import PATIENCE_SECONDS, Browser, Device, patiently, wait_for, written
from tests.platform.conftest import Company, Instance
from tests.platform.storm import Storm

pytestmark = pytest.mark.engines

MESSAGES = 1_000
VICTIMS = ("worker", "web", "dovecot", "postfix", "rspamd", "dovecot", "postfix", "supervisor")
OUTAGE_SECONDS = 15.0
HEALED_SECONDS = 300.0
ROOM = "4m"
LONG = "A line of a long letter.\n" * 10_000
SENDERS = tuple(f"{name}@cedar-legal.example" for name in ("cleo", "carl", "cora"))
READERS = ("bo@bright-bakery.example", "ben@bright-bakery.example")


@pytest.fixture(scope="module")
def senders(instance: Instance) -> list[Device]:
    """Three people of Cedar Legal, who may send as much as a storm takes."""
    limits = {"hourly_per_person": 2_000, "hourly_per_tenant": 20_000}
    instance.program(SENDERS[0]).put("/mail/limits", limits)
    return [instance.device(address) for address in SENDERS]


def test_no_accepted_message_is_lost_while_parts_are_killed(
    instance: Instance, senders: list[Device]
) -> None:
    seed = random.randrange(10_000)
    print(f"the order of deaths is that of seed {seed}")
    chance = random.Random(seed)
    victims = chance.sample(VICTIMS, len(VICTIMS))
    moments = sorted(chance.sample(range(MESSAGES // 20, MESSAGES - MESSAGES // 20), len(victims)))
    storm = Storm("Killed", senders, READERS[0], messages=MESSAGES)

    storm.begin()
    for victim, moment in zip(victims, moments, strict=True):
        storm.wait_until(moment)
        kill(instance, victim)
    storm.finish()

    arrived_all(instance, storm)
    wait_for(lambda: all_answer(instance), seconds=HEALED_SECONDS, what="every part's answer")


def test_without_the_database_mail_waits_and_the_web_says_so(
    instance: Instance, senders: list[Device]
) -> None:
    program = instance.program(SENDERS[0])
    storm = Storm("Outage", senders, READERS[1], messages=120)

    storm.begin()
    storm.wait_until(30)
    with without_database(instance):
        answer = program.ask("GET", "/me")
        assert answer.status == 503
        assert str(answer.body["detail"]).endswith(".")
        with pytest.raises(urllib.error.HTTPError) as page:
            Browser(instance.paper["web"]).visit("/account/login/")
        assert page.value.code == 503
        assert "<h1" in page.value.read().decode()
        assert not is_ready(instance)
    storm.finish()

    arrived_all(instance, storm)
    wait_for(lambda: is_ready(instance), seconds=HEALED_SECONDS, what="readiness")
    assert program.get("/me")["email"] == SENDERS[0]
    (domain,) = program.items("/domains")
    program.post(f"/domains/{domain['id']}/checks")
    wait_for(
        lambda: not program.get(f"/domains/{domain['id']}")["is_being_checked"],
        seconds=HEALED_SECONDS,
        what="the worker",
    )


def from_elsewhere(instance: Instance, letter: EmailMessage) -> None:
    """Bring a letter to the door for the whole world."""
    with smtplib.SMTP("localhost", instance.mail.smtp, local_hostname="mx.elsewhere.example") as client:
        client.send_message(letter)


def test_mail_flows_while_web_and_worker_are_away(instance: Instance) -> None:
    sender, reader = instance.device(SENDERS[0]), instance.device(READERS[1])
    stranger = "friend@elsewhere.example"

    with without(instance, "web", "worker", "trace"):
        wait_for(lambda: not is_ready(instance), what="the end of the web")
        sent = sender.send(READERS[1], "Without web and worker")
        received = reader.read("HEADER", "SUBJECT", '"Without web and worker"')
        letter = written(stranger, READERS[1], "From elsewhere without them")
        patiently(lambda: from_elsewhere(instance, letter))
        reader.read("HEADER", "SUBJECT", '"From elsewhere without them"')

    assert "d=cedar-legal.example" in str(received["DKIM-Signature"])
    wait_for(lambda: is_ready(instance), what="the web")
    bea = instance.program("bea@bright-bakery.example")
    wait_for(
        lambda: [
            event
            for event in bea.items(f"/mail/trace?address={READERS[1]}")
            if event["message_id"] == str(sent["Message-ID"]) and event["delivery"] == "delivered"
        ],
        what="the trace",
    )


def test_on_a_full_disk_mail_waits_and_comes_when_there_is_room(instance: Instance) -> None:
    contact = "bea@bright-bakery.example"
    company = instance.set_up("bert@birch-systems.example", "Full House", "full-house.example", seats=1)
    address = "fay@full-house.example"
    instance.welcome(company, "Fay Full", address, contact)
    fay = instance.accept(address, contact)

    with small_store(instance, company) as store:
        wait_for(lambda: accepted(fay, address, "Before"), what="an engine that has the database again")
        fay.read("HEADER", "SUBJECT", '"Before"')
        filler = store / "filler"
        fill(filler)
        sent = fay.send(address, "Is there room?", LONG)  # what is short fits into a block that is begun
        waiting = wait_for(lambda: company.inside.items("/mail/queue"), what="the queued message")
        assert [one["recipient"] for one in waiting] == [address]
        assert str(waiting[0]["message_id"]).strip("<>") in str(sent["Message-ID"])
        assert waiting[0]["delivery"] == "deferred"
        assert fay.subjects() == ["Before"]

        filler.unlink()
        company.inside.post(f"/mail/queue/{waiting[0]['queue_id']}/tries")
        fay.read("HEADER", "SUBJECT", '"Is there room?"')
        assert fay.subjects() == ["Before", "Is there room?"]


def accepted(sender: Device, recipient: str, subject: str) -> bool:
    """Whether a message was taken, or is to be tried again: Postfix leaves a database that was away alone for a minute."""
    try:
        sender.send(recipient, subject)
    except smtplib.SMTPResponseException as error:
        if error.smtp_code // 100 != 4:
            raise
        return False
    return True


def arrived_all(instance: Instance, storm: Storm) -> None:
    """Each accepted message is in the reader's inbox in the end; some may be there twice."""
    reader = instance.device(storm.reader)
    deadline = time.monotonic() + HEALED_SECONDS
    missing = set(storm.accepted)
    while missing and time.monotonic() < deadline:
        flush(instance)
        time.sleep(1)
        try:
            missing = set(storm.accepted) - set(reader.subjects())
        except (OSError, imaplib.IMAP4.error):
            continue
    assert missing == set()


def flush(instance: Instance) -> None:
    """Try all that waits now, and not a minute later: what an operator does who is in a hurry."""
    settings = instance.layout.engines
    subprocess.run(
        ["postqueue", "-c", str(settings.root / "etc" / "postfix"), "-f"], check=False, capture_output=True
    )


def kill(instance: Instance, victim: str) -> None:
    """End a part by SIGKILL. A supervisor that is killed takes everything with it, and is started again."""
    state = wait_for(lambda: read_state(instance.layout.run), what="the supervisor")
    if victim == "supervisor":
        os.kill(int(str(state["pid"])), signal.SIGKILL)
        wait_for(lambda: read_state(instance.layout.run) is None, what="the supervisor's end")
        start_detached(instance.layout.folder, instance.layout.offset, verb=("demo", "--quiet"))
        return
    os.kill(wait_for(lambda: pid_of(instance, victim), what=victim), signal.SIGKILL)


def pid_of(instance: Instance, name: str) -> int:
    """The process of a part; 0 while there is none, or what was written down of it is over."""
    parts = (read_state(instance.layout.run) or {"parts": []})["parts"]
    part = next(part for part in parts if part["name"] == name)  # type: ignore[attr-defined]
    return int(part["pid"]) if part["pid"] and guardian.born(part["pid"]) == part["born"] else 0


def all_answer(instance: Instance) -> bool:
    """Whether each part answers."""
    state = read_state(instance.layout.run)
    return state is not None and all(part["answering"] for part in state["parts"])  # type: ignore[attr-defined]


def is_ready(instance: Instance) -> bool:
    """What the platform says of itself to a load balancer."""
    try:
        with urllib.request.urlopen(f"{instance.paper['web']}/readyz", timeout=PATIENCE_SECONDS) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def without_database(instance: Instance) -> Iterator[None]:
    """PostgreSQL is killed, and stays away for a while."""
    back_at = time.monotonic() + OUTAGE_SECONDS
    with without(instance, "database"):
        yield
        time.sleep(max(0.0, back_at - time.monotonic()))


@contextmanager
def without(instance: Instance, *parts: str) -> Iterator[None]:
    """These parts are killed with all their processes, and stay away: their supervisor is held still meanwhile."""
    state = wait_for(lambda: read_state(instance.layout.run), what="the supervisor")
    supervisor = int(str(state["pid"]))
    os.kill(supervisor, signal.SIGSTOP)
    try:
        for part in parts:
            first = psutil.Process(pid_of(instance, part))
            for process in (first, *first.children(recursive=True)):
                process.kill()
        yield
    finally:
        os.kill(supervisor, signal.SIGCONT)


@contextmanager
def small_store(instance: Instance, company: Company) -> Iterator[Path]:
    """A file system of its own, with little room, under the store of one company."""
    store = instance.layout.root / "store" / company.tenant_id
    store.mkdir(mode=0o700, exist_ok=True)
    shutil.chown(store, "mail", "mail")
    facts = store.stat()
    room = f"size={ROOM},uid={facts.st_uid},gid={facts.st_gid},mode=700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", room, "tmpfs", str(store)], check=True)
    try:
        yield store
    finally:
        subprocess.run(["umount", "--lazy", str(store)], check=True)


def fill(file: Path) -> None:
    """Write until there is no room."""
    with file.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(bytes(4096))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
