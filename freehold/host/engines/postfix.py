"""Postfix: the public port, submission, and the outbound queue, in folders of their own beside the system's."""

from freehold.host.engines.rendering import check, fill, make_folder, require_root
from freehold.host.engines.settings import EngineSettings, check_settings

# What is asked for every message goes through `ask`; these are asked seldom. The table's name, its query, and the only
# domain that it is asked about (empty: any). With `%u@%d` Postfix asks about whole addresses alone, and spares the
# database its look-ups of parts of them. Source: pgsql_table(5).
TABLES = (
    ("mailboxes", "SELECT engine.delivers('%u@%d')", ""),
    ("forward-target", "SELECT engine.forward_target('%u@%d')", "forward.invalid"),
    ("forward-refuses", "SELECT engine.forward_refuses('%u@%d')", "forward.invalid"),
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
        ("ask", f"SELECT engine.ask('%s', '{own}', {defer})", ""),
        ("srs-forward", f"SELECT engine.srs_forward('%u@%d', '{own}')", ""),
        ("host-postmaster", "SELECT engine.host_postmaster('%u')", own),
        ("srs-reverse", "SELECT engine.srs_reverse('%u@%d')", own),
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
