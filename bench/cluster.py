"""The benches' own PostgreSQL, in a git-ignored folder on a free port; never a running instance's.

Not a bench itself: imported by those beside it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE / ".data"
sys.path.insert(0, str(HERE.parent))

from freehold.host import database  # noqa: E402 - found through the line above

SETTINGS = ("shared_buffers=1GB", "max_wal_size=8GB", "synchronous_commit=off", "maintenance_work_mem=512MB")


@dataclass(frozen=True, slots=True)
class Running:
    """A cluster that answers, with the passwords of its roles."""

    cluster: database.Cluster
    passwords: dict[str, str]

    def dsn(self, role: str) -> str:
        """How `role` connects; `postgres` is the superuser."""
        return self.cluster.dsn(role, self.passwords[role])


@contextmanager
def running(name: str) -> Iterator[Running]:
    """Start (and make, the first time) the cluster `name`, with all roles; stop it at the end."""
    folder = DATA / name
    folder.mkdir(parents=True, exist_ok=True)
    for parent in (DATA, folder):
        parent.chmod(0o755)
    secrets = folder / "secrets.json"
    if not secrets.exists():
        made = {role: database.new_password() for role in (database.SUPERUSER, *database.LOGINS)}
        secrets.touch(mode=0o600)
        secrets.write_text(json.dumps(made))
    passwords: dict[str, str] = json.loads(secrets.read_text())
    cluster = database.cluster_at(folder / "db", database.free_port())
    cluster.initialise(passwords[database.SUPERUSER])
    process = cluster.start(*SETTINGS)
    try:
        cluster.wait_until_ready(passwords[database.SUPERUSER], timeout_seconds=120)
        superuser = cluster.dsn(database.SUPERUSER, passwords[database.SUPERUSER], "postgres")
        database.create_roles(superuser, passwords)
        yield Running(cluster, passwords)
    finally:
        database.stop(process)


def use_django(dsn: str) -> None:
    """Set Django up in this process on `dsn`."""
    os.environ["FREEHOLD_DATABASE_DSN"] = dsn
    os.environ.setdefault("FREEHOLD_DATA", str(DATA / "instance"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freehold.config.settings")
    import django

    django.setup()


def migrate(dsn: str) -> None:
    """Bring the schema up as the owner, in a process of its own; the secret travels in the environment."""
    script = (
        "import os, cluster; cluster.use_django(os.environ['BENCH_DSN']); "
        "from django.core.management import call_command; call_command('migrate', verbosity=0); "
        "from freehold.tenants.schema_files import apply_schema_files; apply_schema_files()"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=HERE, env={**os.environ, "BENCH_DSN": dsn})


def say(**figures: object) -> None:
    """The last line of a bench: one JSON object."""
    print(json.dumps(figures), flush=True)
