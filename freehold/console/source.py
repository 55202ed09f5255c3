"""The source of this very instance, as the licence promises it to everyone who uses it over a network.

Source: AGPL-3.0, section 13.
"""

import io
import tarfile
from functools import lru_cache
from pathlib import Path

from django.conf import settings

BESIDE = (
    "LICENSE", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "conftest.py", "pyproject.toml",
    "uv.lock", "requirements.txt", "requirements-dev.txt", ".importlinter", "bench", "docs", "script", "tests",
)  # fmt: skip
LEFT_OUT = frozenset({"__pycache__", ".data", ".mypy_cache", ".ruff_cache", ".pytest_cache"})


@lru_cache(maxsize=1)
def source_archive() -> bytes:
    """A tar.gz of the package and of what lies beside it in its repository; no data, no settings."""
    package: Path = settings.BASE_DIR
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for part in source_parts(package):
            archive.add(part, arcname=f"freehold/{part.name}", filter=_plain)
    return packed.getvalue()


def source_parts(package: Path) -> list[Path]:
    """The package and what lies beside it in its repository."""
    beside = [package.parent / name for name in BESIDE] if _is_ours(package.parent) else []
    return [package, *(part for part in beside if part.exists())]


def _is_ours(folder: Path) -> bool:
    """Whether the package lies in its repository, and not among others' packages."""
    return (folder / "pyproject.toml").exists() and (folder / ".importlinter").exists()


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    if LEFT_OUT & set(Path(entry.name).parts) or not (entry.isfile() or entry.isdir()):
        return None
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry
