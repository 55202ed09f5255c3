"""What the web's front, a reverse proxy, serves brands' host names with: a folder for each, written by the worker."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from freehold.domains.hosts import ServedHost
from freehold.kernel.errors import Unreachable

CHAIN, KEY = "fullchain.pem", "privkey.pem"


def write_certificates(hosts: Iterable[ServedHost]) -> None:
    """Write each host's chain and key, and remove the folders of others. A file is replaced in one step.

    Raises: Unreachable, to be tried again.
    """
    folder: Path = settings.HOST_CERTIFICATES
    wanted = {host.name: host for host in hosts}
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        for name, host in wanted.items():
            own = folder / name
            own.mkdir(exist_ok=True, mode=0o750)
            # The key first: a front that reads between the two finds a pair that does not fit, and keeps what it has.
            _replace(own / KEY, host.key, mode=0o640)
            _replace(own / CHAIN, host.chain, mode=0o644)
        for stale in folder.iterdir():
            if stale.is_dir() and stale.name not in wanted:
                shutil.rmtree(stale)
    except OSError as error:
        raise Unreachable(
            "host_certificates",
            _("The certificates of host names could not be written: %(error)s.") % {"error": error.strerror},
        ) from error


def _replace(file: Path, text: str, *, mode: int) -> None:
    if file.exists() and file.read_text() == text:
        return
    draft = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as stream:
        stream.write(text)
    draft.replace(file)
