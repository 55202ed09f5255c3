"""An instance's folders, ports, secrets and certificates."""

import datetime
import os
import socket
import ssl
import stat
from pathlib import Path

import pytest

from freehold.host import certificates
from freehold.host.layout import layout_at, remove
from freehold.host.ports import ports, refuse_busy
from freehold.kernel.errors import Refused


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the person who runs the tests."""
    for name in [name for name in os.environ if name.startswith("FREEHOLD_")]:
        monkeypatch.delenv(name)


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path: Path):
    first = layout_at(tmp_path / "x", offset=100)
    second = layout_at(tmp_path / "x")

    assert first.secrets == second.secrets
    assert len(set(first.secrets.values())) == len(first.secrets)
    for file in (tmp_path / "x" / "secrets").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    remove(tmp_path / "x")


def test_the_offset_is_remembered_and_moves_every_port(tmp_path: Path):
    layout_at(tmp_path / "x", offset=100)

    assert layout_at(tmp_path / "x").ports == {name: number + 100 for name, number in ports(0).items()}
    remove(tmp_path / "x")


def test_a_folder_that_engines_cannot_reach_gets_one_that_they_can(tmp_path: Path):
    (tmp_path / "shut").mkdir(mode=0o700)

    layout = layout_at(tmp_path / "shut" / "x")

    assert layout.folder == tmp_path / "shut" / "x"
    if os.geteuid() == 0:
        assert layout.root.parent == Path("/var/lib/freehold")
        assert layout_at(tmp_path / "shut" / "x").root == layout.root
    remove(tmp_path / "shut" / "x")
    assert not layout.root.exists()


def test_no_process_sees_the_connection_of_another_role(tmp_path: Path):
    layout = layout_at(tmp_path / "x")

    for role, own in (("web", "DATABASE"), ("worker", "WORKER"), ("owner", "OWNER")):
        seen = {name for name in layout.environment(role) if name.endswith("_DSN")}
        assert seen == {f"FREEHOLD_{own}_DSN"}
    remove(tmp_path / "x")


def test_a_busy_port_is_refused_by_one_sentence_that_names_it():
    with socket.create_server(("127.0.0.1", 0)) as holder:
        number = holder.getsockname()[1]

        with pytest.raises(Refused) as refusal:
            refuse_busy({"web": number})

    assert refusal.value.sentence == (
        f"Another program holds port {number} (web): stop it, or choose others with --port-offset."
    )


def test_the_certificate_serves_its_names_and_is_renewed_before_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    names = ("localhost", "mail.test")
    made = certificates.certificates_in(tmp_path, names=names, certificate="", key="")
    first = made.certificate.read_bytes()
    ssl.create_default_context(cafile=str(made.ca)).load_verify_locations(str(made.ca))

    assert certificates.certificates_in(tmp_path, names=names, certificate="", key="") == made
    assert made.certificate.read_bytes() == first

    later = certificates.ends_at(made.certificate) - datetime.timedelta(days=29)
    monkeypatch.setattr(certificates, "_now", lambda: later)
    certificates.certificates_in(tmp_path, names=names, certificate="", key="")

    assert made.certificate.read_bytes() != first
    assert certificates.ends_at(made.certificate) > later + datetime.timedelta(days=300)


def test_a_certificate_without_its_key_is_refused(tmp_path: Path):
    (tmp_path / "own.pem").write_text("x")

    with pytest.raises(Refused) as refusal:
        certificates.certificates_in(tmp_path, names=("a",), certificate=str(tmp_path / "own.pem"), key="")

    assert "FREEHOLD_TLS_KEY" in refusal.value.sentence
