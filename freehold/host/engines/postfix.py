"""Postfix: the public port, submission, and the outbound queue, in folders of their own beside the system's."""

from freehold.host.engines.rendering import check, fill, make_folder, require_root
from freehold.host.engines.settings import EngineSettings, check_settings

# The table's name, its query, and the only domain that it is asked about (empty: any). With `%u@%d` Postfix asks
# about whole addresses alone, and spares the database its look-ups of parts of them. Source: pgsql_table(5).
TABLES = (
    ("domains", "SELECT name FROM engine.takes_mail('%s') AS name", ""),
    ("mailboxes", "SELECT address FROM engine.delivers('%u@%d') AS address", ""),
    ("expand", "SELECT target FROM engine.expand('%u@%d') AS target", ""),
    ("senders", "SELECT login FROM engine.senders('%u@%d') AS login", ""),
    ("may-send", "SELECT answer FROM engine.may_send('%s') AS answer", ""),
    ("forward-target", "SELECT target FROM engine.forward_target('%u@%d') AS target", "forward.invalid"),
    ("forward-refuses", "SELECT answer FROM engine.forward_refuses('%u@%d') AS answer", "forward.invalid"),
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
    settings.log.mkdir(exist_ok=True)
    defer = "true" if settings.defer_suspended else "false"
    own = settings.neutral_domain
    tables = (
        *TABLES,
        (
            "refuses-outside",
            f"SELECT answer FROM engine.refuses('%u@%d', '{own}', {defer}, true) AS answer",  # noqa: S608 - checked
            "",
        ),
        (
            "refuses",
            f"SELECT answer FROM engine.refuses('%u@%d', '{own}', false, false) AS answer",  # noqa: S608 - checked
            "",
        ),
        ("srs-forward", f"SELECT sender FROM engine.srs_forward('%u@%d', '{own}') AS sender", ""),  # noqa: S608 - checked
        ("host-postmaster", "SELECT target FROM engine.host_postmaster('%u') AS target", own),
        ("srs-reverse", "SELECT sender FROM engine.srs_reverse('%u@%d') AS sender", own),
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
