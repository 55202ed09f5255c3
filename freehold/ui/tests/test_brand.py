"""A brand's colour reads everywhere, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.ui.brand import DARK_GROUNDS, LIGHT_GROUNDS, READABLE, brand_css, contrast, tokens

ANY_COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_the_recommendation():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@given(ANY_COLOUR)
def test_every_accent_reads_on_every_ground_in_light_and_dark(accent):
    for grounds in (LIGHT_GROUNDS, DARK_GROUNDS):
        made = tokens(accent, grounds)
        for ground in (*grounds, made["accent-soft"]):
            assert contrast(made["accent-text"], ground) >= READABLE
        assert contrast(made["accent-on"], made["accent"]) >= READABLE


def test_a_readable_accent_is_left_as_it_is():
    assert tokens("#2F5D50", LIGHT_GROUNDS)["accent-text"] == "#2f5d50"


def test_a_pale_accent_stays_on_buttons_and_darkens_as_text():
    made = tokens("#ffd400", LIGHT_GROUNDS)

    assert made["accent"] == "#ffd400"
    assert made["accent-on"] == "#000000"
    assert made["accent-text"] == "#816a02"


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "red",
        "#fff",
        "#12345g",
        "#123456;} body{background:url(//evil.example)}",
        "#123456\n",
        "#123456</style><script>",
        "url(javascript:1)",
        "#１２３４５６",
    ],
)
def test_what_is_no_colour_is_refused(hostile):
    with pytest.raises(ValueError, match="#rrggbb"):
        brand_css(hostile)


def test_the_stylesheet_holds_the_four_tokens_and_nothing_else():
    css = brand_css("#2f5d50")

    assert css.count("--accent") == 8
    assert css.count("{") == css.count("}") == 3
