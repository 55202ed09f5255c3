"""The README's table is true: what works is held by tests, and what is not yet there is not there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
ROWS = re.findall(r"^\| (.+?) \| (works|not yet) \| `(.+?)` \|$", README, flags=re.MULTILINE)


def test_the_table_has_both_kinds_of_rows() -> None:
    assert {state for _, state, _ in ROWS} == {"works", "not yet"}


@pytest.mark.parametrize(("what", "state", "held_by"), ROWS)
def test_a_row_is_true(what: str, state: str, held_by: str) -> None:
    place = ROOT / held_by
    if state == "not yet":
        assert not place.exists(), f"{what}: {held_by} has come; say so in the README"
        return

    files = [place] if place.is_file() else sorted(place.rglob("test_*.py"))
    assert any("def test_" in file.read_text() for file in files), f"{what}: nothing tests it in {held_by}"


@pytest.mark.parametrize("link", re.findall(r"\]\(((?!https?:)[^)#]+)\)", README))
def test_a_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("command", ["script/demo", "script/test"])
def test_the_two_commands_are_there_to_run(command: str) -> None:
    assert (ROOT / command).stat().st_mode & 0o111


def test_it_fits_on_one_screen() -> None:
    assert len(README.splitlines()) < 60
