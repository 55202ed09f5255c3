"""What a tenant takes away of its log, and what it finds out with it when root has rewritten everything."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from typer.testing import CliRunner

from conftest import Browser, Cast
from freehold.audit.actions.record import record
from freehold.audit.actions.seal import seal_entries
from freehold.audit.commands import app
from freehold.audit.models import Entry
from freehold.audit.proofs import (
    SignedCheckpoint,
    newest_checkpoint,
    prove_consistency,
    prove_inclusion,
    read_checkpoint,
)
from freehold.audit.queries import verify_log
from freehold.audit.rules.note import read_note
from freehold.audit.tests.test_tree import root_by_inclusion, roots_by_consistency
from freehold.kernel.actor import Actor
from freehold.kernel.errors import FreeholdError, NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope

SignedIn = Callable[[Actor], Browser]


@pytest.fixture
def kept(cast: Cast) -> SignedCheckpoint:
    """A checkpoint of Acme's log that Ada has kept; a few more acts stand in the log since."""
    tenant_id = cast.customer.tenant_id
    with scope(tenant_id):
        for number in range(4):
            record(cast.customer, "mail.create_mailbox", number=number)
        seal_entries(tenant_id)
        kept = newest_checkpoint(cast.customer)
        for number in range(4, 7):
            record(cast.customer, "mail.create_mailbox", number=number)
        seal_entries(tenant_id)
    return kept


@pytest.fixture
def rewritten(cast: Cast, kept: SignedCheckpoint, tamper: Callable[..., None]) -> None:
    """Root has taken an act out, sealed the rest anew, and signed it with the instance's own key."""
    del kept
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


def test_a_checkpoint_is_checked_with_nothing_but_its_key(cast: Cast, kept: SignedCheckpoint) -> None:
    note = read_checkpoint(kept.note)

    assert (note.log, note.size, note.root_hash.hex(), note.at) == (
        str(cast.customer.tenant_id), kept.tree_size, kept.root_hash, kept.sealed_at,
    )  # fmt: skip
    assert note.is_signed_by([kept.key])


