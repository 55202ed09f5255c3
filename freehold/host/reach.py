"""The users that engines and our own processes run as: how they are run, and whether they can get at a path."""

import pwd
from collections.abc import Sequence
from pathlib import Path

USER = "freehold"  # the system user of our own processes


def as_user(user: str | None, arguments: Sequence[str]) -> list[str]:
    """The command line that runs `arguments` as `user`, for good; as it is when that is None."""
    if user is None:
        return list(arguments)
    group = pwd.getpwnam(user).pw_gid  # not always one of the user's name: nobody is in nogroup
    return [
        "setpriv", f"--reuid={user}", f"--regid={group}", "--init-groups", "--no-new-privs", "--", *arguments,
    ]  # fmt: skip


def reachable_by_others(path: Path) -> bool:
    """Whether every folder from the root down to `path` lets other users through. What is missing counts as open."""
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents) if part.exists())


def readable_by_others(file: Path) -> bool:
    """Whether other users can read a file or list a folder, by its own path and by that which a link leads to."""
    return all(
        place.stat().st_mode & 0o004 and reachable_by_others(place.parent)
        for place in (file, file.resolve())
        if place.exists()
    )
