"""Filling templates and making folders, the same way for each engine."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import jinja2

from freehold.host.engines.settings import MAIL_USER, EngineSettings
from freehold.kernel.errors import Unreachable

TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    autoescape=False,  # noqa: S701 - configuration files, not HTML; values are checked in settings.py
)


def rendered(template: str, settings: EngineSettings, **more: object) -> str:
    """A template's text for this host."""
    user = pwd.getpwnam(MAIL_USER)
    return TEMPLATES.get_template(template).render(
        name=settings.name, root=settings.root, etc=settings.etc, run=settings.run, log=settings.log,
        state=settings.state, store=settings.store, queue=settings.queue, keys=settings.keys,
        ports=settings.ports, database=settings.database, certificate=settings.certificate, key=settings.key,
        ca=settings.ca, host_name=settings.host_name, neutral_domain=settings.neutral_domain,
        api_key=settings.api_key, resolver=settings.resolver, listen=settings.listen, worker=settings.worker,
        notices_key=settings.notices_key, mail_user=MAIL_USER, mail_uid=user.pw_uid, mail_gid=user.pw_gid, **more,
    )  # fmt: skip


def fill(template: str, settings: EngineSettings, target: Path, *, group: str = "", **more: object) -> None:
    """Write `target` from a template, readable by root and, when given, by `group`."""
    text = rendered(template, settings, **more)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(target.suffix + ".new")
    draft.touch(mode=0o600)
    draft.write_text(text)
    if group:
        shutil.chown(draft, group=group)
        draft.chmod(0o640)
    draft.replace(target)


def make_folder(path: Path, *, user: str = "root", group: str = "", mode: int = 0o755) -> None:
    """Make a folder with this owner and mode; an existing one is put right."""
    path.mkdir(parents=True, exist_ok=True)
    shutil.chown(path, user, group or pwd.getpwnam(user).pw_gid)
    path.chmod(mode)


def check(engine: str, command: list[str]) -> str:
    """Run an engine's own checker and give back what it printed. Raises: Unreachable with its words."""
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except FileNotFoundError as error:
        raise Unreachable(f"no_{engine}", f"{command[0]} is not installed on this host.") from error
    if answer.returncode != 0:
        words = (answer.stderr.strip() or answer.stdout.strip())[-2000:]
        raise Unreachable(f"{engine}_configuration", f"{engine} refuses its configuration: {words}")
    return answer.stdout


def require_root(engine: str) -> None:
    """Refuse to go on as an ordinary user. Raises: Unreachable."""
    if os.geteuid() != 0:
        raise Unreachable(
            f"{engine}_needs_root", f"{engine} must be started by root: it drops its rights itself."
        )
