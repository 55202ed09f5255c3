"""As whom our own processes run, and that they find their code wherever it lies."""

import os
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from freehold.host import runtime
from freehold.host.reach import USER
from freehold.host.runtime import Runtime, runtime_for

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="as root alone is there somebody else to run as")

TELL = "import os, freehold, idna; print(os.geteuid() != 0, freehold.__file__, idna.__file__)"
CAN_SETUID = "import os; os.setuid(0)"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user can reach, with one in it that root alone can."""
    made = Path(tempfile.mkdtemp(prefix="freehold-runtime-"))
    made.chmod(0o755)
    (made / "shut").mkdir(mode=0o700)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def says(chosen: Runtime, program: str) -> "subprocess.CompletedProcess[str]":
    """What a program says that runs as our processes do."""
    return subprocess.run(
        chosen.command("-c", program), env=chosen.environment, cwd="/", capture_output=True, text=True, check=False
    )  # fmt: skip


def test_our_processes_run_as_a_user_of_their_own_and_never_get_roots_rights_back(folder: Path):
    chosen = runtime_for(folder / "code")

    assert chosen.user == USER
    assert says(chosen, "import os; print(os.geteuid(), os.getgroups())").stdout.startswith(
        str(os.stat(_owned(folder)).st_uid)
    )
    assert "PermissionError" in says(chosen, CAN_SETUID).stderr
    status = says(chosen, "print(open('/proc/self/status').read())").stdout
    assert "NoNewPrivs:\t1" in status


def test_code_that_only_root_can_reach_is_copied_to_where_the_user_can(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    shut = folder / "shut"
    packages = Path(sysconfig.get_path("purelib"))
    for package in ("idna", *(found.name for found in packages.glob("idna-*.dist-info"))):
        shutil.copytree(packages / package, shut / "packages" / package)
    (shut / "packages" / "django").mkdir()
    (shut / "packages" / "django" / "__init__.py").touch()
    shutil.copytree(runtime.PACKAGE / "kernel", shut / "freehold" / "kernel")
    (shut / "freehold" / "__init__.py").touch()
    (shut / "requirements.txt").write_text("idna==0 \\\n")
    monkeypatch.setattr(runtime, "PACKAGE", shut / "freehold")
    monkeypatch.setattr(runtime.sysconfig, "get_path", lambda _: str(shut / "packages"))

    chosen = runtime_for(folder / "code")

    answer = says(chosen, TELL)
    assert answer.stdout.split() == [
        "True",
        str(folder / "code" / "source" / "freehold" / "__init__.py"),
        str(folder / "code" / "packages" / "idna" / "__init__.py"),
    ], answer.stderr
    (shut / "freehold" / "kernel" / "newer.py").write_text("")
    runtime_for(folder / "code")
    assert (folder / "code" / "source" / "freehold" / "kernel" / "newer.py").exists()


def _owned(folder: Path) -> Path:
    runtime.give(USER, folder / "own")
    return folder / "own"
