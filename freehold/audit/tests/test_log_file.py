"""A log as its tenant takes it away: what the file proves with no platform, and what it finds out."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Browser, Cast
from freehold.audit.actions.record import record
from freehold.audit.actions.seal import seal_entries
from freehold.audit.log_files import log_file_lines
from freehold.audit.models import Node
from freehold.audit.proofs import newest_checkpoint, prove_consistency, prove_inclusion
from freehold.audit.queries import read_log
from freehold.audit.rules.log_file import verify_lines
from freehold.audit.rules.note import read_note
from freehold.audit.tests.test_tree import root_by_inclusion, roots_by_consistency
from freehold.kernel.actor import Actor
from freehold.kernel.errors import FreeholdError, NotFound, NotPermitted
from freehold.tenants.row_security import scope

ALL = 8


@pytest.fixture
def file(cast: Cast) -> list[str]:
    """The lines of Acme's log, sealed twice."""
    tenant_id = cast.customer.tenant_id
    with scope(tenant_id):
        for number in range(3):
            record(cast.customer, "mail.create_mailbox", number=number, name="Zoë “quotes” \n 漢")
        seal_entries(tenant_id)
        for number in range(3, ALL - 1):
            record(cast.customer, "mail.create_mailbox", number=number)
        seal_entries(tenant_id)
        return "".join(log_file_lines(cast.customer)).splitlines(keepends=True)


def kept_of(lines: Sequence[str]) -> list[str]:
    return [json.loads(line)["checkpoint"] for line in lines if line.startswith('{"checkpoint"')]


def test_a_log_verifies_from_its_file_alone_and_with_what_was_kept(file: list[str]) -> None:
    kept = [read_note(text) for text in kept_of(file)]

    verdict = verify_lines(file, kept)

    assert verdict.holds, verdict.faults
    assert (verdict.entries, verdict.checkpoints, verdict.kept, verdict.erased) == (ALL, 2, 2, 0)


def changed(lines: list[str], index: int, change: Callable[[dict[str, object]], None]) -> list[str]:
    found = json.loads(lines[index])
    change(found)
    return [*lines[:index], json.dumps(found) + "\n", *lines[index + 1 :]]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda lines: changed(lines, 2, lambda line: line["entry"].update(name="Mallory")), "are not those of their checkpoint"),
        (lambda lines: changed(lines, 2, lambda line: line.update(salt="00")), "are not those of their checkpoint"),
        (lambda lines: [*lines[:2], *lines[3:]], "entry 1 is missing"),
        (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], "entry 1 is missing"),
        (lambda lines: lines[:-3], "entries are missing at the end"),
        (lambda lines: lines[:-1], "have no checkpoint"),
        (lambda lines: lines[1:], "no log that this program knows"),
        (lambda lines: [], "this is no line of a log"),
        (lambda lines: [lines[0], "[" * 100_000], "this is no line of a log"),
        (lambda lines: [lines[0], "9" * 2_000_000], "a line is too long"),
        (lambda lines: [lines[0], '{"index": 0, "leaf_hash": "zz"}'], "non-hexadecimal"),
        (lambda lines: [lines[0], '{"index": 0, "leaf_hash": "00"}'], "an entry without its hash"),
        (lambda lines: [lines[0], '{"index": 0, "entry": 7, "salt": "00"}'], "without content or salt"),
        (lambda lines: [lines[0], '{"checkpoint": null}'], "no signed note"),
        (lambda lines: changed(lines, 0, lambda line: line.update(log="another")), "is of another log"),
        (lambda lines: changed(lines, 0, lambda line: line.update(keys=[])), "does not hold"),
        (lambda lines: changed(lines, 0, lambda line: line.update(keys=["a+b+c"])), "no verifier key"),
    ],
)  # fmt: skip
def test_a_file_that_was_changed_is_found_out(
    file: list[str], change: Callable[[list[str]], list[str]], says: str
) -> None:
    verdict = verify_lines(change(file))

    assert not verdict.holds
    assert any(says in fault for fault in verdict.faults), verdict.faults


def test_a_log_rewritten_and_signed_anew_is_found_out_by_what_was_kept(
    cast: Cast, file: list[str], tamper: Callable[..., None]
) -> None:
    kept = [read_note(text) for text in kept_of(file)]
    tenant = [cast.customer.tenant_id]
    tamper("delete from audit_leaf where tenant_id = %s", tenant)
    tamper("delete from audit_checkpoint where tenant_id = %s", tenant)
    tamper("delete from audit_entry where tenant_id = %s and facts->>'number' = '2'", tenant)
    tamper(
        "insert into audit_unsealed (id, tenant_id, created_at) "
        "select id, tenant_id, created_at from audit_entry where tenant_id = %s",
        tenant,
    )
    with scope(cast.customer.tenant_id):
        seal_entries(cast.customer.tenant_id)
        rewritten = list(log_file_lines(cast.customer))
    lines = "".join(rewritten).splitlines(keepends=True)

    assert verify_lines(lines).holds, "by itself it looks whole"
    verdict = verify_lines(lines, kept)

    assert any("are not those of the checkpoint of" in fault for fault in verdict.faults)
    assert any("1 more entries: the log was cut off" in fault for fault in verdict.faults)


