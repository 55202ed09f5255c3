"""The doctor's sentences, on real certificates, ports, disks, roles and DNS answers."""

import datetime
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from freehold.domains.rules.zone import txt_text
from freehold.host import certificates, database, doctor
from freehold.host.dns import write_zone
from freehold.services.mail.rules.dkim import new_key

KEY = new_key()


@pytest.fixture
def resolver(tmp_path: Path) -> Iterator[str]:
    """A DNS server with one well-kept zone and one that lacks everything."""
    write_zone(tmp_path, "kept.test", 'mail IN A 192.0.2.7\n@ IN MX 10 mail\n@ IN TXT "v=spf1 mx -all"\n')
    write_zone(tmp_path, "bare.test")
    write_zone(tmp_path, "signed.test", f"notices._domainkey IN TXT {txt_text(KEY.public_txt)}\n")
    port = database.free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "freehold.host.dns", str(tmp_path), "--port", str(port)]
    )
    try:
        deadline = time.monotonic() + 15
        while not _answers(port):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    findings = doctor.dns_of_the_neutral_domain("kept.test", "mail.kept.test", f"127.0.0.1:{port}")
    return findings[0].sentence != "DNS does not answer."


def wrong(findings: list[doctor.Finding]) -> list[str]:
    """The sentences about what has to be mended."""
    return [finding.sentence for finding in findings if finding.is_wrong]


def test_a_missing_package_is_named_with_the_command_that_installs_it():
    (finding,) = doctor.packages(["dovecot-imapd", "freehold-has-no-such-package"])

    assert finding.sentence == "Packages are missing: freehold-has-no-such-package."
    assert finding.mend == "apt-get install freehold-has-no-such-package"


def test_a_well_kept_domain_has_nothing_to_mend(resolver: str):
    assert wrong(doctor.dns_of_the_neutral_domain("kept.test", "mail.kept.test", resolver)) == []


def test_a_bare_domain_lacks_mx_address_and_spf(resolver: str):
    found = doctor.dns_of_the_neutral_domain("bare.test", "mail.bare.test", resolver)

    assert wrong(found) == [
        "No MX record of bare.test names mail.bare.test.",
        "mail.bare.test has no address.",
        "bare.test publishes 0 SPF records; exactly one is right.",
    ]
    assert found[0].mend == "Publish: bare.test. MX 10 mail.bare.test."


def test_dns_that_does_not_answer_is_said_so():
    (finding,) = doctor.dns_of_the_neutral_domain(
        "kept.test", "mail.kept.test", f"127.0.0.1:{database.free_port()}"
    )

    assert finding.sentence == "DNS does not answer."


def test_the_record_of_the_platforms_own_signature_is_told(resolver: str):
    kept = doctor.signing_of_notices("signed.test", KEY.private_pem, resolver)
    (bare,) = doctor.signing_of_notices("bare.test", KEY.private_pem, resolver)
    (other,) = doctor.signing_of_notices("signed.test", new_key().private_pem, resolver)

    assert wrong(kept) == []
    assert bare.sentence.startswith("notices._domainkey.bare.test publishes no key")
    assert bare.mend == f"Publish: notices._domainkey.bare.test. TXT {txt_text(KEY.public_txt)}"
    assert "publishes another key" in other.sentence


def test_a_certificate_is_told_by_its_end_and_its_name(tmp_path: Path):
    made = certificates.certificates_in(tmp_path, names=("mail.test",), certificate="", key="")
    end = certificates.ends_at(made.certificate)

    assert not doctor.certificate(made.certificate, "mail.test").is_wrong
    assert "is not for mail.other" in doctor.certificate(made.certificate, "mail.other").sentence
    soon = doctor.certificate(made.certificate, "mail.test", now=end - datetime.timedelta(days=3, hours=1))
    assert soon.sentence.endswith("ends in 3 days.")
    late = doctor.certificate(made.certificate, "mail.test", now=end + datetime.timedelta(days=2))
    assert "ended 2 days ago" in late.sentence


def test_a_disk_without_room_is_wrong(tmp_path: Path):
    assert doctor.disk(tmp_path, least_free_bytes=2**63).is_wrong


def test_roles_are_told_apart_by_what_binds_them(
    cluster: tuple[database.Cluster, dict[str, str]], django_db_setup: None
):
    running, passwords = cluster

    web = doctor.role_behind(running.dsn("freehold_app", passwords["freehold_app"]))
    root = doctor.role_behind(running.dsn(database.SUPERUSER, passwords[database.SUPERUSER]))
    owner = doctor.role_behind(running.dsn("freehold_owner", passwords["freehold_owner"]))

    assert web.sentence == "The database role freehold_app is bound by row security."
    assert "is a superuser" in root.sentence
    assert "owns tables" in owner.sentence
