"""Whether the users that engines run as can get at a path."""

from pathlib import Path


def reachable_by_others(path: Path) -> bool:
    """Whether every folder from the root down to `path` lets other users through. What is missing counts as open."""
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents) if part.exists())
