"""The few acts that need root: who may ask, what may be asked, and that nothing else happens."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from freehold.host import privileged
from freehold.host.reach import USER, as_user
from freehold.host.runtime import make_user

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="these acts need root")

ACME, CEDAR = "0190a000-0000-7000-8000-000000000001", "0190a000-0000-7000-8000-000000000002"
ASK = """
import socket, sys
with socket.socket(socket.AF_UNIX) as door:
    door.connect(sys.argv[1])
    door.sendall(sys.argv[2].encode() + b"\\n")
    print(door.makefile().readline(), end="")
"""


@pytest.fixture
def root() -> Iterator[Path]:
    """An instance's folder with mail of two tenants, and the part that does these acts."""
    make_user()
    made = Path(tempfile.mkdtemp(prefix="fh-priv-"))
    made.chmod(0o755)
    (made / "run").mkdir()
    for tenant in (ACME, CEDAR):
        for handle in ("one", "two"):
            (made / "store" / tenant / handle / "mdbox").mkdir(parents=True)
            (made / "store" / tenant / handle / "mdbox" / "m.1").write_text("mail")
    for part in (made / "store", *(made / "store").rglob("*")):
        shutil.chown(part, "mail", "mail")
    process = subprocess.Popen([sys.executable, "-I", "-S", privileged.__file__, str(made), USER])
    deadline = time.monotonic() + 20
    while not (made / "run" / "privileged.sock").is_socket() or "error" not in ask(made, {}):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    yield made
    process.terminate()
    process.wait()
    shutil.rmtree(made, ignore_errors=True)


def ask(root: Path, asked: object, *, user: str = USER) -> dict[str, object]:
    """What the part answers to a process of `user`; its error when that may not ask."""
    answer = subprocess.run(
        as_user(user, ["/usr/bin/python3", "-c", ASK, str(root / "run" / "privileged.sock"), json.dumps(asked)]),
        capture_output=True, text=True, check=False, cwd="/",
    )  # fmt: skip
    return json.loads(answer.stdout) if answer.stdout else {"error": answer.stderr}


def mail_in(root: Path) -> list[str]:
    """Whose mail is there."""
    return sorted(str(file.relative_to(root / "store")) for file in (root / "store").glob("*/*"))


def test_a_tenants_mail_is_erased_and_nobody_elses(root: Path):
    assert ask(root, {"act": "erase", "tenant_id": ACME, "handles": ["one", "never-was"]}) == {}
    assert mail_in(root) == [f"{ACME}/two", f"{CEDAR}/one", f"{CEDAR}/two"]

    assert ask(root, {"act": "erase", "tenant_id": ACME, "handles": None}) == {}
    assert mail_in(root) == [f"{CEDAR}/one", f"{CEDAR}/two"]
    assert not (root / "store" / ACME).exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"act": "erase", "tenant_id": "..", "handles": None},
        {"act": "erase", "tenant_id": ACME, "handles": ["../" + CEDAR]},
        {"act": "erase", "tenant_id": ACME, "handles": "one"},
        {"act": "erase", "tenant_id": ACME},
        {"act": "delete", "queue_id": "ALL"},
        {"act": "delete", "queue_id": "-d4XyZ123abc"},
        {"act": "run", "command": "id"},
        {"act": ["retry"]},
        ["retry"],
    ],
)
def test_what_is_not_among_the_acts_is_refused_and_nothing_happens(root: Path, asked: object):
    before = mail_in(root)

    assert list(ask(root, asked)) == ["error"]

    assert mail_in(root) == before


def test_another_user_of_the_host_may_not_ask(root: Path):
    answer = ask(root, {"act": "erase", "tenant_id": ACME, "handles": None}, user="nobody")

    assert "PermissionError" in str(answer["error"])
    assert len(mail_in(root)) == 4


def test_what_the_user_of_mail_put_in_the_way_leads_to_nothing_that_it_may_not_erase_itself(root: Path):
    (root / "roots").mkdir()
    (root / "roots" / "one").write_text("not mail")
    shutil.rmtree(root / "store" / ACME)
    (root / "store" / ACME).symlink_to(root / "roots")

    assert "error" in ask(root, {"act": "erase", "tenant_id": ACME, "handles": ["one"]})

    assert (root / "roots" / "one").read_text() == "not mail"


def test_the_queues_are_counted(root: Path):
    (root / "queue" / "deferred" / "4").mkdir(parents=True)
    for name in ("4XyZ123abc", "4XyZ456def"):
        (root / "queue" / "deferred" / "4" / name).touch()

    assert ask(root, {"act": "queue"}) == {
        "maildrop": 0, "incoming": 0, "active": 0, "deferred": 2, "hold": 0,
    }  # fmt: skip
