"""The parts of an instance, in the order of their start. A new part is one more function here."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

from freehold.domains.rules.zone import txt_text
from freehold.host import database
from freehold.host import privileged as acts
from freehold.host.child import Child, has_socket, listens, open_log
from freehold.host.dns import write_keys, write_zone
from freehold.host.engines import dovecot, postfix, rspamd
from freehold.host.layout import DNS_KEY, NOTICES_KEY, Layout
from freehold.host.reach import USER
from freehold.host.runtime import Runtime, give
from freehold.host.supervisor import last_words
from freehold.host.upkeep import point
from freehold.kernel.errors import Unreachable
from freehold.services.mail.rules.dkim import public_txt

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


def prepare_folders(layout: Layout, runtime: Runtime) -> None:
    """Make the folders that our unprivileged processes write to, and let them alone read the logs."""
    give(runtime.user, layout.own)
    postfix_log = layout.postfix_log
    open_log(postfix_log).close()  # Postfix would make it for root alone, and the trace reads it
    postfix_log.chmod(0o640)
    if not layout.followed_log.exists():
        point(layout.followed_log, postfix_log)
    if runtime.user:
        shutil.chown(postfix_log, group=runtime.user)
        # What is made in here belongs to that group; rspamd opens its own log by name.
        shutil.chown(layout.log, group=runtime.user)
        layout.log.chmod(0o2751)


def prepare_database(layout: Layout, runtime: Runtime) -> None:
    """Make the roles (embedded only), then bring the schema up as its owner. Raises: Unreachable."""
    if layout.is_embedded:
        superuser = layout.cluster.dsn(database.SUPERUSER, layout.secrets[database.SUPERUSER], "postgres")
        database.create_roles(superuser, layout.secrets)
    elif not layout.dsn["freehold_owner"]:
        return
    log = layout.log / "migrate.log"
    with open_log(log) as stream:
        answer = subprocess.run(
            freehold(runtime, "migrate"), env=environment(layout, runtime, "owner"), stdout=stream,
            stderr=stream, stdin=subprocess.DEVNULL, timeout=MIGRATE_SECONDS, check=False, cwd="/",
        )  # fmt: skip
    if answer.returncode:
        raise Unreachable("not_migrated", f"The database could not be brought up to date. {last_words(log)}")


def name_server(layout: Layout, runtime: Runtime) -> Child:
    """The demo's own DNS server."""
    port = layout.ports["dns"]
    _begin_demo_zones(layout, layout.zones)
    give(runtime.user, layout.zones, mode=0o755)
    return Child(
        name="dns",
        command=runtime.command("-m", "freehold.host.dns", str(layout.zones), "--port", str(port)),
        environment=environment(layout, runtime, "none"),
        log=layout.log / "dns.log",
        ready=listens(port),
    )


def _begin_demo_zones(layout: Layout, folder: Path) -> None:
    """`example` for the world's own domains, and the neutral domain, whose mail server this host is."""
    write_zone(folder, "example")
    key = txt_text(public_txt(layout.secrets[NOTICES_KEY]))
    write_zone(
        folder,
        layout.neutral_domain,
        "@ IN A 127.0.0.1\n@ IN MX 10 mail\nmail IN A 127.0.0.1\n"
        '@ IN TXT "v=spf1 ip4:127.0.0.1 -all"\nmail IN TXT "v=spf1 ip4:127.0.0.1 -all"\n'
        f"{rspamd.SELECTOR}._domainkey IN TXT {key}\n",
    )
    write_keys(folder, {DNS_KEY: (layout.secrets["dns_key"], ["example", layout.neutral_domain])})


def mail_engines(layout: Layout) -> list[Child]:
    """Dovecot, Postfix and rspamd on configurations that their own checkers accept. Raises: Unreachable."""
    settings = layout.engines
    for engine in (dovecot, postfix, rspamd):
        engine.write(settings)
    plain = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
    return [
        Child(
            name="rspamd",
            command=tuple(rspamd.command(settings)),
            environment=plain,
            log=layout.log / "rspamd-start.log",
            prepare=lambda: _remove(*(settings.run / "rspamd").glob("*")),
            ready=has_socket(settings.run / "rspamd" / "in"),
            start_seconds=240,  # it compiles its rules, which takes a while on a busy machine
            stop_seconds=3,  # Postfix is gone by then; 3.12 counts its connections wrong and waits 16 s for none
        ),
        Child(
            name="dovecot",
            command=tuple(dovecot.command(settings)),
            environment=plain,
            log=layout.log / "dovecot-start.log",
            prepare=lambda: _remove(settings.run / "dovecot" / "master.pid"),
            ready=listens(layout.ports["imap"]),
        ),
        Child(
            name="postfix",
            command=tuple(postfix.command(settings)),
            environment=plain,
            log=layout.log / "postfix-start.log",
            ready=listens(layout.ports["submission"]),
        ),
    ]


def privileged(layout: Layout) -> Child:
    """The few acts that need root, for the worker."""
    door = layout.run / "privileged.sock"
    return Child(
        name="privileged",
        command=(sys.executable, "-I", "-S", acts.__file__, str(layout.root), USER),
        environment={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"},
        log=layout.log / "privileged.log",
        prepare=lambda: _remove(door),
        ready=has_socket(door),
    )


def trace(layout: Layout, runtime: Runtime) -> Child:
    """Writes the message trace from Postfix's log."""
    return Child(
        name="trace",
        command=runtime.command(
            "-m", "freehold.host.trace", str(layout.followed_log), str(layout.own / "trace.json")
        ),
        environment=environment(layout, runtime, "worker"),
        log=layout.log / "trace.log",
    )


def web(layout: Layout, runtime: Runtime) -> Child:
    """The web server: pages and API."""
    port = layout.ports["web"]
    return Child(
        name="web",
        command=runtime.command(*web_server(port)),
        environment=environment(layout, runtime, "web"),
        log=layout.log / "web.log",
        ready=listens(port),
    )


def web_server(port: int) -> tuple[str, ...]:
    """What Python runs as the web server."""
    return (
        "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws",
        "--workers", "1", "--blocking-threads", "4", "--respawn-failed-workers",
        "--workers-kill-timeout", "8", "freehold.config.wsgi:application",
    )  # fmt: skip


def worker(layout: Layout, runtime: Runtime) -> Child:
    """The worker: jobs, the timetable, and the rescue of jobs whose worker died."""
    ready = layout.own / "worker.ready"
    return Child(
        name="worker",
        command=freehold(runtime, "worker", "--ready-file", str(ready)),
        environment=environment(layout, runtime, "worker"),
        log=layout.log / "worker.log",
        prepare=lambda: _remove(ready),
        ready=ready.exists,
        stop_seconds=20,
    )


def freehold(runtime: Runtime, *arguments: str) -> tuple[str, ...]:
    """The command line of one of our own processes."""
    return runtime.command("-m", "freehold.host.main", *arguments)


def environment(layout: Layout, runtime: Runtime, role: str) -> dict[str, str]:
    """All that one of our own processes sees in its environment."""
    return {**layout.environment(role), **runtime.environment}


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
