"""The parts of an instance, in the order of their start. A new part is one more function here."""

import signal
import subprocess
import sys
from pathlib import Path

from freehold.host import database
from freehold.host.child import Child, has_socket, listens
from freehold.host.dns import write_keys, write_zone
from freehold.host.engines import dovecot, postfix, rspamd
from freehold.host.layout import DNS_KEY, Layout
from freehold.host.supervisor import last_words
from freehold.kernel.errors import Unreachable

MIGRATE_SECONDS = 600


def embedded_database(layout: Layout) -> Child:
    """The embedded PostgreSQL; SIGINT is its fast shutdown."""
    cluster = layout.cluster
    cluster.initialise(layout.secrets[database.SUPERUSER])
    return Child(
        name="database",
        command=tuple(cluster.command()),
        environment={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        log=layout.log / "database.log",
        prepare=cluster.forget_dead_postmaster,
        ready=lambda: cluster.answers(layout.secrets[database.SUPERUSER]),
        stop_signal=signal.SIGINT,
        stop_seconds=30,
    )


def prepare_database(layout: Layout) -> None:
    """Make the roles (embedded only), then bring the schema up as its owner. Raises: Unreachable."""
    if layout.is_embedded:
        superuser = layout.cluster.dsn(database.SUPERUSER, layout.secrets[database.SUPERUSER], "postgres")
        database.create_roles(superuser, layout.secrets)
    elif not layout.dsn["freehold_owner"]:
        return
    log = layout.log / "migrate.log"
    with log.open("ab") as stream:
        answer = subprocess.run(
            freehold("migrate"), env=layout.environment("owner"), stdout=stream, stderr=stream,
            stdin=subprocess.DEVNULL, timeout=MIGRATE_SECONDS, check=False, cwd="/",
        )  # fmt: skip
    if answer.returncode:
        raise Unreachable("not_migrated", f"The database could not be brought up to date. {last_words(log)}")


def name_server(layout: Layout) -> Child:
    """The demo's own DNS server."""
    folder = layout.folder / "dns"
    port = layout.ports["dns"]
    _begin_demo_zones(layout, folder)
    return Child(
        name="dns",
        command=(sys.executable, "-m", "freehold.host.dns", str(folder), "--port", str(port)),
        environment=layout.environment("none"),
        log=layout.log / "dns.log",
        ready=listens(port),
    )


def _begin_demo_zones(layout: Layout, folder: Path) -> None:
    """`example` for the world's own domains, and the neutral domain, whose mail server this host is."""
    write_zone(folder, "example")
    write_zone(
        folder,
        layout.neutral_domain,
        "@ IN A 127.0.0.1\n@ IN MX 10 mail\nmail IN A 127.0.0.1\n"
        '@ IN TXT "v=spf1 ip4:127.0.0.1 -all"\nmail IN TXT "v=spf1 ip4:127.0.0.1 -all"\n',
    )
    write_keys(folder, {DNS_KEY: (layout.secrets["dns_key"], ["example", layout.neutral_domain])})


def mail_engines(layout: Layout) -> list[Child]:
    """Dovecot, Postfix and rspamd on configurations that their own checkers accept. Raises: Unreachable."""
    settings = layout.engines
    for engine in (dovecot, postfix, rspamd):
        engine.write(settings)
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
    return [
        Child(
            name="rspamd",
            command=tuple(rspamd.command(settings)),
            environment=environment,
            log=layout.log / "rspamd-start.log",
            prepare=lambda: _remove(*(settings.run / "rspamd").glob("*")),
            ready=has_socket(settings.run / "rspamd" / "in"),
            start_seconds=240,  # it compiles its rules, which takes a while on a busy machine
            stop_seconds=3,  # Postfix is gone by then; 3.12 counts its connections wrong and waits 16 s for none
        ),
        Child(
            name="dovecot",
            command=tuple(dovecot.command(settings)),
            environment=environment,
            log=layout.log / "dovecot-start.log",
            prepare=lambda: _remove(settings.run / "dovecot" / "master.pid"),
            ready=listens(layout.ports["imap"]),
        ),
        Child(
            name="postfix",
            command=tuple(postfix.command(settings)),
            environment=environment,
            log=layout.log / "postfix-start.log",
            ready=listens(layout.ports["submission"]),
        ),
    ]


def trace(layout: Layout) -> Child:
    """Writes the message trace from Postfix's log."""
    return Child(
        name="trace",
        command=(
            sys.executable, "-m", "freehold.host.trace",
            str(layout.log / "postfix.log"), str(layout.engines.state / "trace.json"),
        ),
        environment=layout.environment("worker"),
        log=layout.log / "trace.log",
    )  # fmt: skip


def web(layout: Layout) -> Child:
    """The web server: pages and API."""
    port = layout.ports["web"]
    return Child(
        name="web",
        command=(
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
            "--no-ws", "--workers", "1", "--blocking-threads", "4", "--respawn-failed-workers",
            "--workers-kill-timeout", "8", "freehold.config.wsgi:application",
        ),
        environment=layout.environment("web"),
        log=layout.log / "web.log",
        ready=listens(port),
    )  # fmt: skip


def worker(layout: Layout) -> Child:
    """The worker: jobs, the timetable, and the rescue of jobs whose worker died."""
    ready = layout.run / "worker.ready"
    return Child(
        name="worker",
        command=tuple(freehold("worker")),
        environment=layout.environment("worker"),
        log=layout.log / "worker.log",
        prepare=lambda: _remove(ready),
        ready=ready.exists,
        stop_seconds=20,
    )


def freehold(*arguments: str) -> list[str]:
    """The command line of one of our own processes."""
    return [sys.executable, "-m", "freehold.host.main", *arguments]


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