def test_an_entry_is_proved_with_nothing_but_its_file(cast: Cast, kept: SignedCheckpoint) -> None:
    with scope(cast.customer.tenant_id):
        for entry in Entry.objects.filter(tenant_id=cast.customer.tenant_id):
            proof = prove_inclusion(entry.id, actor=cast.customer)

            written = json.dumps(proof.entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            digest = hashlib.sha256(bytes.fromhex(proof.salt) + written.encode()).digest()
            leaf = hashlib.sha256(b"\x00" + digest).digest()
            path = [bytes.fromhex(node) for node in proof.path]
            root = root_by_inclusion(leaf, proof.leaf_index, proof.checkpoint.tree_size, path)
            assert root.hex() == proof.checkpoint.root_hash
            assert read_note(proof.checkpoint.note).is_signed_by([proof.checkpoint.key])


def test_the_log_of_then_is_proved_to_be_the_beginning_of_todays(cast: Cast, kept: SignedCheckpoint) -> None:
    with scope(cast.customer.tenant_id):
        proof = prove_consistency(kept.tree_size, actor=cast.customer)

    roots = roots_by_consistency(
        kept.tree_size, proof.checkpoint.tree_size, bytes.fromhex(kept.root_hash), list(map(bytes.fromhex, proof.path))
    )  # fmt: skip
    assert (roots[0].hex(), roots[1].hex()) == (kept.root_hash, proof.checkpoint.root_hash)
    assert proof.first_root_hash == kept.root_hash


def test_what_was_kept_still_stands_in_the_log(cast: Cast, kept: SignedCheckpoint) -> None:
    with scope(cast.customer.tenant_id):
        assert verify_log(cast.customer.tenant_id, kept=read_note(kept.note)).holds


def test_a_log_that_was_rewritten_and_signed_anew_is_found_out(
    cast: Cast, kept: SignedCheckpoint, rewritten: None
) -> None:
    with scope(cast.customer.tenant_id):
        assert verify_log(cast.customer.tenant_id).holds, "by itself it looks whole"

        verdict = verify_log(cast.customer.tenant_id, kept=read_note(kept.note))

    assert verdict.faults == (
        f"The first {kept.tree_size} entries are not those of the checkpoint that was kept.",
    )


def test_a_log_cut_short_is_found_out(cast: Cast, kept: SignedCheckpoint) -> None:
    ahead = replace(read_note(kept.note), size=kept.tree_size + 20)
    with scope(cast.customer.tenant_id):
        verdict = verify_log(cast.customer.tenant_id, kept=ahead)

    assert verdict.faults == ("The checkpoint that was kept has 17 more entries than the log.",)


@pytest.mark.parametrize(
    "text", ["", "{}", "\x00", "a\n\nb", "freehold/x\n1\nAAAA\n\n", "\n" * 5, "x" * 20_000]
)
def test_rubbish_is_no_checkpoint(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_checkpoint(text)

    assert (refusal.value.code, refusal.value.field) == ("not_a_checkpoint", "kept")


@pytest.mark.parametrize(
    ("before", "after"),
    [("\n8\n", "\n7\n"), ("+00:00", "+01:00"), ("\N{EM DASH} freehold/", "\N{EM DASH} freehold/other")],
)
def test_a_checkpoint_that_was_changed_is_signed_by_nobody(
    cast: Cast, kept: SignedCheckpoint, before: str, after: str
) -> None:
    text = kept.note.replace(f"\n{kept.tree_size}\n", "\n8\n").replace(before, after)
    with scope(cast.customer.tenant_id):
        verdict = verify_log(cast.customer.tenant_id, kept=read_note(text))

    assert verdict.faults[0] == (
        "The checkpoint that was kept is not signed by a key of this platform: it or the key was changed."
    )


@pytest.mark.parametrize("size", [0, 10_000])
def test_there_is_no_proof_from_a_size_that_the_log_never_had(
    cast: Cast, kept: SignedCheckpoint, size: int
) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(Refused, match="sealed entries"):
        prove_consistency(size, actor=cast.customer)


def test_an_entry_that_is_not_sealed_yet_has_no_proof(cast: Cast, kept: SignedCheckpoint) -> None:
    with scope(cast.customer.tenant_id):
        entry_id = record(cast.customer, "mail.create_mailbox")
        with pytest.raises(Refused) as refusal:
            prove_inclusion(entry_id, actor=cast.customer)

    assert refusal.value.code == "not_sealed_yet"


@pytest.mark.parametrize(
    ("who", "error"), [("member", NotPermitted), ("rival", NotFound), ("partner", NotFound)]
)
def test_nobody_else_is_given_a_proof(
    cast: Cast, kept: SignedCheckpoint, who: str, error: type[FreeholdError]
) -> None:
    with scope(cast.customer.tenant_id):
        entry_id = Entry.objects.filter(tenant_id=cast.customer.tenant_id).first().id
    actor: Actor = getattr(cast, who)
    with scope(actor.tenant_id), pytest.raises(error):
        prove_inclusion(entry_id, actor=actor)


def test_the_pages_hand_out_a_checkpoint_and_proofs_and_compare_one(
    cast: Cast, kept: SignedCheckpoint, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.customer)

    log = browser.get("/log/").content.decode()
    today = browser.get("/log/checkpoint/")
    with scope(cast.customer.tenant_id):
        entry_id = Entry.objects.filter(tenant_id=cast.customer.tenant_id).first().id
    proof = browser.get(f"/log/{entry_id}/proof/")
    compared = browser.post("/log/verify/", {"kept": SimpleUploadedFile("c.txt", kept.note.encode())})

    assert f"/log/{entry_id}/proof/" in log
    assert today["Content-Disposition"].startswith('attachment; filename="checkpoint-')
    assert read_checkpoint(today.content.decode()).size > kept.tree_size
    assert proof.json()["entry"]["id"] == str(entry_id)
    assert compared.status_code == 200
    assert f"It still begins with the {kept.tree_size} entries" in compared.content.decode()


def test_the_page_says_that_a_kept_checkpoint_is_no_longer_in_the_log(
    cast: Cast, kept: SignedCheckpoint, rewritten: None, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.customer)

    compared = browser.post("/log/verify/", {"kept": SimpleUploadedFile("c.txt", kept.note.encode())})
    rubbish = browser.post("/log/verify/", {"kept": SimpleUploadedFile("c.json", b"rubbish")})

    assert "The log is not as it was recorded." in compared.content.decode()
    assert "are not those of the checkpoint that was kept" in compared.content.decode()
    assert rubbish.status_code == 422
    assert "This is no checkpoint of a log" in rubbish.content.decode()


def test_the_command_hands_out_and_compares(cast: Cast, kept: SignedCheckpoint, tmp_path: Path) -> None:
    tenant = str(cast.customer.tenant_id)
    with scope(cast.customer.tenant_id):
        entry_id = str(Entry.objects.filter(tenant_id=cast.customer.tenant_id).first().id)
    file = tmp_path / "kept.txt"
    file.write_text(kept.note)

    def run(*words: str) -> str:
        answer = CliRunner().invoke(app, ["audit", *words])
        assert answer.exit_code == 0, answer.output
        return answer.output

    assert read_checkpoint(run("checkpoint", tenant)).log == tenant
    assert json.loads(run("prove", tenant, entry_id))["entry"]["id"] == entry_id
    assert (
        json.loads(run("prove-consistency", tenant, str(kept.tree_size)))["first_root_hash"] == kept.root_hash
    )
    assert f"begins with the {kept.tree_size} entries" in run("check", tenant, "--checkpoint", str(file))


def test_the_command_finds_a_rewritten_log_out(
    cast: Cast, kept: SignedCheckpoint, rewritten: None, tmp_path: Path
) -> None:
    file = tmp_path / "kept.txt"
    file.write_text(kept.note)

    answer = CliRunner().invoke(
        app, ["audit", "check", str(cast.customer.tenant_id), "--checkpoint", str(file)]
    )

    assert answer.exit_code == 1
    assert "are not those of the checkpoint that was kept" in answer.output
