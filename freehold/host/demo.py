"""The demo: an instance with a small world in it, and the paper that names its addresses and accounts."""

import importlib
import importlib.util
import json
import os
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from freehold.host import parts
from freehold.host.child import open_log
from freehold.host.layout import Layout
from freehold.host.runtime import Runtime
from freehold.host.supervisor import Supervisor, last_words
from freehold.kernel.errors import Unreachable

WORLD = "freehold.config.demo.seed"
ENDPOINTS = ("imap", "imaps", "smtp", "submission", "submissions", "sieve")


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who can sign in to the demo. Only who has a mailbox has an app password."""

    name: str
    email: str
    password: str
    tenant: str
    role: str
    api_token: str
    app_password: str | None = None


def paper_of(folder: Path) -> Path:
    """`demo.json`, which names everything that a newcomer needs."""
    return folder / "demo.json"


def fill(layout: Layout, runtime: Runtime, supervisor: Supervisor) -> None:
    """Fill the world when it is new, and write the paper with today's addresses. Raises: Unreachable."""
    begun = layout.folder / "demo.begun"
    people: list[dict[str, str]] = []
    if paper_of(layout.folder).exists():
        people = json.loads(paper_of(layout.folder).read_text())["people"]
    if not people and importlib.util.find_spec(WORLD):
        if begun.exists():
            raise Unreachable(
                "demo_half_made", f"The demo's world is half made. Remove {layout.folder} and start again."
            )
        begun.touch()
        people = _people_of_a_new_world(layout, runtime, supervisor)
    _write(layout, people)
    begun.unlink(missing_ok=True)


def seed(file: Path) -> None:
    """Make the world through the real actions, and leave its people in a file for `fill`. Django is set up by now."""
    people: list[DemoPerson] = importlib.import_module(WORLD).seed()
    described = [{k: v for k, v in asdict(person).items() if v is not None} for person in people]
    _write_private(file, json.dumps(described))


def print_paper(folder: Path) -> None:
    """Print addresses, accounts and passwords as tables."""
    paper = json.loads(paper_of(folder).read_text())
    console = Console(width=max(Console().width, 170))
    addresses = Table("what", "address", title="Addresses")
    addresses.add_row("web", paper["web"])
    addresses.add_row("api", paper["api"])
    for name in ENDPOINTS:
        addresses.add_row(name, f"{paper[name]['host']}:{paper[name]['port']}")
    addresses.add_row("certificate authority", paper["ca_file"])
    console.print(addresses)
    if paper["people"]:
        accounts = Table(
            "name", "sign-in", "password", "tenant", "role", "mail app password", title="Accounts"
        )
        for person in paper["people"]:
            accounts.add_row(
                *(person.get(k, "") for k in ("name", "email", "password", "tenant", "role", "app_password"))
            )
        console.print(accounts)
    console.print(f"All of it, with API tokens, stands in {paper_of(folder)}")


def _people_of_a_new_world(layout: Layout, runtime: Runtime, supervisor: Supervisor) -> list[dict[str, str]]:
    """As the worker's role: the world has a history, and what happens in it is a worker's."""
    log = layout.log / "demo.log"
    file = layout.own / "people.json"
    with open_log(log) as stream:
        process = subprocess.Popen(
            parts.freehold(runtime, "demo-world", str(file)), env=parts.environment(layout, runtime, "worker"),
            stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, cwd="/",
        )  # fmt: skip
    if not supervisor.accompany(process):
        raise Unreachable("demo_stopped", "Stopped while the demo's world was made.")
    if process.returncode:
        raise Unreachable("demo_not_made", f"The demo's world could not be made. {last_words(log)}")
    people: list[dict[str, str]] = json.loads(file.read_text())
    file.unlink()
    return people


def _write(layout: Layout, people: list[dict[str, str]]) -> None:
    paper: dict[str, object] = {
        "web": layout.origin,
        "api": f"{layout.origin}/api/v1",
        "database": layout.dsn_of("freehold_app"),
        "ca_file": str(layout.certificates.ca or ""),
        **{name: {"host": "127.0.0.1", "port": layout.ports[name]} for name in ENDPOINTS},
        "dns": {"host": "127.0.0.1", "port": layout.ports["dns"]},
        "people": people,
    }
    _write_private(paper_of(layout.folder), json.dumps(paper, indent=2) + "\n")


def _write_private(file: Path, text: str) -> None:
    """Readable by its owner alone: by whoever called sudo, when that is how it was started."""
    draft = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(text)
    if os.geteuid() == 0 and os.environ.get("SUDO_UID", "").isdigit():
        os.chown(draft, int(os.environ["SUDO_UID"]), -1)
    draft.replace(file)
