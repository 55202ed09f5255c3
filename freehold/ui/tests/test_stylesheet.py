"""The stylesheet keeps its own rules, and its tokens read in light and dark."""

import re
from pathlib import Path

import pytest

from freehold.ui.brand import DARK_GROUNDS, LIGHT_GROUNDS, contrast, tokens

UI = Path(__file__).resolve().parent.parent
CSS = (UI / "static" / "ui" / "freehold.css").read_text()
RULES = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)


def tokens_of(block: str) -> dict[str, str]:
    """The hexadecimal tokens of a :root block."""
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


LIGHT = tokens_of(CSS.split("@media", 1)[0])
DARK = LIGHT | tokens_of(re.search(r"prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}", CSS, re.DOTALL)[1])
GROUNDS = ("n1", "n2", "n3")
TEXT = [
    *((text, ground) for text in ("n7", "n8", "n9", "n10", "accent-text", "danger") for ground in GROUNDS),
    *((tone, f"{tone}-soft") for tone in ("success", "warning", "danger", "info")),
    *(("n10", f"{tone}-soft") for tone in ("success", "warning", "danger", "info", "accent", "acting")),
    ("accent-text", "accent-soft"),
    ("accent-on", "accent"),
    ("acting-text", "acting"),
    ("acting-text", "acting-soft"),
]
LINES = [
    *((line, ground) for line in ("n6", "accent-text", "danger") for ground in ("n1", "n2")),
    *((f"chart-{number}", "n1") for number in range(1, 5)),
]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_a_contrast_of_at_least_four_and_a_half(theme):
    failing = {pair: contrast(theme[pair[0]], theme[pair[1]]) for pair in TEXT}

    assert {pair: ratio for pair, ratio in failing.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_borders_of_controls_and_lines_of_charts_have_at_least_three(theme):
    failing = {pair: contrast(theme[pair[0]], theme[pair[1]]) for pair in LINES}

    assert {pair: ratio for pair, ratio in failing.items() if ratio < 3} == {}


def test_the_accent_of_the_stylesheet_is_what_a_brand_would_be_given():
    for theme, grounds in ((LIGHT, LIGHT_GROUNDS), (DARK, DARK_GROUNDS)):
        assert tuple(theme[name] for name in GROUNDS) == grounds
        made = tokens("#2f5d50", grounds)
        assert {name: theme[name] for name in made} == made


def test_it_is_one_file_of_under_fifteen_hundred_lines():
    assert len(CSS.splitlines()) < 1500
    assert [path.name for path in UI.rglob("*.css")] == ["freehold.css"]


def test_it_names_classes_and_forces_nothing():
    assert "!important" not in RULES
    assert re.findall(r"(?m)^[^{};:]*#[a-zA-Z][\w-]*[^;{}]*\{", RULES) == []


def test_no_template_has_inline_style_or_script():
    pages = (
        t for t in UI.parent.rglob("templates/**/*.html") if t.parent.name != "notices"
    )  # mail has no sheet
    for template in pages:
        text = template.read_text()
        assert not re.search(r"<style|<[a-z][^<>]*\s(style|on[a-z]+)=|javascript:", text), template
        assert re.findall(r"<script(?![^>]*\s(?:src=|type=\"application/json\"))", text) == [], template


def test_every_class_that_a_template_uses_is_styled_or_known():
    known = set(re.findall(r"\.([a-z][\w-]*)", RULES))
    used = {
        name
        for template in (UI / "templates").rglob("*.html")
        for names in re.findall(r'class="([^"{%]*)"', template.read_text())
        for name in names.split()
    }

    assert used - known == set()
