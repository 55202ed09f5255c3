"""A running platform looks after itself on its host."""

import re
import ssl
import time
import urllib.request
from pathlib import Path

import pytest

from freehold.host import certificates, guardian
from freehold.host.supervisor import read_state
from tests.platform.clients import Browser, Program, wait_for
from tests.platform.conftest import Instance

pytestmark = pytest.mark.engines

WRITER, READER = "bea@bright-bakery.example", "cleo@cedar-legal.example"
LINE = b"Jan  1 00:00:00 mail postfix/smtpd[1]: a line that says nothing of a message\n"
FEW = 5
PAUSE_SECONDS = 0.25


def test_our_own_processes_are_not_roots(instance: Instance) -> None:
    state = wait_for(lambda: read_state(instance.layout.run), what="the supervisor")
    parts = {str(part["name"]): int(part["pid"]) for part in state["parts"]}  # type: ignore[attr-defined]

    for name in ("web", "worker", "trace", "dns"):
        for pid in guardian.session_of(parts[name]):
            status = Path(f"/proc/{pid}/status").read_text()
            assert "\nUid:\t0" not in status, (name, pid)
            assert "\nNoNewPrivs:\t1" in status, (name, pid)


def test_a_certificate_that_ends_soon_is_renewed_while_sessions_go_on(instance: Instance) -> None:
    layout, device = instance.layout, instance.device(WRITER)
    ports = [layout.ports["imaps"], layout.ports["submissions"]]
    before = [ssl.get_server_certificate(("127.0.0.1", port)) for port in ports]

    with device.imap() as reading, device.submission() as writing:
        certificates._make_server(layout.certificates.certificate.parent, layout.names, days=3)
        wait_for(
            lambda: all(ssl.get_server_certificate(("127.0.0.1", port)) not in before for port in ports),
            what="a new certificate",
        )
        assert reading.noop()[0] == "OK"
        assert writing.noop()[0] == 250

    served = layout.certificates.certificate.read_text()
    assert [ssl.get_server_certificate(("127.0.0.1", port)) for port in ports] == [served, served]
    assert not certificates._ends_within(layout.certificates.certificate, days=300)
    with device.imap() as client:
        assert client.noop()[0] == "OK"


def test_logs_are_turned_over_while_mail_passes_and_the_trace_misses_nothing(instance: Instance) -> None:
    log = instance.layout.log / "postfix.log"
    aside = log.with_name("postfix.log.1")
    inode = log.stat().st_ino
    writer, program = instance.device(WRITER), instance.program(READER)
    with log.open("ab") as stream:
        stream.write(LINE * (1_000_000 // len(LINE) + 1))

    sent = []
    while log.stat().st_ino == inode:
        sent.append(writer.send(READER, f"Before {len(sent)}")["Message-ID"])
        time.sleep(PAUSE_SECONDS)  # not more than a person may send
    sent += [writer.send(READER, f"After {number}")["Message-ID"] for number in range(FEW)]

    assert aside.stat().st_ino == inode
    wait_for(
        lambda: {str(one).strip("<>") for one in sent} <= delivered(program), what="the trace of all of them"
    )


def delivered(program: Program) -> set[str]:
    """The ids of the newest messages that the reader's trace says were delivered."""
    found = program.items(f"/mail/trace?address={READER}&limit=100")
    return {str(event["message_id"]).strip("<>") for event in found if event["delivery"] == "delivered"}


def test_each_part_tells_its_figures_to_whoever_has_the_token_and_nobody_is_named(instance: Instance) -> None:
    layout = instance.layout
    token = (layout.folder / "secrets" / "metrics_token").read_text()
    instance.device(WRITER).send(READER, "Counted")
    Browser(instance.paper["web"]).visit("/account/login/")

    told = {
        name: ask(f"http://127.0.0.1:{layout.ports[name]}/metrics", token)
        for name in ("web", "probes", "stats")
    }

    assert 'freehold_web_request_seconds_count{kind="page"' in told["web"]
    for figure in (
        "jobs{",
        "instances_adrift ",
        "log_oldest_unsealed_seconds ",
        "mail_queue{",
        "certificate_end",
    ):
        assert f"freehold_{figure}" in told["probes"], figure
    assert 'freehold_part_up{part="postfix"} 1.0' in told["probes"]
    assert 'outcome="done",task="provisioning.sweep_instances"' in told["probes"]
    assert "dovecot_sign_ins_total" in told["stats"]
    for text in told.values():
        assert not re.search(r"example|bakery|cedar|alder", text, re.IGNORECASE)
    assert ask(f"http://127.0.0.1:{layout.ports['probes']}/readyz", "") == "ready\n"


def ask(address: str, token: str) -> str:
    """What an address answers to whoever has this token."""
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(answer.read().decode())