def test_a_log_signed_by_another_key_is_found_out_by_the_key_that_was_noted(file: list[str]) -> None:
    other = "freehold/x+00000000+AAAA"
    with pytest.raises(ValueError, match="verifier key"):
        verify_lines(file, trusted=[other])

    own = json.loads(file[0])["keys"]
    assert verify_lines(file, trusted=own).holds


def test_an_erased_entry_leaves_its_hash_and_the_log_verifies(
    cast: Cast, file: list[str], tamper: Callable[..., None]
) -> None:
    tamper(
        "delete from audit_entry where tenant_id = %s and facts->>'number' = '2'", [cast.customer.tenant_id]
    )
    with scope(cast.customer.tenant_id):
        lines = "".join(log_file_lines(cast.customer)).splitlines(keepends=True)

    verdict = verify_lines(lines, [read_note(text) for text in kept_of(file)])

    assert verdict.holds, verdict.faults
    assert (verdict.entries, verdict.erased) == (ALL, 1)
    assert "漢" not in lines[4]


@given(st.text(max_size=200))
def test_nothing_that_somebody_writes_makes_the_check_fall_over(text: str) -> None:
    assert not verify_lines([text]).holds


@pytest.mark.parametrize(
    ("who", "error"), [("member", NotPermitted), ("rival", NotFound), ("partner", NotFound)]
)
def test_the_file_is_its_own_tenants_alone(
    cast: Cast, file: list[str], who: str, error: type[FreeholdError]
) -> None:
    actor: Actor = getattr(cast, who)
    with scope(actor.tenant_id):
        try:
            lines = "".join(log_file_lines(actor))
        except error:
            return
    assert str(cast.customer.tenant_id) not in lines


def test_page_and_command_hand_out_the_file_and_the_command_verifies_it_without_a_platform(
    cast: Cast, file: list[str], signed_in: Callable[[Actor], Browser], tmp_path: Path
) -> None:
    page = signed_in(cast.customer).get("/log/file/")
    log, kept = tmp_path / "log.jsonl", tmp_path / "kept.txt"
    log.write_text(page.getvalue().decode())
    kept.write_text(kept_of(file)[0])

    def verify() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).parent / "freehold", "audit", "verify", log, kept],
            env={"PATH": os.environ["PATH"], "FREEHOLD_DATABASE_DSN": "postgresql://nobody@127.0.0.1:1/none"},
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip

    assert page["Content-Disposition"].endswith('.jsonl"')
    good = verify()
    assert (good.returncode, "Nothing was changed, removed or cut off." in good.stdout) == (0, True), good
    log.write_text(log.read_text().replace("create_mailbox", "delete_mailbox", 1))
    bad = verify()
    assert (bad.returncode, "are not those of their checkpoint" in bad.stderr) == (1, True), bad


def test_proofs_of_a_long_log_come_from_stored_nodes(cast: Cast) -> None:
    tenant_id = cast.customer.tenant_id
    with scope(tenant_id):
        for count in (100, 300, 150, 7):
            for number in range(count):
                record(cast.customer, "mail.create_mailbox", number=number)
            seal_entries(tenant_id)
        assert list(Node.objects.order_by("node_index").values_list("level", "node_index")) == [
            (8, 0),
            (8, 1),
        ]
        newest = newest_checkpoint(cast.customer)
        for line in read_log(cast.customer, limit=600)[::37]:
            found = prove_inclusion(line.id, actor=cast.customer)
            path = [bytes.fromhex(node) for node in found.path]
            leaf = bytes.fromhex(found.leaf_hash)
            root = root_by_inclusion(leaf, found.leaf_index, newest.tree_size, path)
            assert root.hex() == newest.root_hash
        for first in (1, 255, 256, 257, 512, newest.tree_size):
            proof = prove_consistency(first, actor=cast.customer)
            roots = roots_by_consistency(
                first, newest.tree_size, bytes.fromhex(proof.first_root_hash),
                [bytes.fromhex(node) for node in proof.path],
            )  # fmt: skip
            assert [root.hex() for root in roots] == [proof.first_root_hash, newest.root_hash]
