"""rspamd: spam, SPF, DKIM, DMARC and signing, by two milter sockets, without Redis."""

import secrets
import shutil
from pathlib import Path

from freehold.host.engines.rendering import check, fill, make_folder, require_root
from freehold.host.engines.settings import EngineSettings, check_settings
from freehold.host.reach import as_user
from freehold.kernel.errors import Unreachable

USER = "_rspamd"
SELECTOR = "notices"  # of the key that signs what the platform itself writes
# Debian 12 packs the list of public suffixes with rspamd, Debian 13 beside it.
PUBLIC_SUFFIXES = (
    Path("/usr/share/rspamd/effective_tld_names.dat"),
    Path("/usr/share/publicsuffix/public_suffix_list.dat"),
)


def write(settings: EngineSettings) -> None:
    """Write the configuration and have rspamd check it as its own user. Raises: Unreachable with its words."""
    require_root("rspamd")
    check_settings(settings)
    make_folder(settings.run)
    make_folder(settings.run / "rspamd", user=USER)
    make_folder(settings.state)
    make_folder(settings.state / "rspamd", user=USER, mode=0o700)
    make_folder(settings.state / "rspamd" / "taught", user=USER, mode=0o700)
    settings.log.mkdir(exist_ok=True)
    # What the worker writes here is rspamd's to read, by the folder's group.
    make_folder(settings.keys, user=settings.worker, group=USER, mode=0o2750)
    (settings.keys / "domains").touch(mode=0o644)
    for path in settings.keys.iterdir():
        shutil.chown(path, settings.worker, USER)
    log = settings.log / "rspamd.log"
    log.touch()
    shutil.chown(log, USER, USER)
    fill("rspamd.lua.j2", settings, settings.etc / "rspamd" / "platform.lua", group=USER, selector=SELECTOR)
    fill("notices.key.j2", settings, settings.etc / "rspamd" / "notices.key", group=USER)
    fill(
        "rspamd.conf.j2",
        settings,
        settings.etc / "rspamd" / "rspamd.conf",
        group=USER,
        controller_password=secrets.token_urlsafe(24),
        public_suffixes=public_suffixes(),
    )
    # As root it would leave root's files behind.
    check(
        "rspamd",
        as_user(USER, ["rspamadm", "configtest", "-c", str(settings.etc / "rspamd" / "rspamd.conf")]),
    )


def public_suffixes() -> Path:
    """The list of domains under which people register theirs; rspamd does not start without. Raises: Unreachable."""
    found = next((path for path in PUBLIC_SUFFIXES if path.exists()), None)
    if found is None:
        raise Unreachable(
            "no_public_suffixes", "The list of public suffixes is missing: apt install publicsuffix"
        )
    return found


def command(settings: EngineSettings) -> list[str]:
    """The process to supervise, in the foreground and as its own user."""
    return as_user(USER, ["rspamd", "-f", "-c", str(settings.etc / "rspamd" / "rspamd.conf")])
