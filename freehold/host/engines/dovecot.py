"""Dovecot: IMAP, LMTP, ManageSieve and Sieve, and the sign-in that Postfix asks."""

import hashlib
import shutil
import subprocess
from pathlib import Path

from freehold.host.engines.rendering import check, fill, make_folder, require_root
from freehold.host.engines.rspamd import USER as FILTER_USER
from freehold.host.engines.settings import MAIL_USER, EngineSettings, check_settings
from freehold.kernel.errors import Unreachable
from freehold.services.mail.rules.sieve import standard_script

RELEASES = ("2.3", "2.4")


def release() -> str:
    """The installed release, as the templates name it: 2.3 (Debian 12) or 2.4 (Debian 13). Raises: Unreachable."""
    program = shutil.which("dovecot", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if program is None:
        raise Unreachable(
            "no_dovecot",
            "Dovecot is not installed: apt install dovecot-imapd dovecot-lmtpd dovecot-managesieved dovecot-sieve dovecot-pgsql",
        )
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = ".".join(answer.split(" ", 1)[0].split(".")[:2])
    if found not in RELEASES:
        raise Unreachable("dovecot_release", f"Dovecot {found} is not supported: {' or '.join(RELEASES)} is.")
    return found


def write(settings: EngineSettings) -> None:
    """Write the configuration and have Dovecot check it. Raises: Unreachable with Dovecot's own words."""
    require_root("Dovecot")
    check_settings(settings)
    installed = release()
    make_folder(settings.run / "dovecot")
    make_folder(settings.state / "dovecot")
    make_folder(settings.store, user=MAIL_USER, mode=0o700)
    settings.log.mkdir(exist_ok=True)
    # As engine.sql names a script.
    script_id = hashlib.md5(standard_script().encode(), usedforsecurity=False).hexdigest()
    fill(
        f"dovecot-{installed}.conf.j2",
        settings,
        settings.etc / "dovecot.conf",
        standard_script_id=script_id,
        filter_user=FILTER_USER,
    )
    if installed == "2.3":
        fill(
            "dovecot-2.3-sql.conf.j2",
            settings,
            settings.etc / "dovecot-sql.conf",
            standard_script_id=script_id,
        )
        fill("dovecot-2.3-dict.conf.j2", settings, settings.etc / "dovecot-dict.conf", group="dovecot")
    _write_teaching(settings)
    check("dovecot", ["doveconf", "-n", "-c", str(settings.etc / "dovecot.conf")])
    _write_standard_script(settings)


def _write_standard_script(settings: EngineSettings) -> None:
    """The script of all mailboxes without one of their own, compiled: delivery may not write beside it."""
    path: Path = settings.etc / "standard.sieve"
    path.write_text(standard_script())
    path.chmod(0o644)
    check("dovecot", ["sievec", "-c", str(settings.etc / "dovecot.conf"), str(path)])
    path.with_suffix(".svbin").chmod(0o644)


def command(settings: EngineSettings) -> list[str]:
    """The process to supervise; SIGTERM stops it, and it is gone when its pid is."""
    return ["/usr/sbin/dovecot", "-F", "-c", str(settings.etc / "dovecot.conf")]


def _write_teaching(settings: EngineSettings) -> None:
    """What runs when a person moves a message: Sieve scripts, compiled since nobody may write beside them, and a program."""
    folder = settings.etc / "teach"
    make_folder(folder)
    make_folder(settings.run / "dovecot" / "teach")  # of the socket, which Dovecot makes alone
    fill("teach.sh.j2", settings, folder / "teach")
    (folder / "teach").chmod(0o755)
    for kind in ("spam", "ham"):
        script = folder / f"{kind}.sieve"
        fill("teach.sieve.j2", settings, script, kind=kind)
        script.chmod(0o644)
        check("dovecot", ["sievec", "-c", str(settings.etc / "dovecot.conf"), str(script)])
        script.with_suffix(".svbin").chmod(0o644)
