"""What a running instance does for itself: certificates, logs, and the trace's place in Postfix's log."""

import datetime
import json
import os
import signal
import ssl
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from freehold.host import certificates
from freehold.host.layout import Layout, layout_at, remove
from freehold.host.upkeep import KEPT_LOGS, Upkeep, turn_over
from freehold.kernel.errors import Refused


class Running:
    """An instance's upkeep, with what it signalled and said."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.sent: list[tuple[str, signal.Signals]] = []
        self.told: list[str] = []
        self.upkeep = Upkeep(layout, lambda *what: self.sent.append(what), self.told.append)


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Layout]:
    """An instance with logs of a megabyte at most."""
    for name in [name for name in os.environ if name.startswith("FREEHOLD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FREEHOLD_LOG_MEGABYTES", "1")
    made = layout_at(tmp_path / "x")
    made.own.mkdir(parents=True, exist_ok=True)
    yield made
    remove(tmp_path / "x")


def grown(log: Path, text: str) -> None:
    """A log with more in it than it may hold."""
    log.write_text(text * (1_000_001 // len(text) + 1))


def test_a_certificate_that_ends_soon_is_renewed_and_both_engines_told(layout: Layout):
    own = layout.certificates.certificate
    certificates._make_server(own.parent, layout.names, days=certificates.RENEW_DAYS_BEFORE - 1)
    running = Running(layout)
    short = own.read_bytes()

    running.upkeep.look()
    running.upkeep.look()

    assert own.read_bytes() != short
    assert certificates.ends_at(own) > datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=300)
    assert running.sent == [("dovecot", signal.SIGHUP), ("postfix", signal.SIGHUP)]
    assert running.told == ["the engines serve a new certificate"]


def test_a_supplied_certificate_is_served_once_its_key_is_there_too(layout: Layout, tmp_path: Path):
    own, given = layout.certificates.certificate.parent, tmp_path / "given"
    given.mkdir()
    pair = certificates.Certificates(given / "server.pem", given / "server.key", None)
    for name in ("server.pem", "server.key"):
        (given / name).write_bytes((own / name).read_bytes())
    running = Running(replace(layout, certificates=pair))
    certificates._make_server(own, layout.names)

    pair.certificate.write_bytes((own / "server.pem").read_bytes())
    running.upkeep.look()
    running.upkeep.look()
    assert running.sent == []
    assert running.told == [
        f"{pair.key} is not the key of {pair.certificate}, so the engines keep what they have."
    ]

    pair.key.write_bytes((own / "server.key").read_bytes())
    running.upkeep.look()
    assert running.sent == [("dovecot", signal.SIGHUP), ("postfix", signal.SIGHUP)]


def test_a_supplied_certificate_that_is_gone_is_said_once_and_ends_nothing(layout: Layout, tmp_path: Path):
    running = Running(layout)
    layout.certificates.key.unlink()
    layout.certificates.certificate.unlink()
    running.layout = running.upkeep.layout = replace(
        layout, certificates=replace(layout.certificates, ca=None)
    )

    running.upkeep.look()
    running.upkeep.look()

    assert len(running.told) == 1
    assert "No such file" in running.told[0]


def test_an_authority_is_renewed_with_its_key_so_that_what_it_signed_stays_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    made = certificates.certificates_in(tmp_path, names=("mail.test",), certificate="", key="")
    assert made.ca
    first_ca, key = made.ca.read_bytes(), (tmp_path / "ca.key").read_bytes()
    later = certificates.ends_at(made.ca) - datetime.timedelta(days=certificates.SERVER_DAYS)
    monkeypatch.setattr(certificates, "_now", lambda: later)

    certificates.certificates_in(tmp_path, names=("mail.test",), certificate="", key="")

    assert made.ca.read_bytes() != first_ca
    assert (tmp_path / "ca.key").read_bytes() == key
    assert certificates.ends_at(made.ca) > certificates.ends_at(made.certificate)
    context = ssl.create_default_context(cadata=made.ca.read_text())
    assert context.get_ca_certs()


def test_an_engines_log_is_put_aside_and_the_engine_opens_a_new_one_of_the_same_owner(layout: Layout):
    log = layout.log / "dovecot.log"
    grown(log, "a line\n")
    log.chmod(0o640)
    running = Running(layout)

    running.upkeep.look()

    assert log.read_text() == ""
    assert stat.S_IMODE(log.stat().st_mode) == 0o640
    assert (layout.log / "dovecot.log.1").read_text().startswith("a line\n")
    assert running.sent == [("dovecot", signal.SIGUSR1)]


def test_a_log_that_a_process_keeps_open_is_emptied_and_written_on(layout: Layout):
    log = layout.log / "web.log"
    with log.open("ab", buffering=0) as stream:
        stream.write(b"old\n" * 250_001)
        running = Running(layout)

        running.upkeep.look()
        stream.write(b"new\n")

    assert log.read_text() == "new\n"
    assert (layout.log / "web.log.1").stat().st_size == 4 * 250_001
    assert running.sent == []


def test_so_many_older_logs_are_kept_and_no_more(tmp_path: Path):
    log = tmp_path / "web.log"
    for number in range(KEPT_LOGS + 2):
        log.write_text(str(number))
        turn_over(log, keeps_writer=True)

    kept = {path.name: path.read_text() for path in tmp_path.glob("web.log.*")}
    assert kept == {f"web.log.{age}": str(KEPT_LOGS + 2 - age) for age in range(1, KEPT_LOGS + 1)}


def test_the_trace_reads_the_old_log_to_its_end_before_it_goes_on_in_the_new_one(layout: Layout):
    log, followed = layout.postfix_log, layout.followed_log
    running = Running(layout)

    def follows() -> str:
        running.upkeep.look()
        return followed.readlink().name

    def has_read(file: Path) -> None:
        place = {"inode": file.stat().st_ino, "offset": file.stat().st_size, "messages": {}}
        (layout.own / "trace.json").write_text(json.dumps(place))

    for text in ("the first log\n", "the second log\n"):
        grown(log, text)
        running.upkeep.look()
    first, second = (log.with_name(f"{log.name}.{age}") for age in (2, 1))
    assert followed.read_text().startswith("the first log")
    assert follows() == first.name
    has_read(first)
    assert follows() == second.name
    assert follows() == second.name
    has_read(second)
    assert follows() == log.name
    assert running.sent == [("postfix", signal.SIGHUP)] * 2
    log.write_text("the newest log\n")
    assert follows() == log.name


def test_a_wrong_size_of_logs_is_refused_with_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FREEHOLD_LOG_MEGABYTES", "many")

    with pytest.raises(Refused) as refusal:
        layout_at(tmp_path / "x")

    assert refusal.value.sentence == (
        "FREEHOLD_LOG_MEGABYTES is 'many'; it takes a whole number from 1 to 100000."
    )
