"""What we hand out: no trace of the machine it was made on, and only licences that go with AGPL-3.0."""

import re
import subprocess
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import freehold

ROOT = Path(freehold.__file__).parent.parent

# Licences that the Free Software Foundation calls compatible with version 3 of the GPL (and so the AGPL).
COMPATIBLE = re.compile(
    r"\bMIT\b|\bMIT-0|\bBSD|Apache|\bISC\b|\bPSF|Python Software Foundation|MPL|Mozilla Public License|\bLGPL|"
    r"Lesser General Public|\bGPL-3|GPLv3|GPL-2\.0-or-later|v2 or later \(GPLv2\+\)|\bAGPL|Unlicense|Zlib|\bZPL|Zope Public|"
    r"0BSD|CC0|"
    r"PostgreSQL|"
    r"Public Domain",
    re.IGNORECASE,
)
# Distributions whose metadata names no licence, and what their source says.
READ_BY_HAND = {"imapclient": "BSD-3-Clause, in its file COPYING"}

NOT_HOSTS_OF_THE_LOCK = re.compile(r"https?://(?!pypi\.org/|files\.pythonhosted\.org/)[^\"\s]+")


def tracked_files() -> list[Path]:
    """What a clone holds."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    folder = re.compile(r"(?<![\w.])/(?:home|root|Users|work|wt|mnt)/[\w.-]+")
    faults = []
    for path in tracked_files():
        if path.suffix in (".png", ".woff2", ".mo", ".ico", ".lock"):
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if folder.search(line) and path.name != Path(__file__).name:
                faults.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")

    assert faults == []


def test_the_lock_names_no_host_but_the_index() -> None:
    assert NOT_HOSTS_OF_THE_LOCK.findall((ROOT / "uv.lock").read_text()) == []
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "--hash=sha256:" in text


def test_every_dependency_bears_a_licence_that_goes_with_ours() -> None:
    names = re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert len(names) > 20

    faults = []
    for name in names:
        try:
            licence = licence_of(distribution(name))
        except PackageNotFoundError:
            continue  # for another system or release of Python
        if not COMPATIBLE.search(licence or READ_BY_HAND.get(name, "")):
            faults.append(f"{name}: {licence!r}")

    assert faults == []


def licence_of(found: Distribution) -> str:
    """What a distribution's metadata says of its licence: the expression, the classifiers, the first words."""
    said = [found.metadata.get("License-Expression") or ""]
    said += [c for c in found.metadata.get_all("Classifier") or [] if c.startswith("License ::")]
    said.append((found.metadata.get("License") or "")[:200])
    return " | ".join(word for word in said if word)


def test_we_say_our_own_licence() -> None:
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in (ROOT / "LICENSE").read_text()
    assert 'license = "AGPL-3.0-or-later"' in (ROOT / "pyproject.toml").read_text()


def test_every_setting_that_is_read_is_documented() -> None:
    documented = set(
        re.findall(r"\"(FREEHOLD_[A-Z0-9_]+)\"", (ROOT / "freehold/config/environment.py").read_text())
    )
    read = set(
        re.findall(
            r"env\.\w+\(\s*\"(FREEHOLD_[A-Z0-9_]+)\"", (ROOT / "freehold/config/settings.py").read_text()
        )
    )

    assert read - documented == set()
