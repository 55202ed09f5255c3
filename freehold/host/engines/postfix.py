"""Postfix: the public port, submission, and the outbound queue, in folders of their own beside the system's."""

from freehold.host.engines.rendering import check, fill, make_folder, require_root
from freehold.host.engines.settings import EngineSettings, check_settings

# The table's name, its query, and the only domain that it is asked about (empty: any).
TABLES = (
    ("domains", "SELECT name FROM engine.domain WHERE name = lower('%s')", ""),
    ("mailboxes", "SELECT address FROM engine.delivers('%s') AS address", ""),
    ("expand", "SELECT target FROM engine.expand('%s') AS target", ""),
    ("senders", "SELECT login FROM engine.senders('%s') AS login", ""),
    ("may-send", "SELECT answer FROM engine.may_send('%s') AS answer", ""),
    ("forward-target", "SELECT target FROM engine.forward_target('%s') AS target", "forward.invalid"),
    ("forward-refuses", "SELECT answer FROM engine.forward_refuses('%s') AS answer", "forward.invalid"),
)


def write(settings: EngineSettings) -> None:
    """Write the configuration, make the queue and have Postfix check both. Raises: Unreachable with its words."""
    require_root("Postfix")
    check_settings(settings)
    folder = settings.etc / "postfix"
    make_folder(settings.etc)
    make_folder(folder)
    make_folder(settings.queue)
    make_folder(settings.state)
    make_folder(settings.state / "postfix", user="postfix", mode=0o700)
    make_folder(settings.log)
    defer = "true" if settings.defer_suspended else "false"
    own = settings.neutral_domain
    tables = (
        *TABLES,
        ("refuses", f"SELECT answer FROM engine.refuses('%s', {defer}) AS answer", ""),  # noqa: S608 - a word of ours
        ("srs-forward", f"SELECT sender FROM engine.srs_forward('%s', '{own}') AS sender", ""),  # noqa: S608 - checked
        ("srs-reverse", "SELECT sender FROM engine.srs_reverse('%s') AS sender", own),
    )
    for table, query, domain in tables:
        fill(
            "postfix-table.cf.j2",
            settings,
            folder / f"{table}.cf",
            group="postfix",
            query=query,
            domain=domain,
        )
    fill("postfix-verdict.regexp.j2", settings, folder / "verdict.regexp", group="postfix")
    fill("postfix-main.cf.j2", settings, folder / "main.cf", tables=[name for name, _, _ in tables])
    public = "" if settings.listen == "all" else f"{settings.listen}:"
    fill("postfix-master.cf.j2", settings, folder / "master.cf", public_listen=public)
    (folder / "main.cf").chmod(0o644)
    (folder / "master.cf").chmod(0o644)
    check("postfix", ["/usr/sbin/postfix", "-c", str(folder), "check"])


def command(settings: EngineSettings) -> list[str]:
    """The master itself: `postfix start-fg` would leave it an orphan. SIGTERM stops it and its children."""
    return ["/usr/lib/postfix/sbin/master", "-c", str(settings.etc / "postfix"), "-d"]
